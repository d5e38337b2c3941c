import { effect } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { Report } from "../../state/report.ts";
import { liveClustering, type LiveClustering } from "../../worker/client.ts";
import type { View } from "../view.ts";
import { Changes } from "./changes.tsx";
import { Controls } from "./controls.tsx";
import { Figures } from "./figures.tsx";
import { LiveMap } from "./live-map.tsx";
import { ProfilePanel } from "./profile-panel.tsx";
import { Rarities } from "./rarities.tsx";
import { currentSettings } from "./state.ts";
import { Notices } from "./notices.tsx";
import "./tune.css";

export const tuneView: View = {
  id: "tune",
  title: "Tune",
  component: Tune,
  available: ({ analysis, rows }) => rows.length > 0 && analysis.plan.features.length > 0,
};

function Tune({ report }: { readonly report: Report }): VNode {
  const live = useMemo(() => liveClustering(report), [report]);
  // At once, not after the next drawing: until there is an answer, the figures are marked as those of before.
  useEffect(() => effect(() => askFor(report, live)), [report, live]);
  return (
    <div class="tune">
      <Controls report={report} live={live} />
      <div class="tune-answer">
        <Notices report={report} live={live} />
        <div class="tune-top">
          <Figures report={report} live={live} />
          <LiveMap report={report} live={live} />
        </div>
        <Changes report={report} live={live} />
        <Rarities report={report} live={live} />
        <ProfilePanel report={report} />
      </div>
    </div>
  );
}

function askFor(report: Report, live: LiveClustering): void {
  const settings = currentSettings(report);
  // Coming back to the view asks for nothing new.
  if (live.answer.peek()?.settings !== settings || live.failure.peek() !== null) live.ask(settings);
}
