import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import { filterBy, filterField, filters, isFiltered, NO_FILTERS, valuesOf, type Filters } from "../../state/filters.ts";
import type { Report } from "../../state/report.ts";
import { markedCount, selectedRows } from "../../state/selection.ts";
import { visibleShort } from "../../text/visible.ts";
import { count, counted } from "../../text/words.ts";
import { ColumnMenu } from "./column-menu.tsx";
import { titleOf, type Column } from "./columns.ts";

interface ToolbarProperties {
  readonly report: Report;
  readonly columns: readonly Column[];
  /** Rows that pass. */
  readonly shown: number;
}

const SEARCH = "rows-search";
/** Fields with a list of values to choose from. */
const FACETS = ["process.name", "user.name", "host.name", "source.ip", "winlog.logon.type"];

export function focusSearch(): void {
  const input = document.getElementById(SEARCH);
  if (input instanceof HTMLInputElement) input.select();
}

export function Toolbar({ report, columns, shown }: ToolbarProperties): VNode {
  const { search } = filters.value;
  return (
    <div class="toolbar rows-toolbar no-print">
      <label class="rows-search">
        <span class="hidden-visually">Search</span>
        <input
          id={SEARCH}
          type="search"
          placeholder="Search ( / )"
          title={'In every event that the page holds: words, "a phrase", -without, user.name:alice'}
          value={search}
          onInput={({ currentTarget }) => filterBy({ search: currentTarget.value })}
        />
      </label>
      <Kinds />
      {FACETS.map((field) => (
        <Facet key={field} report={report} field={field} />
      ))}
      <Marks />
      <span class="rows-count" role="status">
        {shown === report.data.rows.length ? "" : `${count(shown)} of `}
        {counted(report.data.rows.length, "row")}
      </span>
      {isFiltered(filters.value) && (
        <button type="button" class="quiet" onClick={() => (filters.value = NO_FILTERS)}>
          Clear
        </button>
      )}
      <span class="spring" />
      <ColumnMenu report={report} columns={columns} />
    </div>
  );
}

function Kinds(): VNode {
  return (
    <select
      aria-label="Clusters or noise"
      value={filters.value.kind ?? ""}
      onChange={({ currentTarget }) => filterBy({ kind: (currentTarget.value || null) as Filters["kind"] })}
    >
      <option value="">Clusters and noise</option>
      <option value="clusters">Clusters</option>
      <option value="noise">Noise</option>
    </select>
  );
}

function Facet({ report, field }: { readonly report: Report; readonly field: string }): VNode | null {
  const values = useMemo(() => valuesOf(report, field), [report, field]);
  if (values.length < 2) return null;
  const chosen = filters.value.fields.get(field);
  const at = values.findIndex(([value]) => value === chosen);
  return (
    <select
      class={chosen === undefined ? "" : "chosen"}
      aria-label={titleOf(field)}
      value={String(at)}
      onChange={({ currentTarget }) => filterField(field, values[Number(currentTarget.value)]?.[0] ?? null)}
    >
      <option value="-1">{titleOf(field)}: all</option>
      {values.map(([value, rows], i) => (
        <option key={i} value={String(i)}>
          {value === "" ? "(empty)" : visibleShort(value, 60)} ({count(rows)})
        </option>
      ))}
    </select>
  );
}

function Marks(): VNode | null {
  const { "known-good": good, "of-interest": interesting } = markedCount.value;
  const picked = selectedRows.value.size;
  const { mark, selected } = filters.value;
  if (good + interesting + picked === 0 && mark === null && !selected) return null;
  return (
    <select
      aria-label="Marks"
      value={selected ? "selected" : (mark ?? "")}
      onChange={({ currentTarget: { value } }) =>
        filterBy({
          selected: value === "selected",
          mark: value === "" || value === "selected" ? null : (value as Filters["mark"]),
        })
      }
    >
      <option value="">Marks: all</option>
      <option value="of-interest">Of interest ({count(interesting)})</option>
      <option value="known-good">Known good ({count(good)})</option>
      <option value="none">Without a mark</option>
      {picked > 0 && <option value="selected">Selected: {counted(picked, "row")}</option>}
    </select>
  );
}
