import type { EventEngine, GroupBatch, KeyColumn, LeafValue, ReducePlan, Value } from "@winnow/core";
import { throwIfAborted } from "@winnow/core";
import { infiniteFeature, textFeature } from "../errors.ts";
import type { PlannedValue } from "../plan/types.ts";
import { DistinctRows } from "./distinct-rows.ts";

/** Groups of events with equal features and equal kept values. All arrays have one entry (or row) per group. */
export interface ReducedGroups {
  readonly size: number;
  /** Row-major, `size × features`. */
  readonly features: Float64Array;
  /** What only the ranking uses. Row-major, `size × signals`. */
  readonly signals: Float64Array;
  /** Row-major, `size × kept`: positions in {@link dictionaries}. */
  readonly kept: Int32Array;
  /** Distinct values of each kept field, in order of appearance. */
  readonly dictionaries: readonly (readonly string[])[];
  readonly counts: Float64Array;
  readonly firstTimes: BigInt64Array;
  readonly lastTimes: BigInt64Array;
  /** Data row of each group's earliest event. */
  readonly exemplars: Float64Array;
  readonly tieBreaks: BigUint64Array;
  /** Group here for each group of the engine. */
  readonly fromEngine: Int32Array;
}

export interface FoldPlan {
  readonly reduce: ReducePlan;
  readonly features: readonly PlannedValue[];
  readonly signals: readonly PlannedValue[];
  readonly kept: readonly PlannedValue[];
}

/**
 * Streams the engine's groups through the rest of the features and folds them: what is held grows with distinct
 * behaviours, not with events or distinct texts.
 */
export async function foldGroups(
  engine: EventEngine,
  plan: FoldPlan,
  signal: AbortSignal,
  onGroups: (groups: number) => void,
): Promise<ReducedGroups> {
  const fold = new Fold(plan);
  for await (const batch of engine.reduce(plan.reduce)) {
    throwIfAborted(signal);
    fold.add(batch);
    onGroups(fold.engineGroups);
  }
  return fold.finish();
}

class Fold {
  readonly #plan: FoldPlan;
  readonly #rows: DistinctRows;
  readonly #row: Float64Array;
  readonly #dictionaries: Map<string, number>[];
  readonly #counts: number[] = [];
  readonly #firstTimes: bigint[] = [];
  readonly #lastTimes: bigint[] = [];
  readonly #exemplars: number[] = [];
  readonly #tieBreaks: bigint[] = [];
  #fromEngine = new Int32Array(1 << 10);
  engineGroups = 0;

  constructor(plan: FoldPlan) {
    this.#plan = plan;
    const width = plan.features.length + plan.signals.length + plan.kept.length;
    this.#rows = new DistinctRows(width);
    this.#row = new Float64Array(width);
    this.#dictionaries = plan.kept.map(() => new Map());
  }

  add(batch: GroupBatch): void {
    let at = 0;
    const leafValue: LeafValue = (leaf) => (leaf.op === "key" ? keyValue(batch.keys[leaf.index]!, at) : null);
    this.#reserve(batch.rows);
    for (; at < batch.rows; at++) {
      this.#describe(leafValue);
      const group = this.#rows.add(this.#row);
      this.#fromEngine[this.engineGroups++] = group;
      this.#merge(group, batch, at);
    }
  }

  finish(): ReducedGroups {
    const { features, signals, kept } = this.#plan;
    return {
      size: this.#rows.size,
      features: this.#columns(new Float64Array(this.#rows.size * features.length), 0, features.length),
      signals: this.#columns(new Float64Array(this.#rows.size * signals.length), features.length, signals.length),
      kept: this.#columns(new Int32Array(this.#rows.size * kept.length), features.length + signals.length, kept.length),
      dictionaries: this.#dictionaries.map((dictionary) => [...dictionary.keys()]),
      counts: Float64Array.from(this.#counts),
      firstTimes: BigInt64Array.from(this.#firstTimes),
      lastTimes: BigInt64Array.from(this.#lastTimes),
      exemplars: Float64Array.from(this.#exemplars),
      tieBreaks: BigUint64Array.from(this.#tieBreaks),
      fromEngine: this.#fromEngine.slice(0, this.engineGroups),
    };
  }

  /** Copies `count` columns of the rows, from column `start` on, into an array of their own. */
  #columns<T extends Float64Array | Int32Array>(target: T, start: number, count: number): T {
    const values = this.#rows.values();
    const { size, width } = this.#rows;
    for (let group = 0; group < size; group++) {
      target.set(values.subarray(group * width + start, group * width + start + count), group * count);
    }
    return target;
  }

  /** Fills the current row: the feature vector, the signals, then the numbers of the kept texts. */
  #describe(leafValue: LeafValue): void {
    const { features, signals, kept } = this.#plan;
    let at = 0;
    for (const feature of features) this.#row[at++] = toNumber(feature, feature.evaluate(leafValue));
    for (const signal of signals) this.#row[at++] = toNumber(signal, signal.evaluate(leafValue));
    for (const [i, value] of kept.entries()) {
      this.#row[at++] = numberOf(this.#dictionaries[i]!, toText(value.evaluate(leafValue)));
    }
  }

  #merge(group: number, batch: GroupBatch, at: number): void {
    const first = batch.firstTimes[at]!;
    const last = batch.lastTimes[at]!;
    const tieBreak = batch.tieBreaks[at]!;
    const exemplar = batch.exemplars[at]!;
    if (group === this.#counts.length) {
      this.#counts.push(batch.counts[at]!);
      this.#firstTimes.push(first);
      this.#lastTimes.push(last);
      this.#exemplars.push(exemplar);
      this.#tieBreaks.push(tieBreak);
      return;
    }
    this.#counts[group]! += batch.counts[at]!;
    if (last > this.#lastTimes[group]!) this.#lastTimes[group] = last;
    if (
      isEarlier(first, tieBreak, exemplar, this.#firstTimes[group]!, this.#tieBreaks[group]!, this.#exemplars[group]!)
    ) {
      this.#firstTimes[group] = first;
      this.#tieBreaks[group] = tieBreak;
      this.#exemplars[group] = exemplar;
    }
  }

  #reserve(rows: number): void {
    if (this.engineGroups + rows <= this.#fromEngine.length) return;
    const grown = new Int32Array(Math.max(this.#fromEngine.length * 2, this.engineGroups + rows));
    grown.set(this.#fromEngine);
    this.#fromEngine = grown;
  }
}

/** Events are ordered by time, then by content, then by where they stand in the input. */
function isEarlier(
  time: bigint,
  tieBreak: bigint,
  row: number,
  time2: bigint,
  tieBreak2: bigint,
  row2: number,
): boolean {
  if (time !== time2) return time < time2;
  return tieBreak !== tieBreak2 ? tieBreak < tieBreak2 : row < row2;
}

function keyValue(column: KeyColumn, at: number): Value {
  if (column.type === "boolean") return column.values[at] === 1;
  if (column.type !== "number") return column.values[at]!;
  const value = column.values[at]!;
  return Number.isNaN(value) ? null : value;
}

/** Missing counts as 0, flags as 0 and 1. @throws `WN1313` text, `WN1314` not finite */
function toNumber(feature: PlannedValue, value: Value): number {
  if (value === null) return 0;
  if (typeof value === "string") throw textFeature({ feature: feature.name });
  const number = Number(value);
  if (!Number.isFinite(number)) throw infiniteFeature({ feature: feature.name, value: number });
  return number;
}

function toText(value: Value): string {
  return value === null ? "" : String(value);
}

function numberOf(dictionary: Map<string, number>, text: string): number {
  const known = dictionary.get(text);
  if (known !== undefined) return known;
  dictionary.set(text, dictionary.size);
  return dictionary.size - 1;
}
