import type { VNode } from "preact";
import type { Report } from "../../state/report.ts";
import type { View } from "../view.ts";
import "./compare.css";
import { DifferencesTable } from "./differences-table.tsx";
import { Exports } from "./exports.tsx";
import { MarkedPanel } from "./marked-panel.tsx";
import { SelectedPanel } from "./selected-panel.tsx";

export const compareView: View = {
  id: "compare",
  title: "Compare",
  component: Compare,
  available: ({ rows }) => rows.length > 0,
};

function Compare({ report }: { readonly report: Report }): VNode {
  return (
    <div class="compare">
      <div class="compare-lists">
        <MarkedPanel
          report={report}
          mark="of-interest"
          title="Of interest"
          empty="Nothing yet. Mark rows where you read them: i in Rows, or the buttons of an open row."
        />
        <MarkedPanel
          report={report}
          mark="known-good"
          title="Known good"
          empty="Nothing yet. Mark what you know: g in Rows, or the buttons of an open row."
        />
        <SelectedPanel report={report} />
      </div>
      <section class="panel" aria-labelledby="compare-differences-title">
        <h2 id="compare-differences-title">What sets them apart</h2>
        <div class="panel-body">
          <DifferencesTable report={report} />
        </div>
      </section>
      <Exports report={report} />
    </div>
  );
}
