import type { VNode } from "preact";
import type { ReportRange } from "../../src/data/report-data.ts";
import { counted, time } from "./words.ts";

/** Events that are years away from all others, and on no axis. */
export function Outside({ range: { outside } }: { readonly range: ReportRange }): VNode | null {
  if (outside === undefined) return null;
  const { before, after, first, last } = outside;
  const parts = [
    ...(before > 0 ? [`${counted(before, "event")} before, the first at ${time(first)} UTC`] : []),
    ...(after > 0 ? [`${counted(after, "event")} after, the last at ${time(last)} UTC`] : []),
  ];
  return <p class="muted timelines-note">Outside this time, years away from all other events: {parts.join("; ")}.</p>;
}
