import type { VNode } from "preact";
import type { Report } from "../../state/report.ts";
import { filterBy } from "../../state/filters.ts";
import { go } from "../../state/route.ts";
import { select, selectedRows } from "../../state/selection.ts";
import { counted } from "../../text/words.ts";
import { RowList } from "./row-list.tsx";

const MOST_SELECTED = 200;
const MOST_OFFERED = 40;

/** The rows that were picked out, and those to be read first, so that the map can do without a pointer. */
export function SelectionPanel({ report }: { readonly report: Report }): VNode {
  const selected = [...selectedRows.value].sort((a, b) => a - b);
  return (
    <aside class="map-panel" aria-label="Selection">
      <h2 aria-live="polite">
        {selected.length === 0 ? "Nothing selected" : `${counted(selected.length, "row")} selected`}
      </h2>
      {selected.length === 0 ? (
        <p class="muted">
          Click a point, or draw around several with Lasso or Box. A double click opens the row. Or pick rows from this
          list.
        </p>
      ) : (
        <p class="map-panel-tools no-print">
          <button type="button" onClick={() => showInRows()}>
            Show in Rows
          </button>
          <button type="button" onClick={() => go("compare")}>
            Compare
          </button>
          <button type="button" class="quiet" onClick={() => select([])}>
            Clear
          </button>
        </p>
      )}
      {selected.length > 0 && <RowList report={report} rows={selected} most={MOST_SELECTED} label="Selected rows" />}
      <h3 class="map-panel-all">In reading order</h3>
      <RowList
        report={report}
        rows={report.data.rows.map((_, row) => row)}
        most={MOST_OFFERED}
        label="Rows in reading order"
      />
    </aside>
  );
}

function showInRows(): void {
  filterBy({ selected: true });
  go("rows");
}
