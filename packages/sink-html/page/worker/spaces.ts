import { keepFeatures, pointsOf, scalePoints, type Points } from "@winnow/analysis";
import type { AnalysisPlan, PointMatrix, ReducedGroups } from "@winnow/core";
import type { ReportAnalysis } from "../../src/data/report-data.ts";
import { groupingKey, spaceKey, type Settings } from "./settings.ts";

/** The points that settings lead to, before any clustering. */
export interface Space {
  /** Equal keys, equal space. */
  readonly key: string;
  /** Groups that are equal without the features left out are one; `fromEngine` gives the group here of each of the report's. */
  readonly groups: ReducedGroups;
  readonly plan: AnalysisPlan;
  readonly points: Points;
  readonly scaled: PointMatrix;
  /** Data row of the exemplar of each of the report's groups. */
  readonly ownExemplars: Float64Array;
}

type Grouping = Pick<Space, "groups" | "plan" | "points">;

/** Makes spaces and keeps the last one: most settings that a reader drags leave the points as they are. */
export class Spaces {
  readonly #analysis: ReportAnalysis;
  readonly #all: Int32Array;
  #grouping: { readonly key: string; readonly made: Grouping } | undefined;
  #space: Space | undefined;

  constructor(analysis: ReportAnalysis) {
    this.#analysis = analysis;
    this.#all = Int32Array.from({ length: analysis.groups.size }, (_, group) => group);
  }

  of(settings: Settings): Space {
    const key = spaceKey(settings);
    if (this.#space?.key === key) return this.#space;
    const grouping = this.#groupingOf(settings);
    const scaled = scalePoints(grouping.points.matrix, settings.scale);
    this.#space = { key, ...grouping, scaled, ownExemplars: this.#analysis.groups.exemplars };
    return this.#space;
  }

  #groupingOf(settings: Settings): Grouping {
    const key = groupingKey(settings);
    if (this.#grouping?.key === key) return this.#grouping.made;
    const { groups: own, plan: ran } = this.#analysis;
    const all = { ...own, fromEngine: this.#all };
    const { groups, plan: kept } = keepFeatures(all, ran, settings.features);
    const plan = { ...kept, within: settings.within };
    const made = { groups, plan, points: pointsOf(groups, plan) };
    this.#grouping = { key, made };
    return made;
  }
}
