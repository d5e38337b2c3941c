import {
  contentDigest,
  throwIfAborted,
  type GroupBatch,
  type KeyColumn,
  type ReducedGroups,
  type Reduction,
} from "@winnow/core";
import type { MergeableReduction, SourceFields } from "../mergeable.ts";
import type { FoldPlan } from "../plan.ts";
import { maskBatches, maskRejects, type Redaction } from "../redaction.ts";
import { numberOf } from "../dictionary.ts";
import { foldedDrill } from "./drill.ts";
import { GroupFold } from "./group-fold.ts";
import { keptText } from "./kept-text.ts";
import { slicesOf } from "./slices.ts";
import { toNumber, toText, ValueColumn } from "./value-column.ts";

export interface FoldOptions {
  readonly fields: SourceFields;
  readonly columns: readonly string[];
  /** Name of the connector that gave the events; `null` where they come from files or from a script. */
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
    absent: plan.absent,
    timed: plan.reduce.time !== null,
    sources: [options.fields],
    headers: [options.columns],
    columns: options.columns,
    hasEvents: true,
    groups: async () => groups,
    exemplars: (events) => maskBatches(reduction.exemplars(events), redaction),
    digests,
    ledger: () => reduction.ledger(),
    rejects: () => maskRejects(reduction.rejects(), redaction),
    inputs: () => reduction.inputs(),
    slices: async () => slicesOf(options.source, await reduction.inputs(), groups, digests),
    ...drill,
    [Symbol.asyncDispose]: async () => reduction[Symbol.asyncDispose](),
  };
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

/** Average characters of a group's texts from which on groups are folded one by one. */
const LONG_TEXTS = 2048;

/**
 * The batches; those of long texts in parts of one group. Values are computed value by value over a batch, and several of them
 * from one text: what is computed from a long text is remembered until the next one only.
 */
async function* partsOf(batches: AsyncIterable<GroupBatch>): AsyncGenerator<GroupBatch> {
  for await (const batch of batches) {
    if (charactersIn(batch) < batch.rows * LONG_TEXTS) yield batch;
    else for (let at = 0; at < batch.rows; at++) yield groupAt(batch, at);
  }
}

function charactersIn({ keys }: GroupBatch): number {
  let characters = 0;
  for (const key of keys) if (key.type === "text") for (const text of key.values) characters += text?.length ?? 0;
  return characters;
}

function groupAt({ counts, firstTimes, lastTimes, exemplars, keys }: GroupBatch, at: number): GroupBatch {
  const part = <T extends { subarray(start: number, end: number): T }>(array: T): T => array.subarray(at, at + 1);
  return {
    rows: 1,
    counts: part(counts),
    firstTimes: part(firstTimes),
    lastTimes: part(lastTimes),
    exemplars: part(exemplars),
    keys: keys.map((key): KeyColumn => {
      if (key.type !== "text") return { ...key, values: part(key.values as Float64Array & BigInt64Array) } as KeyColumn;
      return {
        type: "text",
        values: key.values.slice(at, at + 1),
        ...(key.codes === undefined ? {} : { codes: part(key.codes) }),
      };
    }),
  };
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
  for await (const batch of partsOf(reduction.groups())) {
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
        (value, i) =>
          new ValueColumn(value, (_, text) => numberOf(this.#dictionaries[i]!, keptText(mask(toText(text))))),
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
