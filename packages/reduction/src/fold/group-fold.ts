import { contentOrder, DistinctRows, reorderGroups } from "@winnow/analysis";
import type { ReducedGroups } from "@winnow/core";
import { Ties } from "./ties.ts";

/** How wide the rows of a fold are. */
export interface FoldShape {
  readonly features: number;
  readonly kept: number;
  /** Weights of the signals: which event of a group is its peak. */
  readonly signalWeights: readonly number[];
  /** Whether events have a time; otherwise the first that is added is the earliest. */
  readonly timed: boolean;
}

/** Signals of what is added: those of its peak, and their sums over its events. */
export interface AddedSignals {
  readonly values: Float64Array;
  readonly sums: Float64Array;
  readonly peak: number;
  readonly peakTime: bigint;
}

/** Groups for which there is room at first. */
const CAPACITY = 1 << 10;

/**
 * Folds groups with equal features and kept values into one, whatever they come from: an engine, another fold, a file.
 * Adding is associative and commutative: counts and sums add up, first and last times are minimum and maximum, events of
 * one instant are told apart by their digests.
 */
export class GroupFold {
  readonly #shape: FoldShape;
  #rows: DistinctRows;
  readonly #exemplarTies = new Ties();
  readonly #peakTies = new Ties();
  #counts = new Float64Array(CAPACITY);
  #firstTimes = new BigInt64Array(CAPACITY);
  #lastTimes = new BigInt64Array(CAPACITY);
  #exemplars = new Float64Array(CAPACITY);
  #peaks = new Float64Array(CAPACITY);
  #peakTimes = new BigInt64Array(CAPACITY);
  #severities = new Float64Array(CAPACITY);
  #signals: Float64Array;
  #sums: Float64Array;

  constructor(shape: FoldShape) {
    this.#shape = shape;
    this.#rows = new DistinctRows(shape.features + shape.kept);
    this.#signals = new Float64Array(CAPACITY * shape.signalWeights.length);
    this.#sums = new Float64Array(CAPACITY * shape.signalWeights.length);
  }

  /**
   * Adds one group.
   * @param row its features, then the numbers of its kept values
   * @param signals absent where the plan has none
   * @returns its number among the folded groups, until {@link finish} puts these in order
   */
  add(
    row: Float64Array,
    count: number,
    firstTime: bigint,
    lastTime: bigint,
    exemplar: number,
    signals?: AddedSignals,
  ): number {
    const { size } = this.#rows;
    const group = this.#rows.add(row);
    const isNew = group === size;
    if (isNew) this.#reserve();
    this.#counts[group]! += count;
    if (isNew || lastTime > this.#lastTimes[group]!) this.#lastTimes[group] = lastTime;
    if (isNew || firstTime < this.#firstTimes[group]!) {
      this.#firstTimes[group] = firstTime;
      this.#exemplars[group] = exemplar;
      if (!isNew) this.#exemplarTies.clear(group);
    } else if (this.#shape.timed && firstTime === this.#firstTimes[group]!) {
      this.#exemplarTies.add(group, this.#exemplars[group]!, exemplar);
    }
    if (signals !== undefined) this.#addSignals(group, isNew, signals);
    return group;
  }

  #addSignals(group: number, isNew: boolean, { values, sums, peak, peakTime }: AddedSignals): void {
    const { signalWeights, timed } = this.#shape;
    const width = signalWeights.length;
    let severity = 0;
    for (let i = 0; i < width; i++) {
      severity += signalWeights[i]! * values[i]!;
      this.#sums[group * width + i]! += sums[i]!;
    }
    const isHigher = isNew || severity > this.#severities[group]!;
    const isLower = !isHigher && severity < this.#severities[group]!;
    if (isLower) return;
    if (isHigher || peakTime < this.#peakTimes[group]!) {
      this.#severities[group] = severity;
      this.#peaks[group] = peak;
      this.#peakTimes[group] = peakTime;
      this.#signals.set(values, group * width);
      if (!isNew) this.#peakTies.clear(group);
    } else if (timed && peakTime === this.#peakTimes[group]!) {
      this.#peakTies.add(group, this.#peaks[group]!, peak);
    }
  }

  /**
   * The folded groups in content order. Ends the fold: what it holds becomes the groups.
   * @param dictionaries texts of the kept values, by their numbers
   * @param digestsOf digests of events, by number
   * @param sortText what stands for a kept text in comparisons
   * @returns the groups, and the final number for each number that {@link add} gave
   */
  async finish(
    dictionaries: readonly (readonly string[])[],
    digestsOf: (events: readonly number[]) => Promise<readonly string[]>,
    sortText?: (text: string) => string,
  ): Promise<{ readonly groups: ReducedGroups; readonly numberOf: Int32Array }> {
    await this.#exemplarTies.settle(this.#exemplars, digestsOf);
    await this.#peakTies.settle(this.#peaks, digestsOf);
    const groups = this.#takeGroups(dictionaries);
    const order = contentOrder(groups, sortText);
    const numberOf = new Int32Array(groups.size);
    order.forEach((group, at) => (numberOf[group] = at));
    return { groups: reorderGroups(groups, order), numberOf };
  }

  /** Copies no array of the fold, so that the memory of many groups is needed once. */
  #takeGroups(dictionaries: readonly (readonly string[])[]): ReducedGroups {
    const { size } = this.#rows;
    const { features, kept, signalWeights } = this.#shape;
    const hasSignals = signalWeights.length > 0;
    const vectors = this.#part(new Float64Array(size * features), 0, features);
    const values = this.#part(new Int32Array(size * kept), features, kept);
    this.#rows = new DistinctRows(features + kept);
    const exemplars = this.#exemplars.subarray(0, size);
    const firstTimes = this.#firstTimes.subarray(0, size);
    return {
      size,
      features: vectors,
      kept: values,
      dictionaries,
      counts: this.#counts.subarray(0, size),
      firstTimes,
      lastTimes: this.#lastTimes.subarray(0, size),
      exemplars,
      signals: this.#signals.subarray(0, size * signalWeights.length),
      signalSums: this.#sums.subarray(0, size * signalWeights.length),
      peaks: hasSignals ? this.#peaks.subarray(0, size) : exemplars,
      peakTimes: hasSignals ? this.#peakTimes.subarray(0, size) : firstTimes,
    };
  }

  /** Copies `count` columns of the rows, from column `start` on. */
  #part<T extends Float64Array | Int32Array>(target: T, start: number, count: number): T {
    const values = this.#rows.values();
    const { size, width } = this.#rows;
    for (let group = 0; group < size; group++) {
      for (let i = 0; i < count; i++) target[group * count + i] = values[group * width + start + i]!;
    }
    return target;
  }

  /** Makes room for the newest group. */
  #reserve(): void {
    const { size } = this.#rows;
    if (size <= this.#counts.length) return;
    const capacity = this.#counts.length * 2;
    const width = this.#shape.signalWeights.length;
    this.#counts = copied(this.#counts, new Float64Array(capacity));
    this.#firstTimes = copied(this.#firstTimes, new BigInt64Array(capacity));
    this.#lastTimes = copied(this.#lastTimes, new BigInt64Array(capacity));
    this.#exemplars = copied(this.#exemplars, new Float64Array(capacity));
    if (width === 0) return;
    this.#peaks = copied(this.#peaks, new Float64Array(capacity));
    this.#peakTimes = copied(this.#peakTimes, new BigInt64Array(capacity));
    this.#severities = copied(this.#severities, new Float64Array(capacity));
    this.#signals = copied(this.#signals, new Float64Array(capacity * width));
    this.#sums = copied(this.#sums, new Float64Array(capacity * width));
  }
}

function copied<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from);
  return to;
}
