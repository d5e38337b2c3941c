import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Report } from "../../state/report.ts";
import { Text } from "../../text/text.tsx";
import { chooseColumns, chosenColumns, firstChoice, RANK, textColumnId, type Column } from "./columns.ts";

interface ColumnMenuProperties {
  readonly report: Report;
  readonly columns: readonly Column[];
}

const SECTIONS: readonly (readonly [title: string, prefix: string])[] = [
  ["Row", ""],
  ["Fields", "field:"],
  ["Features", "feature:"],
  ["Columns of the source", "column:"],
];

export function ColumnMenu({ report, columns }: ColumnMenuProperties): VNode {
  const menu = useRef<HTMLDetailsElement>(null);
  const chosen = new Set(chosenColumns.value ?? firstChoice(report));
  const choose = (id: string, on: boolean): void => {
    if (on) chosen.add(id);
    else chosen.delete(id);
    chooseColumns([...chosen]);
  };
  useEffect(() => {
    const closeOutside = ({ target }: Event): void => {
      if (menu.current !== null && target instanceof Node && !menu.current.contains(target)) menu.current.open = false;
    };
    document.addEventListener("click", closeOutside);
    return () => document.removeEventListener("click", closeOutside);
  }, []);
  const closeByKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || menu.current?.open !== true) return;
    event.preventDefault();
    menu.current.open = false;
    menu.current.querySelector("summary")?.focus();
  };
  return (
    <details class="menu" ref={menu} onKeyDown={closeByKey}>
      <summary class="button">Columns</summary>
      <div class="menu-body" tabIndex={-1}>
        {SECTIONS.map(([title, prefix]) => {
          const inSection = columns.filter((column) => isIn(column, prefix) && isOptional(column, report));
          if (inSection.length === 0) return null;
          return (
            <fieldset key={title}>
              <legend>{title}</legend>
              {inSection.map((column) => (
                <label key={column.id} class="check">
                  <input
                    type="checkbox"
                    checked={chosen.has(column.id)}
                    onChange={({ currentTarget }) => choose(column.id, currentTarget.checked)}
                  />
                  <Text value={column.title} most={60} />
                </label>
              ))}
            </fieldset>
          );
        })}
        <button type="button" onClick={() => chooseColumns(null)}>
          As at first
        </button>
      </div>
    </details>
  );
}

function isIn({ id }: Column, prefix: string): boolean {
  return prefix === "" ? !id.includes(":") : id.startsWith(prefix);
}

/** The rank and the text always stay. */
function isOptional({ id }: Column, report: Report): boolean {
  return id !== RANK && id !== textColumnId(report);
}
