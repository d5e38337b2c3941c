import { computed, signal } from "@preact/signals";
import type { VNode } from "preact";
import { useLayoutEffect, useMemo } from "preact/hooks";
import "./rows.css";
import { filterBy, filters, NO_FILTERS } from "../../state/filters.ts";
import type { Report } from "../../state/report.ts";
import { go, route, type Route } from "../../state/route.ts";
import { toggleMark, type RowMark } from "../../state/selection.ts";
import { useShortcuts, type Shortcut } from "../../state/shortcuts.ts";
import { NARROW, useMedia } from "../../state/media.ts";
import type { View } from "../view.ts";
import { allColumns, RANK, shownColumns, textColumnId } from "./columns.ts";
import { Detail } from "./detail/detail.tsx";
import { openRow } from "./open.ts";
import { order, orderedRows, READING_ORDER } from "./order.ts";
import { Table } from "./table.tsx";
import { focusSearch, Toolbar } from "./toolbar.tsx";

export const rowsView: View = { id: "rows", title: "Rows", component: Rows, available: () => true };

/** The row that the keys act on, by its position from 0. */
const activeRow = signal(0);

function Rows({ report }: { readonly report: Report }): VNode {
  const columns = useMemo(() => allColumns(report), [report]);
  const rows = useMemo(() => computed(() => orderedRows(report, columns)), [report, columns]).value;
  const opened = openedRow(report, route.value);
  const shown = shownColumns(columns, report);
  const narrow = useMedia(NARROW);
  const beside =
    opened === null && !narrow ? shown : shown.filter(({ id }) => BESIDE.has(id) || id === textColumnId(report));
  // With the drawing, not after it: a key may come between the two, and would be undone by what comes late.
  useLayoutEffect(() => {
    if (opened !== null) activeRow.value = opened;
  }, [opened]);
  const active = activeAmong(rows, activeRow.value);
  useShortcuts(useMemo(() => shortcutsFor(report, rows), [report, rows]));
  return (
    <div class={`rows ${opened === null ? "" : "rows-opened"}`}>
      <section class="rows-list" aria-label="Rows">
        <Toolbar report={report} columns={columns} shown={rows.length} />
        <Table report={report} columns={beside} rows={rows} active={active} opened={opened} open={openRow} />
      </section>
      {opened !== null && (
        <Detail
          key={opened}
          report={report}
          row={opened}
          close={() => go("rows")}
          step={(by) => openRow(rows[clamp(rows.indexOf(opened) + by, rows.length)] ?? opened)}
        />
      )}
    </div>
  );
}

/** What there is room for beside an open row, and on a telephone: enough to know where one is. */
const BESIDE: ReadonlySet<string> = new Set([RANK, "size", "field:process.name", "field:source.ip"]);

function openedRow({ data }: Report, { parameters }: Route): number | null {
  const row = Number(parameters.get("row")) - 1;
  return Number.isInteger(row) && row >= 0 && row < data.rows.length ? row : null;
}

function clamp(index: number, length: number): number {
  return Math.max(0, Math.min(length - 1, index));
}

const PAGE = 12;

/** The row that the keys act on: where it is not shown, the first one that is. */
function activeAmong(rows: readonly number[], wanted: number): number {
  return rows.includes(wanted) ? wanted : (rows[0] ?? -1);
}

function shortcutsFor(report: Report, rows: readonly number[]): readonly Shortcut[] {
  // Asked for when a key is pressed: keys may follow each other faster than the page is drawn.
  const active = (): number => activeAmong(rows, activeRow.peek());
  const opened = (): number | null => openedRow(report, route.peek());
  const move = (to: number): void => {
    const row = rows[clamp(to, rows.length)];
    if (row === undefined) return;
    activeRow.value = row;
    if (opened() !== null) go("rows", { row: String(row + 1) }, true);
  };
  const step = (by: number): void => move(rows.indexOf(active()) + by);
  const mark = (value: RowMark): void => {
    if (active() >= 0) toggleMark(active(), value);
  };
  return [
    { keys: ["j", "ArrowDown"], does: "next row", run: () => step(1) },
    { keys: ["k", "ArrowUp"], does: "previous row", run: () => step(-1) },
    { keys: ["PageDown"], does: "a page on", run: () => step(PAGE) },
    { keys: ["PageUp"], does: "a page back", run: () => step(-PAGE) },
    { keys: ["Home"], does: "first row", run: () => move(0) },
    { keys: ["End"], does: "last row", run: () => move(rows.length - 1) },
    { keys: ["Enter"], does: "open the row", run: (event) => enter(event, active()) },
    { keys: ["/"], does: "search", run: focusSearch },
    { keys: ["i"], does: "mark as of interest", run: () => mark("of-interest") },
    { keys: ["g"], does: "mark as known good", run: () => mark("known-good") },
    { keys: ["Escape"], does: "close the row, lift filters", run: () => escape(opened()) },
  ];
}

/** Enter on a button or a link is for that button or link. */
function enter({ target }: KeyboardEvent, active: number): void {
  if (target instanceof HTMLElement && target.closest("button, a, summary") !== null) target.click();
  else if (active >= 0) openRow(active);
}

function escape(opened: number | null): void {
  if (document.activeElement instanceof HTMLInputElement) document.activeElement.blur();
  if (opened !== null) go("rows");
  else if (filters.peek().search !== "") filterBy({ search: "" });
  else {
    filters.value = NO_FILTERS;
    order.value = READING_ORDER;
  }
}
