import type { VNode } from "preact";
import type { Report } from "../../state/report.ts";
import { rowMarks, select, selectedRows, type RowMark } from "../../state/selection.ts";
import { RowList } from "../map/row-list.tsx";

/** The rows that were picked out, to be marked together. */
export function SelectedPanel({ report }: { readonly report: Report }): VNode {
  const rows = [...selectedRows.value].sort((a, b) => a - b);
  return (
    <section class="panel compare-panel" aria-label="Selected">
      <h2>
        Selected <span class="badge">{rows.length}</span>
      </h2>
      <div class="panel-body">
        {rows.length === 0 ? (
          <p class="muted">Rows are selected on the Map, by lasso or from its list.</p>
        ) : (
          <>
            <p class="compare-tools no-print">
              <button type="button" onClick={() => markAll(rows, "of-interest")}>
                Mark as of interest
              </button>
              <button type="button" onClick={() => markAll(rows, "known-good")}>
                Mark as known good
              </button>
              <button type="button" class="quiet" onClick={() => select([])}>
                Clear
              </button>
            </p>
            <RowList report={report} rows={rows} label="Selected rows" />
          </>
        )}
      </div>
    </section>
  );
}

function markAll(rows: readonly number[], mark: RowMark): void {
  rowMarks.value = new Map([...rowMarks.peek(), ...rows.map((row) => [row, mark] as const)]);
}
