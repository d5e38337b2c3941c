import { keepFeatures, spaceOf, type Space as Points } from "@winnow/analysis";
import type { AnalysisPlan, ReducedGroups } from "@winnow/core";
import type { ReportAnalysis } from "../../src/data/report-data.ts";
import { groupingKey, spaceKey, type Settings } from "./settings.ts";

/** Groups under some settings: those that are equal without the omitted features are merged. */
interface Grouping {
  readonly groups: ReducedGroups;
  readonly plan: AnalysisPlan;
  /** Group here for each group of the report. */
  readonly numberOf: Int32Array;
}

/** The points of some settings, before they are clustered. */
export interface Space extends Grouping, Points {
  /** Equal keys, equal space. */
  readonly key: string;
}

/** Makes spaces and keeps the last grouping: most changes of a setting do not change the points. */
export class Spaces {
  readonly #analysis: ReportAnalysis;
  #last: { readonly key: string; readonly grouping: Grouping } | undefined;

  constructor(analysis: ReportAnalysis) {
    this.#analysis = analysis;
  }

  of(settings: Settings): Space {
    const grouping = this.#groupingOf(settings);
    return {
      key: spaceKey(settings),
      ...grouping,
      ...spaceOf(grouping.groups, grouping.plan, settings.scale),
    };
  }

  #groupingOf(settings: Settings): Grouping {
    const key = groupingKey(settings);
    if (this.#last?.key === key) return this.#last.grouping;
    const { groups, plan } = this.#analysis;
    const kept = keepFeatures(groups, plan, settings.features);
    const grouping = { ...kept, plan: { ...kept.plan, within: settings.within } };
    this.#last = { key, grouping };
    return grouping;
  }
}
