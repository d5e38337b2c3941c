import type { VNode } from "preact";
import type { Report } from "../../state/report.ts";
import type { View } from "../view.ts";

export const overviewView: View = { id: "overview", title: "Overview", component: Overview, available: () => true };

function Overview({ report }: { readonly report: Report }): VNode {
  return <p>{report.data.rows.length}</p>;
}
