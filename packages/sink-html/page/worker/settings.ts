import type { Scale } from "@winnow/analysis";
import type { Analysis } from "@winnow/core";
import type { ReportAnalysis } from "../../src/data/report-data.ts";

/** What the reader can change: everything between groups and rows. Equal settings, equal rows. */
export interface Settings {
  /** Positions among the plan's features, ascending: the order of the vector stays. */
  readonly features: readonly number[];
  readonly scale: Scale;
  /** Positions among the plan's kept values. */
  readonly within: readonly number[];
  readonly clusterer: {
    readonly name: string;
    /** As people write them: checked, and defaults filled in, before anything is clustered. */
    readonly options: Readonly<Record<string, unknown>>;
  };
}

/** The settings of the run itself. */
export function settingsOf({ plan, scale, clusterer }: Pick<Analysis, "plan" | "scale" | "clusterer">): Settings {
  return {
    features: plan.features.map((_, position) => position),
    scale,
    within: plan.within,
    clusterer: { name: clusterer.name, options: clusterer.options as Readonly<Record<string, unknown>> },
  };
}

/** Names what the scaled points depend on: equal keys, equal points. */
export function spaceKey({ features, within, scale }: Settings): string {
  return `${groupingKey({ features, within })}|${scale}`;
}

/** Names what the points depend on before they are scaled. */
export function groupingKey({ features, within }: Pick<Settings, "features" | "within">): string {
  return `${features.join()}|${within.join()}`;
}

export function isSettingsOf(settings: Settings, analysis: ReportAnalysis): boolean {
  return JSON.stringify(settings) === JSON.stringify(settingsOf(analysis));
}

/** What the page remembers of the settings that led to a start: others that differ only in the tuned option lead to it, too. */
export function startKey(settings: Settings, tuned: string | null): string {
  const { [tuned ?? ""]: _, ...options } = settings.clusterer.options;
  return JSON.stringify({ ...settings, clusterer: { name: settings.clusterer.name, options } });
}
