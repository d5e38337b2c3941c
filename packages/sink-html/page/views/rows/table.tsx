import type { ComponentChildren, VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { NARROW, useMedia } from "../../state/media.ts";
import type { Report } from "../../state/report.ts";
import { rowMarks, selectedRows, type RowMark } from "../../state/selection.ts";
import { Command } from "../../text/command.tsx";
import { Text } from "../../text/text.tsx";
import { count, duration, time } from "../../text/words.ts";
import { textColumnId, type Column } from "./columns.ts";
import { order, orderBy } from "./order.ts";
import { useVirtual } from "./use-virtual.ts";

interface TableProperties {
  readonly report: Report;
  readonly columns: readonly Column[];
  /** Positions from 0, in the order to show them. */
  readonly rows: readonly number[];
  readonly active: number;
  readonly opened: number | null;
  readonly open: (row: number) => void;
}

const ROW_HEIGHT = 54;
const CARD_HEIGHT = 94;
/** Characters of a text that a cell can show at most. */
const MOST = 400;

/** The rows as a grid of which only what is in view exists. */
export function Table(properties: TableProperties): VNode {
  const { report, columns, rows, active } = properties;
  const narrow = useMedia(NARROW);
  const scroller = useRef<HTMLDivElement>(null);
  const { items, height, show } = useVirtual(scroller, rows.length, narrow ? CARD_HEIGHT : ROW_HEIGHT);
  useEffect(() => {
    const at = rows.indexOf(active);
    if (at >= 0) show(at);
  }, [active]);
  return (
    <div
      ref={scroller}
      class={`grid ${narrow ? "grid-cards" : ""}`}
      role="grid"
      tabIndex={0}
      aria-label="Rows in reading order"
      aria-rowcount={rows.length + 1}
      aria-activedescendant={active >= 0 ? `row-${active}` : undefined}
      style={{ "--columns": columns.map((column) => track(column, report, properties.opened !== null)).join(" ") }}
    >
      <Head columns={columns} />
      <div class="grid-body" role="rowgroup" style={{ height: `${height}px` }}>
        {items.map(({ index, start }) => (
          <Row {...properties} key={rows[index]} row={rows[index]!} index={index} start={start} narrow={narrow} />
        ))}
      </div>
      {rows.length === 0 && <p class="grid-empty">No row passes the filters. Escape lifts them.</p>}
    </div>
  );
}

/** Beside an open row there is less room: the text takes what is left. */
function track({ id, width }: Column, report: Report, beside: boolean): string {
  if (id !== textColumnId(report)) return `${width}px`;
  return `minmax(${beside ? 0 : width}px, 1fr)`;
}

function Head({ columns }: { readonly columns: readonly Column[] }): VNode {
  const { column: sorted, descending } = order.value;
  return (
    <div class="grid-head" role="rowgroup">
      <div class="grid-row" role="row" aria-rowindex={1}>
        {columns.map((column) => (
          <div
            key={column.id}
            role="columnheader"
            class={`cell ${column.kind}`}
            aria-sort={column.id === sorted ? (descending ? "descending" : "ascending") : "none"}
          >
            <button type="button" class="quiet head" tabIndex={-1} onClick={() => orderBy(column)}>
              <Text value={column.title} most={40} />
              <span aria-hidden="true" class="arrow">
                {column.id === sorted ? (descending ? "↓" : "↑") : ""}
              </span>
            </button>
          </div>
        ))}
      </div>
    </div>
  );
}

interface RowProperties extends TableProperties {
  readonly row: number;
  readonly index: number;
  readonly start: number;
  readonly narrow: boolean;
}

function Row({ report, columns, row, index, start, active, opened, open, narrow }: RowProperties): VNode {
  const { reasons, clusterId } = report.row(row);
  const mark = rowMarks.value.get(row);
  const state = [row === active && "active", row === opened && "opened", mark, selectedRows.value.has(row) && "picked"];
  return (
    <div
      id={`row-${row}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={row === opened}
      class={`grid-row grid-line ${state.filter((name) => typeof name === "string").join(" ")}`}
      style={{ transform: `translateY(${start}px)`, height: `${narrow ? CARD_HEIGHT : ROW_HEIGHT}px` }}
      onClick={() => open(row)}
    >
      {columns.map((column) => (
        <div key={column.id} role="gridcell" class={`cell ${column.kind} ${isText(column, report) ? "main" : ""}`}>
          <Cell column={column} row={row} />
        </div>
      ))}
      <div role="gridcell" class="cell why">
        <Badges mark={mark} noise={clusterId < 0} />
        {reasons.slice(1).map((reason, i) => (
          <span key={i} class="reason">
            <Text value={reason} most={160} />
          </span>
        ))}
      </div>
    </div>
  );
}

/** The unit is for where there is no head above. */
function Count({ column, value }: { readonly column: Column; readonly value: number }): VNode {
  return (
    <>
      {count(value)}
      {column.id === "size" && <span class="unit"> {value === 1 ? "event" : "events"}</span>}
    </>
  );
}

function isText({ id }: Column, report: Report): boolean {
  return id === textColumnId(report);
}

function Badges({ mark, noise }: { readonly mark: RowMark | undefined; readonly noise: boolean }): VNode {
  return (
    <>
      {mark !== undefined && (
        <span class={`badge ${mark}`}>{mark === "known-good" ? "known good" : "of interest"}</span>
      )}
      {noise && (
        <span class="badge noise" title="In no cluster: nothing else is like it">
          noise
        </span>
      )}
    </>
  );
}

function Cell({ column, row }: { readonly column: Column; readonly row: number }): ComponentChildren {
  const value = column.value(row);
  if (value === null) return <Text value={null} />;
  switch (column.kind) {
    case "time":
      return time(value as bigint);
    case "duration":
      return duration(value as bigint);
    case "number":
      return column.id === "cluster" && value === -1 ? "–" : <Count column={column} value={value as number} />;
    case "command":
      return <Command value={value as string} most={MOST} />;
    default:
      return <Text value={value as string} most={MOST} />;
  }
}
