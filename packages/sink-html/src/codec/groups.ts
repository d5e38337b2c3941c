import type { ReducedGroups } from "@winnow/core";
import type { ReportAnalysis, ReportData } from "../data/report-data.ts";

/** A report with groups in another form. */
export interface WithGroups<Groups> extends Omit<ReportData, "analysis"> {
  readonly analysis: Omit<ReportAnalysis, "groups"> & { readonly groups: Groups };
}

type Derived = "firstTimes" | "lastTimes" | "exemplars" | "peaks" | "peakTimes" | "signalSums";

/** Groups as they are written: ascending numbers as differences, and nothing that follows from the other arrays. */
export interface PackedGroups extends Omit<ReducedGroups, Derived> {
  /** First time of each group, minus that of the group before it. */
  readonly timeSteps: BigInt64Array;
  /** Last time minus first time. */
  readonly timeSpans: BigInt64Array;
  /** Exemplar of each group, minus that of the group before it. */
  readonly exemplarSteps: EventNumbers;
  /** Groups whose peak is not the exemplar. */
  readonly peakGroups: Int32Array;
  /** Peak minus exemplar, of these groups. */
  readonly peakSteps: EventNumbers;
  /** Time of the peak minus first time, of these groups. */
  readonly peakDelays: BigInt64Array;
  /** Positions of signal sums that differ from {@link expectedSum}, and these sums. */
  readonly sumPositions: Int32Array;
  readonly sums: Float64Array;
}

/** Whole numbers: four bytes each where they fit. */
type EventNumbers = Int32Array | Float64Array;

export function packGroups(groups: ReducedGroups): PackedGroups {
  const { firstTimes, lastTimes, exemplars, peaks, peakTimes, signalSums, ...others } = groups;
  const peakGroups = positionsWhere(
    groups.size,
    (group) => peaks[group] !== exemplars[group] || peakTimes[group] !== firstTimes[group],
  );
  const expected = expectedSum(groups);
  const sumPositions = positionsWhere(signalSums.length, (at) => !Object.is(signalSums[at], expected(at)));
  return {
    ...others,
    timeSteps: firstTimes.map((time, group) => time - (firstTimes[group - 1] ?? 0n)),
    timeSpans: lastTimes.map((time, group) => time - firstTimes[group]!),
    exemplarSteps: narrowed(exemplars.map((event, group) => event - (exemplars[group - 1] ?? 0))),
    peakGroups,
    peakSteps: narrowed(Float64Array.from(peakGroups, (group) => peaks[group]! - exemplars[group]!)),
    peakDelays: BigInt64Array.from(peakGroups, (group) => peakTimes[group]! - firstTimes[group]!),
    sumPositions,
    sums: Float64Array.from(sumPositions, (at) => signalSums[at]!),
  };
}

export function unpackGroups(packed: PackedGroups): ReducedGroups {
  const { timeSteps, timeSpans, exemplarSteps, peakGroups, peakSteps, peakDelays, sumPositions, sums, ...others } =
    packed;
  let time = 0n;
  const firstTimes = timeSteps.map((step) => (time = BigInt.asIntN(64, time + step)));
  let event = 0;
  const exemplars = Float64Array.from(exemplarSteps, (step) => (event += step));
  const [peaks, peakTimes] = [exemplars.slice(), firstTimes.slice()];
  peakGroups.forEach((group, i) => {
    peaks[group]! += peakSteps[i]!;
    peakTimes[group]! += peakDelays[i]!;
  });
  const expected = expectedSum(others);
  const signalSums = others.signals.map((_, at) => expected(at));
  sumPositions.forEach((at, i) => (signalSums[at] = sums[i]!));
  return {
    ...others,
    firstTimes,
    lastTimes: timeSpans.map((span, group) => firstTimes[group]! + span),
    exemplars,
    peaks,
    peakTimes,
    signalSums,
  };
}

/** Sums of signals are multiples of this. */
const SUM_UNIT = 2 ** -20;

/** The sum of a signal, by its position, over a group of which every event has the signal of the peak. */
export function expectedSum({
  size,
  signals,
  counts,
}: Pick<ReducedGroups, "size" | "signals" | "counts">): (at: number) => number {
  const width = size === 0 ? 0 : signals.length / size;
  return (at) => Math.round(signals[at]! / SUM_UNIT) * SUM_UNIT * counts[Math.floor(at / width)]!;
}

function positionsWhere(size: number, condition: (at: number) => boolean): Int32Array {
  const found: number[] = [];
  for (let at = 0; at < size; at++) if (condition(at)) found.push(at);
  return Int32Array.from(found);
}

function narrowed(numbers: Float64Array): EventNumbers {
  const narrow = Int32Array.from(numbers);
  return narrow.every((number, at) => number === numbers[at]) ? narrow : numbers;
}
