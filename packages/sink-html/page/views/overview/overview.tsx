import type { ComponentChildren, VNode } from "preact";
import "./overview.css";
import type { Report } from "../../state/report.ts";
import type { View } from "../view.ts";
import { Clusters, titleOfClusters } from "./clusters.tsx";
import { FirstRows } from "./first-rows.tsx";
import { Hosts } from "./hosts.tsx";
import { Ledger } from "./ledger.tsx";
import { Limits } from "./limits.tsx";
import { RunFacts } from "./run-facts.tsx";
import { Warnings } from "./warnings.tsx";

export const overviewView: View = { id: "overview", title: "Overview", component: Overview, available: () => true };

function Overview({ report }: { readonly report: Report }): VNode {
  return (
    <div class="overview-page">
      <Warnings report={report} />
      <div class="overview">
        <div class="overview-column">
          <Panel title="Read these first" area="first">
            <FirstRows report={report} />
          </Panel>
          {report.data.rows.length > 0 && (
            <Panel title={titleOfClusters(report)} area="clusters">
              <Clusters report={report} />
            </Panel>
          )}
        </div>
        <div class="overview-column">
          <Panel title="What became of the events" area="ledger">
            <Ledger report={report} />
          </Panel>
          <Panel title="Where and when" area="hosts">
            <Hosts report={report} />
          </Panel>
          <Panel title="How it was made" area="run">
            <RunFacts report={report} />
          </Panel>
          <Panel title="What this page holds" area="limits">
            <Limits report={report} />
          </Panel>
        </div>
      </div>
    </div>
  );
}

interface PanelProperties {
  readonly title: string;
  readonly area: string;
  readonly children: ComponentChildren;
}

function Panel({ title, area, children }: PanelProperties): VNode {
  return (
    <section class="panel" aria-labelledby={`overview-${area}`}>
      <h2 id={`overview-${area}`}>{title}</h2>
      <div class="panel-body">{children}</div>
    </section>
  );
}
