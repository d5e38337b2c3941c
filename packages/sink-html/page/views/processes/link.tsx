import type { VNode } from "preact";
import type { Report } from "../../state/report.ts";
import { linkTo } from "../../state/route.ts";
import { hasProcesses } from "./forest.ts";

/** From a row to where its event stands among processes; nothing where the events are none. */
export function InTree({ report, row }: { readonly report: Report; readonly row: number }): VNode | null {
  if (!hasProcesses(report.data)) return null;
  return (
    <p class="no-print">
      <a href={linkTo("processes", { row: String(row + 1) })}>What started it, and what it started</a>
    </p>
  );
}
