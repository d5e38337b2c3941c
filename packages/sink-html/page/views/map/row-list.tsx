import type { ComponentChildren, VNode } from "preact";
import type { Report } from "../../state/report.ts";
import { selectedRows, toggleSelected } from "../../state/selection.ts";
import { Text } from "../../text/text.tsx";
import { visibleShort } from "../../text/visible.ts";
import { count, counted } from "../../text/words.ts";
import { openRow } from "../rows/open.ts";
import "./row-list.css";

interface RowListProperties {
  readonly report: Report;
  readonly rows: readonly number[];
  /** At most this many are listed; how many more there are is said. */
  readonly most?: number;
  readonly tools?: (row: number) => ComponentChildren;
  readonly selectable?: boolean;
  readonly label: string;
}

const MOST = 100;

/** Rows as a list that needs no pointer: pick out, open. */
export function RowList({ report, rows, most = MOST, tools, selectable = true, label }: RowListProperties): VNode {
  return (
    <>
      <ul class="row-list" aria-label={label}>
        {rows.slice(0, most).map((row) => (
          <li key={row}>
            {selectable && <Picker report={report} row={row} />}
            <RowName report={report} row={row} />
            {tools !== undefined && <span class="row-list-tools">{tools(row)}</span>}
          </li>
        ))}
      </ul>
      {rows.length > most && <p class="muted row-list-rest">and {counted(rows.length - most, "further row")}</p>}
    </>
  );
}

function Picker({ report, row }: { readonly report: Report; readonly row: number }): VNode {
  return (
    <input
      type="checkbox"
      checked={selectedRows.value.has(row)}
      onChange={() => toggleSelected(row)}
      aria-label={`Select row ${row + 1}, ${visibleShort(report.labelOf(row), 60)}`}
    />
  );
}

/** What row it is: its place, its program or the like, how many events, its text. */
export function RowName({ report, row }: { readonly report: Report; readonly row: number }): VNode {
  const { clusterId, size, exemplar } = report.row(row);
  const text = report.textField === null ? null : report.field(report.textField, exemplar);
  return (
    <button type="button" class="row-name" onClick={() => openRow(row)} title="Open the row">
      <span class="row-name-rank">{count(row + 1)}</span>
      <span class="row-name-rest">
        <span class="row-name-head">
          <strong>
            <Text value={report.labelOf(row)} most={60} />
          </strong>
          <span class={clusterId < 0 ? "badge noise" : "badge"}>
            {clusterId < 0 ? "noise" : `cluster ${clusterId}`}
          </span>
          <span class="muted">{counted(size, "event")}</span>
        </span>
        {text !== null && (
          <span class="row-name-text mono">
            <Text value={text} most={160} />
          </span>
        )}
      </span>
    </button>
  );
}
