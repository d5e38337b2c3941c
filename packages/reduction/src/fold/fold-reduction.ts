import { contentDigest, throwIfAborted, type GroupBatch, type ReducedGroups, type Reduction } from "@winnow/core";
import { formatTime } from "@winnow/expressions";
import type { MergeableReduction, SourceFields } from "../mergeable.ts";
import type { FoldPlan } from "../plan.ts";
import { maskBatches, maskRejects, type Redaction } from "../redaction.ts";
import { foldedDrill } from "./drill.ts";
import { GroupFold } from "./group-fold.ts";
import { numberOf, toNumber, toText, ValueColumn } from "./value-column.ts";

export interface FoldOptions {
  readonly fields: SourceFields;
  readonly columns: readonly string[];
  /** What the events were asked of, for the name of their slice; `null` where they come from files or from a script. */
  readonly source: string | null;
  /** Masks secrets before anything is folded. */
  readonly redaction: Redaction | null;
  readonly signal: AbortSignal;
  /** Called with the number of the engine's groups read so far. */
  readonly onGroups?: (groups: number) => void;
}

/**
 * Streams an engine's groups through the rest of the plan's values and folds them. What is held grows with distinct
 * behaviours, not with events or distinct texts.
 * @throws `WN1313` a text among the numbers, `WN1314` a number that is not finite
 */
export async function foldReduction(
  reduction: Reduction,
  plan: FoldPlan,
  options: FoldOptions,
): Promise<MergeableReduction> {
  const { redaction } = options;
  const digests = (events: readonly number[]): Promise<string[]> => digestsOf(reduction, events, plan);
  const { groups, ofEngine } = await foldGroups(reduction, plan, digests, options);
  const drill =
    reduction.drill === undefined ? {} : { drill: foldedDrill(reduction.drill, groups.size, ofEngine, redaction) };
  return {
    identity: plan.identity,
    timed: plan.reduce.time !== null,
    sources: [options.fields],
    columns: options.columns,
    slice: options.source === null ? null : sliceOf(options.source, groups),
    groups: async () => groups,
    exemplars: (events) => maskBatches(reduction.exemplars(events), redaction),
    digests,
    ledger: () => reduction.ledger(),
    rejects: () => maskRejects(reduction.rejects(), redaction),
    inputs: () => reduction.inputs(),
    ...drill,
    [Symbol.asyncDispose]: async () => reduction[Symbol.asyncDispose](),
  };
}

/** The same question can have other answers on other days: the slice is what was answered. */
function sliceOf(source: string, { counts, firstTimes, lastTimes }: ReducedGroups): string {
  const events = counts.reduce((sum, count) => sum + count, 0);
  const least = firstTimes.reduce((a, b) => (b < a ? b : a), firstTimes[0] ?? 0n);
  const most = lastTimes.reduce((a, b) => (b > a ? b : a), lastTimes[0] ?? 0n);
  return `${source}: ${events} events, ${formatTime(least)} to ${formatTime(most)}`;
}

async function digestsOf(reduction: Reduction, events: readonly number[], { reduce }: FoldPlan): Promise<string[]> {
  const digest = reduce.digest ?? contentDigest;
  const digests: string[] = [];
  for await (const { columns, rows, values } of reduction.exemplars(events)) {
    for (let row = 0; row < rows; row++)
      digests.push(
        digest(
          columns,
          values.map((column) => column[row]!),
        ),
      );
  }
  return digests;
}

/** Sums of signals are multiples of this, so that adding them is exact in any order (up to 2³³). */
const SUM_UNIT = 2 ** -20;

async function foldGroups(
  reduction: Reduction,
  plan: FoldPlan,
  digests: (events: readonly number[]) => Promise<readonly string[]>,
  { redaction, signal, onGroups }: FoldOptions,
): Promise<{ readonly groups: ReducedGroups; readonly ofEngine: Int32Array }> {
  const values = new PlannedColumns(plan, redaction);
  const { signalWeights } = plan.rank;
  const fold = new GroupFold({
    features: plan.features.length,
    kept: plan.kept.length,
    signalWeights,
    timed: plan.reduce.time !== null,
  });
  const row = new Float64Array(plan.features.length + plan.kept.length);
  const signals = { values: new Float64Array(signalWeights.length), sums: new Float64Array(signalWeights.length) };
  const numbers: Int32Array[] = [];
  let engineGroups = 0;
  for await (const batch of reduction.groups()) {
    throwIfAborted(signal);
    const { vector, measured } = values.over(batch);
    const folded = new Int32Array(batch.rows);
    for (let at = 0; at < batch.rows; at++) {
      const count = batch.counts[at]!;
      const first = batch.firstTimes[at]!;
      for (let i = 0; i < row.length; i++) row[i] = vector[i]![at]!;
      for (let i = 0; i < measured.length; i++) {
        signals.values[i] = measured[i]![at]!;
        signals.sums[i] = Math.round(signals.values[i]! / SUM_UNIT) * SUM_UNIT * count;
      }
      const exemplar = batch.exemplars[at]!;
      const added = measured.length === 0 ? undefined : { ...signals, peak: exemplar, peakTime: first };
      folded[at] = fold.add(row, count, first, batch.lastTimes[at]!, exemplar, added);
    }
    numbers.push(folded);
    onGroups?.((engineGroups += batch.rows));
  }
  const finished = await fold.finish(values.dictionaries(), digests, redaction?.sortText.bind(redaction));
  return { groups: finished.groups, ofEngine: joined(numbers, engineGroups, finished.numberOf) };
}

function joined(parts: readonly Int32Array[], size: number, finalNumbers: Int32Array): Int32Array {
  const whole = new Int32Array(size);
  let at = 0;
  for (const part of parts) for (const number of part) whole[at++] = finalNumbers[number]!;
  return whole;
}

/** The plan's values over batches of the engine's groups. */
class PlannedColumns {
  readonly #dictionaries: readonly Map<string, number>[];
  readonly #vector: readonly ValueColumn[];
  readonly #signals: readonly ValueColumn[];

  constructor({ features, kept, rank }: FoldPlan, redaction: Redaction | null) {
    const mask = (text: string): string => (redaction === null ? text : redaction.text(text));
    this.#dictionaries = kept.map(() => new Map());
    this.#vector = [
      ...features.map((value) => new ValueColumn(value, toNumber)),
      ...kept.map(
        (value, i) => new ValueColumn(value, (_, text) => numberOf(this.#dictionaries[i]!, mask(toText(text)))),
      ),
    ];
    this.#signals = rank.signals.map((value) => new ValueColumn(value, toNumber));
  }

  over(batch: GroupBatch): { readonly vector: readonly Float64Array[]; readonly measured: readonly Float64Array[] } {
    return {
      vector: this.#vector.map((column) => column.over(batch)),
      measured: this.#signals.map((column) => column.over(batch)),
    };
  }

  dictionaries(): string[][] {
    return this.#dictionaries.map((dictionary) => [...dictionary.keys()]);
  }
}
