import { DistinctRows } from "@winnow/analysis";
import type { EventEngine, GroupBatch, ReducedGroups, ReducePlan } from "@winnow/core";
import { throwIfAborted } from "@winnow/core";
import type { PlannedValue } from "../plan/types.ts";
import { numberOf, toNumber, toText, ValueColumn } from "./value-column.ts";

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

/** Groups for which there is room at first. */
const CAPACITY = 1 << 10;

class Fold {
  readonly #plan: FoldPlan;
  readonly #rows: DistinctRows;
  readonly #row: Float64Array;
  /** One per value of a row: the feature vector, the signals, then the numbers of the kept texts. */
  readonly #columns: readonly ValueColumn[];
  readonly #dictionaries: readonly Map<string, number>[];
  #counts = new Float64Array(CAPACITY);
  #firstTimes = new BigInt64Array(CAPACITY);
  #lastTimes = new BigInt64Array(CAPACITY);
  #exemplars = new Float64Array(CAPACITY);
  #tieBreaks = new BigUint64Array(CAPACITY);
  #fromEngine = new Int32Array(CAPACITY);
  engineGroups = 0;

  constructor(plan: FoldPlan) {
    this.#plan = plan;
    this.#dictionaries = plan.kept.map(() => new Map());
    this.#columns = [
      ...[...plan.features, ...plan.signals].map((value) => new ValueColumn(value, toNumber)),
      ...plan.kept.map(
        (value, i) => new ValueColumn(value, (_, text) => numberOf(this.#dictionaries[i]!, toText(text))),
      ),
    ];
    this.#rows = new DistinctRows(this.#columns.length);
    this.#row = new Float64Array(this.#columns.length);
  }

  add(batch: GroupBatch): void {
    this.#reserve(batch.rows);
    const columns = this.#columns.map((column) => column.over(batch));
    for (let at = 0; at < batch.rows; at++) {
      for (let i = 0; i < columns.length; i++) this.#row[i] = columns[i]![at]!;
      const { size } = this.#rows;
      const group = this.#rows.add(this.#row);
      this.#fromEngine[this.engineGroups++] = group;
      this.#merge(group, group === size, batch, at);
    }
  }

  finish(): ReducedGroups {
    const { features, signals, kept } = this.#plan;
    return {
      size: this.#rows.size,
      features: this.#part(new Float64Array(this.#rows.size * features.length), 0, features.length),
      signals: this.#part(new Float64Array(this.#rows.size * signals.length), features.length, signals.length),
      kept: this.#part(new Int32Array(this.#rows.size * kept.length), features.length + signals.length, kept.length),
      dictionaries: this.#dictionaries.map((dictionary) => [...dictionary.keys()]),
      counts: this.#counts.slice(0, this.#rows.size),
      firstTimes: this.#firstTimes.slice(0, this.#rows.size),
      lastTimes: this.#lastTimes.slice(0, this.#rows.size),
      exemplars: this.#exemplars.slice(0, this.#rows.size),
      tieBreaks: this.#tieBreaks.slice(0, this.#rows.size),
      fromEngine: this.#fromEngine.slice(0, this.engineGroups),
    };
  }

  /** Copies `count` columns of the rows, from column `start` on, into an array of their own. */
  #part<T extends Float64Array | Int32Array>(target: T, start: number, count: number): T {
    const values = this.#rows.values();
    const { size, width } = this.#rows;
    for (let group = 0; group < size; group++) {
      for (let i = 0; i < count; i++) target[group * count + i] = values[group * width + start + i]!;
    }
    return target;
  }

  #merge(group: number, isNew: boolean, batch: GroupBatch, at: number): void {
    const first = batch.firstTimes[at]!;
    const last = batch.lastTimes[at]!;
    const tieBreak = batch.tieBreaks[at]!;
    const exemplar = batch.exemplars[at]!;
    this.#counts[group]! += batch.counts[at]!;
    if (isNew || last > this.#lastTimes[group]!) this.#lastTimes[group] = last;
    if (
      isNew ||
      isEarlier(first, tieBreak, exemplar, this.#firstTimes[group]!, this.#tieBreaks[group]!, this.#exemplars[group]!)
    ) {
      this.#firstTimes[group] = first;
      this.#tieBreaks[group] = tieBreak;
      this.#exemplars[group] = exemplar;
    }
  }

  /** Makes room for `rows` more groups, all of which may be new. */
  #reserve(rows: number): void {
    const needed = this.engineGroups + rows;
    if (needed <= this.#fromEngine.length) return;
    const capacity = Math.max(this.#fromEngine.length * 2, needed);
    this.#counts = copied(this.#counts, new Float64Array(capacity));
    this.#firstTimes = copied(this.#firstTimes, new BigInt64Array(capacity));
    this.#lastTimes = copied(this.#lastTimes, new BigInt64Array(capacity));
    this.#exemplars = copied(this.#exemplars, new Float64Array(capacity));
    this.#tieBreaks = copied(this.#tieBreaks, new BigUint64Array(capacity));
    this.#fromEngine = copied(this.#fromEngine, new Int32Array(capacity));
  }
}

function copied<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from);
  return to;
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
