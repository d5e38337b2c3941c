import type { VNode } from "preact";
import type { Report } from "../../state/report.ts";
import type { View } from "../view.ts";

export const rowsView: View = { id: "rows", title: "Rows", component: Rows, available: () => true };

function Rows({ report }: { readonly report: Report }): VNode {
  return <p>{report.data.rows.length}</p>;
}
