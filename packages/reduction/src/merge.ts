import {
  throwIfAborted,
  type EventBatch,
  type InputIdentity,
  type Ledger,
  type ReducedGroups,
  type Reject,
} from "@winnow/core";
import { unitedColumns } from "@winnow/engine-duckdb";
import { reducedTwice, timelessReduction, tooManyParts, unequalReductions } from "./errors.ts";
import { GroupFold } from "./fold/group-fold.ts";
import { numberOf } from "./dictionary.ts";
import { differencesOf, type PlanIdentity } from "./identity.ts";
import type { MergeableReduction, SourceFields } from "./mergeable.ts";

export interface MergeOptions {
  readonly signal?: AbortSignal;
  /** Called with the number of parts read so far. */
  readonly onParts?: (parts: number) => void;
}

/**
 * One reduction of all parts' events: what reducing these together would have given. Associative and commutative. Reads
 * the parts one after the other, so that memory follows the merged groups and one part.
 * @throws `WN1001` when the signal fires, `WN1350` for parts of different identities, naming what differs, `WN1351` one input or slice twice, `WN1352`
 *   parts without time
 */
export async function mergeReductions(
  parts: readonly MergeableReduction[],
  options: MergeOptions = {},
): Promise<MergeableReduction> {
  const [first, ...others] = parts;
  if (first === undefined) throw new TypeError("there is nothing to merge");
  if (parts.length > MOST_PARTS) throw tooManyParts({ parts: parts.length, most: MOST_PARTS });
  for (const part of others) {
    const differences = differencesOf(first.identity, part.identity);
    if (differences.length > 0) throw unequalReductions({ differences });
  }
  if (others.length > 0 && parts.some(({ timed }) => !timed)) throw timelessReduction({});
  const inputs = await Promise.all(parts.map((part) => part.inputs()));
  const slices = await Promise.all(parts.map((part) => part.slices()));
  refuseDoubles(inputs, slices);
  const { groups, events } = await foldParts(parts, options);
  const headers = distinctHeaders(parts);
  const columns = unitedColumns(headers);
  return {
    identity: first.identity,
    absent: first.absent.filter((name) => others.every(({ absent }) => absent.includes(name))),
    timed: first.timed,
    sources: distinctSources(parts),
    headers,
    columns,
    hasEvents: parts.some(({ hasEvents }) => hasEvents),
    groups: async () => groups,
    exemplars: (wanted) => exemplarsOf(parts, columns, wanted.map(events)),
    digests: (wanted) => digestsOf(parts, wanted.map(events)),
    ledger: async () => sumOf(await Promise.all(parts.map((part) => part.ledger()))),
    ...(parts.every(({ rejects }) => rejects !== undefined) ? { rejects: () => rejectsOf(parts) } : {}),
    inputs: async () => inputs.flat(),
    slices: async () => slices.flat(),
    [Symbol.asyncDispose]: async () => {
      for (const part of parts) await part[Symbol.asyncDispose]();
    },
  };
}

/** Compares parts with each other only: what one part contains twice was given twice. */
function refuseDoubles(inputs: readonly (readonly InputIdentity[])[], slices: readonly (readonly string[])[]): void {
  const paths = new Map<string, { readonly part: number; readonly path: string }>();
  for (const [part, { path, sha256, isEmpty }] of numbered(inputs)) {
    if (sha256 === null || isEmpty === true) continue;
    const known = paths.get(sha256);
    if (known === undefined) paths.set(sha256, { part, path });
    else if (known.part !== part)
      throw reducedTwice({ what: known.path === path ? path : `${path} (the same as ${known.path})` });
  }
  const parts = new Map<string, number>();
  for (const [part, slice] of numbered(slices)) {
    if ((parts.get(slice) ?? part) !== part) throw reducedTwice({ what: slice });
    parts.set(slice, part);
  }
}

/** What each part has, with the number of the part. */
function numbered<T>(lists: readonly (readonly T[])[]): readonly (readonly [part: number, item: T])[] {
  return lists.flatMap((list, part) => list.map((item) => [part, item] as const));
}

/** An event of a part. */
interface PartEvent {
  readonly part: number;
  readonly event: number;
}

interface Folded {
  readonly groups: ReducedGroups;
  /** Where an event of the merged groups comes from. */
  readonly events: (event: number) => PartEvent;
}

async function foldParts(parts: readonly MergeableReduction[], { signal, onParts }: MergeOptions): Promise<Folded> {
  const { identity, timed } = parts[0]!;
  const shape = shapeOf(identity);
  const fold = new GroupFold({ ...shape, timed });
  const dictionaries = Array.from({ length: shape.kept }, () => new Map<string, number>());
  for (const [index, part] of parts.entries()) {
    if (signal !== undefined) throwIfAborted(signal);
    addPart(fold, await part.groups(), dictionaries, RANGE * index);
    onParts?.(index + 1);
  }
  const texts = dictionaries.map((dictionary) => [...dictionary.keys()]);
  const sortText = identity.redaction === null ? undefined : withoutHashes;
  const { groups } = await fold.finish(texts, (events) => tieKeysOf(parts, events.map(placeOf)), sortText);
  return renumbered(groups);
}

/** What stands for a masked text in comparisons: its secrets, and a shortened text, without the hash that the key decides. */
export function withoutHashes(text: string): string {
  return text.replaceAll(MASKED, "<$1>").replace(DIGEST, "");
}

/** A masked secret: `<secret:3f9a0c12de>`. */
const MASKED = /<([\w-]+):[0-9a-f]{10}>/g;
/** The digest at the end of a shortened text. */
const DIGEST = /(?<=… [0-9,]{1,20} more characters) \([0-9a-f]{16}\)$/;

function shapeOf({ keys, measures }: PlanIdentity): {
  readonly features: number;
  readonly kept: number;
  readonly signalWeights: readonly number[];
} {
  const features = keys.filter(({ type }) => type === "number").length;
  const signalWeights = measures.filter(({ fold }) => fold === "peak").map(({ weight }) => weight);
  return { features, kept: keys.length - features, signalWeights };
}

/** Event numbers of a part start at its offset: parts have numbers below 2⁴⁰, and doubles hold 2¹³ such ranges exactly. */
const RANGE = 2 ** 40;
const MOST_PARTS = 2 ** 13;

function placeOf(event: number): PartEvent {
  return { part: Math.floor(event / RANGE), event: event % RANGE };
}

function addPart(
  fold: GroupFold,
  groups: ReducedGroups,
  dictionaries: readonly Map<string, number>[],
  offset: number,
): void {
  const texts = dictionaries.length;
  const [features, signals] = [widthOf(groups.features, groups), widthOf(groups.signals, groups)];
  const numbers = groups.dictionaries.map((dictionary, field) =>
    Int32Array.from(dictionary, (text) => numberOf(dictionaries[field]!, text)),
  );
  const row = new Float64Array(features + texts);
  for (let group = 0; group < groups.size; group++) {
    row.set(groups.features.subarray(group * features, (group + 1) * features));
    for (let i = 0; i < texts; i++) row[features + i] = numbers[i]![groups.kept[group * texts + i]!]!;
    const added = {
      values: groups.signals.subarray(group * signals, (group + 1) * signals),
      sums: groups.signalSums.subarray(group * signals, (group + 1) * signals),
      peak: offset + groups.peaks[group]!,
      peakTime: groups.peakTimes[group]!,
    };
    fold.add(
      row,
      groups.counts[group]!,
      groups.firstTimes[group]!,
      groups.lastTimes[group]!,
      offset + groups.exemplars[group]!,
      signals === 0 ? undefined : added,
    );
  }
}

function widthOf(table: Float64Array, { size }: ReducedGroups): number {
  return size === 0 ? 0 : table.length / size;
}

/**
 * Numbers the events by their groups: an exemplar by its group's number, a peak that is another event by `size` more. So
 * the numbers do not depend on how the events were divided.
 */
function renumbered(groups: ReducedGroups): Folded {
  const { size, exemplars, peaks } = groups;
  const events = (event: number): PartEvent => placeOf(event < size ? exemplars[event]! : peaks[event - size]!);
  const own = Float64Array.from({ length: size }, (_, group) => group);
  const ownPeaks = own.map((group) => (peaks[group] === exemplars[group] ? group : size + group));
  return { groups: { ...groups, exemplars: own, peaks: ownPeaks }, events };
}

/** Calls `ask` for the events of each part and puts the answers in the order of `events`. */
async function perPart<T>(
  parts: readonly MergeableReduction[],
  events: readonly PartEvent[],
  ask: (part: MergeableReduction, numbers: readonly number[]) => Promise<readonly T[]>,
): Promise<T[]> {
  const answers = new Array<T>(events.length);
  for (const [index, places] of placesByPart(events)) {
    const found = await ask(
      parts[index]!,
      places.map((at) => events[at]!.event),
    );
    places.forEach((at, i) => (answers[at] = found[i]!));
  }
  return answers;
}

/** Places in `events` of the events of each part. */
function placesByPart(events: readonly PartEvent[]): ReadonlyMap<number, readonly number[]> {
  const places = new Map<number, number[]>();
  for (const [at, { part }] of events.entries()) {
    const known = places.get(part);
    if (known === undefined) places.set(part, [at]);
    else known.push(at);
  }
  return places;
}

function digestsOf(parts: readonly MergeableReduction[], events: readonly PartEvent[]): Promise<string[]> {
  return perPart(parts, events, (part, numbers) => part.digests(numbers));
}

/** Digests that order equal events: one whose cells are stored comes before one whose cells are not. */
function tieKeysOf(parts: readonly MergeableReduction[], events: readonly PartEvent[]): Promise<string[]> {
  return perPart(parts, events, async (part, numbers) => {
    const digests = await part.digests(numbers);
    return part.hasEvents ? digests : digests.map((digest) => `${digest}~`);
  });
}

/** Events at a time, as everywhere: a bound on what is held. */
const BATCH_ROWS = 8192;

async function* exemplarsOf(
  parts: readonly MergeableReduction[],
  columns: readonly string[],
  events: readonly PartEvent[],
): AsyncGenerator<EventBatch> {
  for (let from = 0; from < events.length; from += BATCH_ROWS) {
    const records = await perPart(parts, events.slice(from, from + BATCH_ROWS), recordsOf);
    yield unitedBatch(records, columns);
  }
}

interface EventRecord {
  readonly columns: readonly string[];
  readonly cells: readonly (string | null)[];
}

async function recordsOf(part: MergeableReduction, numbers: readonly number[]): Promise<EventRecord[]> {
  const records: EventRecord[] = [];
  for await (const { columns, rows, values } of part.exemplars(numbers)) {
    for (let row = 0; row < rows; row++) records.push({ columns, cells: values.map((column) => column[row]!) });
  }
  return records;
}

/** Events of different columns as one batch. */
function unitedBatch(records: readonly EventRecord[], columns: readonly string[]): EventBatch {
  const values = columns.map((name) =>
    records.map((record) => {
      const at = record.columns.indexOf(name);
      return at < 0 ? null : record.cells[at]!;
    }),
  );
  return { columns, rows: records.length, values };
}

function sumOf(ledgers: readonly Ledger[]): Ledger {
  const reasons = new Map<string, number>();
  for (const ledger of ledgers) {
    for (const [reason, count] of Object.entries(ledger.reasons))
      reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  }
  const total = (key: "read" | "rejected" | "filtered" | "clustered"): number =>
    ledgers.reduce((sum, ledger) => sum + ledger[key], 0);
  const gaps = ledgers.flatMap((ledger) => ledger.gaps ?? []);
  const inputs = ledgers.flatMap((ledger) => ledger.inputs ?? []);
  return {
    read: total("read"),
    rejected: total("rejected"),
    filtered: total("filtered"),
    clustered: total("clustered"),
    reasons: Object.fromEntries([...reasons].sort(([a], [b]) => (a < b ? -1 : 1))),
    ...(gaps.length === 0 ? {} : { gaps }),
    ...(inputs.length === 0 ? {} : { inputs }),
  };
}

async function* rejectsOf(parts: readonly MergeableReduction[]): AsyncGenerator<Reject> {
  for (const part of parts) yield* part.rejects!();
}

/** The field maps of all parts, each once, in an order that does not depend on that of the parts. */
function distinctSources(parts: readonly MergeableReduction[]): readonly SourceFields[] {
  const sources = parts.flatMap((part) => part.sources);
  return distinct(sources, ({ map, fields, time }) => JSON.stringify([map, [...fields], time]));
}

function distinctHeaders(parts: readonly MergeableReduction[]): readonly (readonly string[])[] {
  return distinct(
    parts.flatMap((part) => part.headers),
    (header) => JSON.stringify(header),
  );
}

function distinct<T>(items: readonly T[], textOf: (item: T) => string): readonly T[] {
  const known = new Map(items.map((item) => [textOf(item), item]));
  return [...known].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}
