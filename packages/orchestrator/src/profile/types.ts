import type { Scale } from "@winnow/analysis";
import type { ExpressionInput, Mark, AnalysisPlan } from "@winnow/core";
import type { Redaction } from "../redact/redactor.ts";

/** A plugin and its options: host keys and plugin options stay apart. */
export interface Use {
  readonly use: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

export interface Define {
  readonly define: Readonly<Record<string, ExpressionInput>>;
}

/** A field or a text feature whose rare values may never vanish inside a cluster. */
export interface GuardedField {
  readonly field: string;
  /** The field whose events are counted: the guarded one itself, or a coarser one (its family). */
  readonly by: string;
  /** A value is rare when at most this many events have it, or share its family; Infinity guards every value. */
  readonly atMost: number;
}

export interface Guard {
  readonly fields: readonly GuardedField[];
  readonly mode: AnalysisPlan["guard"]["mode"];
}

/** A term of the ranking over kept fields or text features taken together. */
export interface RankTerm {
  readonly of: readonly string[];
  readonly weight: number;
}

/** A term that grows with how often something happened, such as failed logons from one address. */
export interface VolumeTerm extends RankTerm {
  /** Numeric feature that is summed over the events which share the values `of`. */
  readonly signal: string;
  /** What the sum counts, in the plural, for the reason: `failed logons`. */
  readonly say: string;
}

/** What makes a row worth reading early. Weights say how much one unit of a signal counts. */
export interface Ranking {
  /** Weight of the rarity of the row itself: few events. */
  readonly size: number;
  /** Weight of the clusterer's outlier score, 0 to 1. */
  readonly outlier: number;
  /** Weight of the share of neighbouring settings in which the row is noise, 0 to 1. */
  readonly stability: number;
  /** Combinations of values: the fewer events share one, the earlier. `null`: each guarded field by itself. */
  readonly rarity: readonly RankTerm[] | null;
  /** Numeric features, by name: the higher, the earlier. */
  readonly signals: Readonly<Record<string, number>>;
  /** Sums of a signal over events with values in common: the larger (by its decimal logarithm), the earlier. */
  readonly volume: readonly VolumeTerm[];
  /** What else happened in the same place (host and account, session) lends its score. */
  readonly context: RankTerm | null;
  /** The n-th row of a kind counts less than the first, so that one kind cannot fill the top. */
  readonly spread: RankTerm | null;
}

/** A profile, checked and with every default in place. */
export interface Profile {
  readonly profile: "winnow/v1";
  readonly name: string;
  readonly description: string;
  readonly plugins: readonly string[];
  readonly source: Use | null;
  /** Detected when `null`. */
  readonly fields: Use | Readonly<Record<string, unknown>> | null;
  readonly where: ExpressionInput | null;
  readonly features: readonly (Use | Define)[];
  readonly scale: Scale;
  readonly cluster: Use & { readonly within: readonly string[] };
  readonly guard: Guard;
  readonly keep: readonly string[];
  readonly rank: Ranking;
  /** By time. */
  readonly marks: readonly Mark[];
  readonly redact: Redaction | null;
  readonly sinks: readonly Use[];
}

export function isUse(value: object): value is Use {
  return typeof (value as Partial<Use>).use === "string";
}
