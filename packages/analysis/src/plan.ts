import type { Analysis, AnalysisPlan } from "@winnow/core";

/** How features are brought to comparable lengths before they are clustered. */
export type Scale = Analysis["scale"];

/** A rank term over positions among the kept values. */
export type PlannedTerm = AnalysisPlan["rank"]["rarity"][number];

/** A rank term that sums a signal over the events with equal values. */
export type PlannedVolume = AnalysisPlan["rank"]["volume"][number];
