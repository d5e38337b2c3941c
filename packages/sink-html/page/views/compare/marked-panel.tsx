import type { VNode } from "preact";
import type { Report } from "../../state/report.ts";
import { rowMarks, toggleMark, type RowMark } from "../../state/selection.ts";
import { RowList } from "../map/row-list.tsx";

interface MarkedPanelProperties {
  readonly report: Report;
  readonly mark: RowMark;
  readonly title: string;
  readonly empty: string;
}

/** The rows with one mark. */
export function MarkedPanel({ report, mark, title, empty }: MarkedPanelProperties): VNode {
  const rows = [...rowMarks.value].flatMap(([row, known]) => (known === mark ? [row] : [])).sort((a, b) => a - b);
  return (
    <section class={`panel compare-panel compare-${mark}`} aria-label={title}>
      <h2>
        {title} <span class={`badge ${mark}`}>{rows.length}</span>
      </h2>
      <div class="panel-body">
        {rows.length === 0 ? (
          <p class="muted">{empty}</p>
        ) : (
          <RowList
            report={report}
            rows={rows}
            selectable={false}
            label={title}
            tools={(row) => (
              <button type="button" class="quiet" onClick={() => toggleMark(row, mark)} title="Take the mark off">
                Unmark
              </button>
            )}
          />
        )}
      </div>
    </section>
  );
}
