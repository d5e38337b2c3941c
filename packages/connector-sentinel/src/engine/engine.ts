import {
  type Activity,
  type ColumnInfo,
  type Dialect,
  type EventBatch,
  type EventEngine,
  type EventQuery,
  type GroupBatch,
  type Histogram,
  type Ledger,
  type ReducePlan,
  type Reject,
  throwIfAborted,
} from "@winnow/core";
import { kqlDialect } from "../kql/dialect.ts";
import { askSlice } from "../pull/ask.ts";
import { GapReport } from "../pull/event-stream.ts";
import { pullSlices } from "../pull/pull-slices.ts";
import { type Slice, sliceOf, withoutMissing } from "../pull/slice.ts";
import type { QueryAnswer } from "../service/query-service.ts";
import { eventsChanged, noSuchEvent, notReduced, unexpectedAnswer } from "./errors.ts";
import { type Group, groupBatch, GroupTally, microseconds } from "./groups.ts";
import type { SentinelEngineRequest } from "./open.ts";
import { groupId, type QuerySource, ReductionQueries, sampleQuery, STATE } from "./reduction-queries.ts";

const BATCH_ROWS = 8192;
/** Groups that one query names: at a hundred characters each, a long query but no huge one. */
const GROUPS_AT_ONCE = 1000;
/** Digits of the codes of texts: few, and all that a hash has where two texts share the few. */
const CODE_DIGITS = [7, 64];
const TICKS_PER_MICROSECOND = 10n;
/** Characters of a rejected event that are shown. */
const SHOWN = 200;

interface Reduction {
  readonly queries: ReductionQueries;
  readonly tally: GroupTally;
  readonly groups: readonly Group[];
  /** What was answered: what was missing then is missing in every question that follows. */
  readonly slices: readonly Slice[];
}

type Cells = readonly (string | null)[];

/**
 * Reduces events where Sentinel keeps them. What moves is groups, and later the events that are asked for; single events
 * are never told to groups here. An event is known by the number of the group that it is the earliest of.
 */
export class SentinelEngine implements EventEngine {
  readonly kind = "engine" as const;
  readonly dialect: Dialect;
  readonly #request: SentinelEngineRequest;
  readonly #source: QuerySource;
  #reduction: Reduction | undefined;

  constructor(request: SentinelEngineRequest, source: Omit<QuerySource, "dialect" | "from">) {
    this.#request = request;
    this.dialect = kqlDialect(source.columns);
    this.#source = { ...source, dialect: this.dialect, from: request.range.from };
  }

  async columns(): Promise<readonly ColumnInfo[]> {
    return this.#source.columns;
  }

  async sample(limit: number): Promise<EventBatch> {
    const slice = sliceOf(this.#request.range);
    const { rows, values } = await this.#ask(slice, sampleQuery(this.#source, slice, limit));
    return this.#batch(Array.from({ length: rows }, (_, row) => values.map((column) => column[row]!)));
  }

  async *reduce(plan: ReducePlan): AsyncGenerator<GroupBatch> {
    this.#reduction = undefined;
    const queries = new ReductionQueries(plan, this.#source);
    const tally = new GroupTally(queries);
    const gaps = new GapReport(this.#source.name, this.#request.context.gap);
    const missing: Slice[] = [];
    const whole = [sliceOf(this.#request.range), sliceOf(null)];
    let slices: readonly Slice[] = whole;
    for (const digits of CODE_DIGITS) {
      const unclear: Slice[] = [];
      for await (const outcome of this.#sliced(slices, (slice) => queries.groups(slice, digits))) {
        if ("missing" in outcome) {
          gaps.add(outcome.slice, outcome.missing);
          missing.push(outcome.slice);
        } else if (!tally.add(outcome.answer, digits)) unclear.push(outcome.slice);
      }
      slices = unclear;
      // The next question starts at the beginning again.
      gaps.report();
    }
    if (slices.length > 0) throw unexpectedAnswer({ problem: "different texts have one code" });
    const groups = tally.sorted();
    this.#reduction = { queries, tally, groups, slices: withoutMissing(whole, missing) };
    for (let at = 0; at < groups.length; at += BATCH_ROWS) {
      yield groupBatch(groups.slice(at, at + BATCH_ROWS), at, queries);
    }
  }

  async ledger(): Promise<Ledger> {
    const { tally } = this.#reduced("the ledger");
    const [clustered, rejected, filtered] = [STATE.grouped, STATE.timeMissing, STATE.filtered].map((state) =>
      tally.events(state),
    ) as [number, number, number];
    const reasons = rejected > 0 ? { "time is missing": rejected } : {};
    return { read: clustered + rejected + filtered, rejected, filtered, clustered, reasons };
  }

  async *rejects(): AsyncGenerator<Reject> {
    const { queries, tally } = this.#reduced("rejections");
    if (tally.events(STATE.timeMissing) === 0) return;
    let line = 0;
    for await (const { rows, values } of this.#answers(this.#slices(), (slice) => queries.timeless(slice))) {
      for (let row = 0; row < rows; row++) {
        const text = this.#describe(values.map((column) => column[row]!));
        yield { file: this.#source.name, line: ++line, reason: "time is missing", text };
      }
    }
  }

  async *events(query: EventQuery): AsyncGenerator<EventBatch> {
    this.#reduced("events");
    if (query.rows === undefined) yield* this.#members(query);
    else yield* this.#firsts(query.rows.slice(0, query.limit));
  }

  async histogram(query: EventQuery, buckets: number): Promise<Histogram> {
    const { queries } = this.#reduced("a histogram");
    const counts = new Float64Array(buckets);
    const none = { start: 0n, width: 1n, counts };
    if (query.rows !== undefined || query.limit !== undefined) {
      return inSteps(await this.#times(query), buckets);
    }
    const asked = query.groups?.map((number) => this.#group(number));
    const span = asked === undefined ? await this.#span(queries) : spanOf(asked);
    if (span === undefined || queries.plan.time === null) return none;
    const width = (span.last - span.first) / BigInt(buckets) + 1n;
    const start = span.first * TICKS_PER_MICROSECOND;
    for (const ids of asked === undefined ? [undefined] : chunked(asked.map(idOf))) {
      const steps = this.#answers(this.#slicesOf(asked ?? null), (slice) =>
        queries.histogram(slice, ids, start, width),
      );
      for await (const { rows, values } of steps) {
        for (let row = 0; row < rows; row++) counts[stepAt(values[0]![row]!, buckets)]! += Number(values[1]![row]);
      }
    }
    return { start: span.first, width, counts };
  }

  async activity(steps: number): Promise<Activity> {
    const { queries, groups } = this.#reduced("activity");
    const span = spanOf(groups);
    const none = { groups: new Int32Array(), steps: new Int32Array(), counts: new Float64Array() };
    if (span === undefined || queries.plan.time === null) return { start: 0n, width: 1n, ...none };
    const width = (span.last - span.first) / BigInt(steps) + 1n;
    const ids = groups.map(idOf);
    const digits = digitsThatTell(ids);
    const numbers = new Map(ids.map((id, number) => [id.slice(0, digits), number]));
    const pairs = new Map<number, number>();
    const ask = (slice: Slice): string => queries.activity(slice, digits, span.first * TICKS_PER_MICROSECOND, width);
    for await (const { rows, values } of this.#answers(this.#slicesOf(groups), ask)) {
      for (let row = 0; row < rows; row++) {
        const group = numbers.get(values[0]![row]!);
        if (group === undefined) throw eventsChanged({ source: this.#source.name, groups: 1 });
        const pair = group * steps + stepAt(values[1]![row]!, steps);
        pairs.set(pair, (pairs.get(pair) ?? 0) + Number(values[2]![row]));
      }
    }
    const ordered = [...pairs].sort(([a], [b]) => a - b);
    return {
      start: span.first,
      width,
      groups: Int32Array.from(ordered, ([pair]) => Math.floor(pair / steps)),
      steps: Int32Array.from(ordered, ([pair]) => pair % steps),
      counts: Float64Array.from(ordered, ([, count]) => count),
    };
  }

  async close(): Promise<void> {
    this.#reduction = undefined;
    this.#request.close?.();
  }

  #reduced(question: string): Reduction {
    if (this.#reduction === undefined) throw notReduced({ question });
    return this.#reduction;
  }

  #group(number: number): Group {
    const group = this.#reduced("events").groups[number];
    if (group === undefined) throw noSuchEvent({ row: number });
    return group;
  }

  /** The earliest events of groups, in any order, the same one twice if so asked. */
  async *#firsts(rows: readonly number[]): AsyncGenerator<EventBatch> {
    const numbers = [...new Set(rows)].sort((a, b) => a - b);
    for (const number of numbers) this.#group(number);
    const found = new Map<number, Cells>();
    for (const some of chunked(numbers)) await this.#findFirsts(some, found);
    const lost = numbers.filter((number) => !found.has(number)).length;
    if (lost > 0) throw eventsChanged({ source: this.#source.name, groups: lost });
    for (let at = 0; at < rows.length; at += BATCH_ROWS) {
      const some = rows.slice(at, at + BATCH_ROWS);
      yield { ...this.#batch(some.map((row) => found.get(row)!)), dataRows: Float64Array.from(some) };
    }
  }

  /** Of several events at the first instant of a group, the one whose content sorts first stands for it. */
  async #findFirsts(numbers: readonly number[], found: Map<number, Cells>): Promise<void> {
    const { queries } = this.#reduced("events");
    const groups = numbers.map((number) => this.#group(number));
    const firsts = groups.map((group) => ({ id: idOf(group), time: group.first }));
    const byId = new Map(firsts.map(({ id }, index) => [id, numbers[index]!]));
    const slices = this.#slicesOf(groups.map((group) => ({ ...group, last: group.first })));
    const contents = new Map<number, string>();
    for await (const { rows, values } of this.#answers(slices, (slice) => queries.firsts(slice, firsts))) {
      const [ids, ...cells] = values;
      for (let row = 0; row < rows; row++) {
        const number = byId.get(ids![row]!);
        if (number === undefined) throw unexpectedAnswer({ problem: "it holds an event that was not asked for" });
        const event = cells.map((column) => column[row]!);
        const content = contentOf(event);
        const known = contents.get(number);
        if (known !== undefined && known <= content) continue;
        contents.set(number, content);
        found.set(number, event);
      }
    }
  }

  /** Events of groups, or of all, by time and then by content as far as a slice reaches. */
  async *#members({ groups, limit }: EventQuery): AsyncGenerator<EventBatch> {
    for await (const events of this.#timedMembers(groups, limit)) {
      for (let at = 0; at < events.length; at += BATCH_ROWS) {
        yield this.#batch(events.slice(at, at + BATCH_ROWS).map(({ cells }) => cells));
      }
    }
  }

  async *#timedMembers(
    numbers: readonly number[] | undefined,
    limit: number | undefined,
  ): AsyncGenerator<readonly TimedEvent[]> {
    const { queries } = this.#reduced("events");
    const asked = numbers === undefined ? null : numbers.map((number) => this.#group(number));
    const first: TimedEvent[] = [];
    for (const ids of asked === null ? [null] : chunked(asked.map(idOf))) {
      const answers = this.#answers(this.#slicesOf(asked), (slice) => queries.members(slice, ids, limit));
      for await (const { rows, values } of answers) {
        const [times, ...cells] = values;
        const events = Array.from({ length: rows }, (_, row) => ({
          time: times![row] ?? "",
          cells: cells.map((column) => column[row]!),
        })).sort(byTimeAndContent);
        if (limit === undefined) yield events;
        else first.push(...events);
      }
    }
    if (limit !== undefined) yield first.sort(byTimeAndContent).slice(0, limit);
  }

  /** Times, in µs, of the events that a question is about. */
  async #times({ rows, groups, limit }: EventQuery): Promise<bigint[]> {
    const timed = this.#reduced("a histogram").queries.plan.time !== null;
    const times: string[] = [];
    if (rows !== undefined) times.push(...rows.slice(0, limit).map((row) => this.#group(row).first));
    else {
      for await (const events of this.#timedMembers(groups, limit)) times.push(...events.map(({ time }) => time));
    }
    return timed ? times.filter((time) => time !== "").map(microseconds) : [];
  }

  /** First and last time of every event, in µs. */
  async #span(queries: ReductionQueries): Promise<Span | undefined> {
    let span: Span | undefined;
    for await (const { rows, values } of this.#answers(this.#slices(), (slice) => queries.bounds(slice))) {
      for (let row = 0; row < rows; row++) {
        const [first, last] = values.map((column) => column[row] ?? "") as [string, string];
        if (first !== "") span = joined(span, { first: microseconds(first), last: microseconds(last) });
      }
    }
    return span;
  }

  #names(): string[] {
    return this.#source.columns.map(({ name }) => name);
  }

  #batch(events: readonly Cells[]): EventBatch {
    const columns = this.#names();
    // A value that is no text and is not there is projected as empty text.
    const values = this.#source.columns.map(({ type }, column) =>
      events.map((cells) => (cells[column] === "" && type !== "string" ? null : cells[column]!)),
    );
    return { columns, rows: events.length, values };
  }

  #describe(cells: Cells): string {
    const filled = this.#names().flatMap((name, index) => (cells[index] ? [`${name}=${cells[index]}`] : []));
    const text = filled.join(" ");
    return text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text;
  }

  /** Every event that was reduced: of the range, and those without a time, as when they are pulled. */
  #slices(): readonly Slice[] {
    return this.#reduced("events").slices;
  }

  /** Where the events of some groups are: between the first and the last of them, where slices are slices of their time. */
  #slicesOf(groups: readonly Group[] | null): readonly Slice[] {
    if (groups === null || !this.#reduced("events").queries.isSlicedByTime) return this.#slices();
    const span = spanOf(groups);
    const timeless = groups.some(({ first }) => first === "");
    return this.#slices().flatMap(({ range }) => {
      if (range === null) return timeless ? [sliceOf(null)] : [];
      if (span === undefined) return [];
      const [from, to] = [span.first * TICKS_PER_MICROSECOND, (span.last + 1n) * TICKS_PER_MICROSECOND];
      const within = { from: from > range.from ? from : range.from, to: to < range.to ? to : range.to };
      return within.from < within.to ? [sliceOf(within)] : [];
    });
  }

  #sliced(slices: readonly Slice[], kql: (slice: Slice) => string): ReturnType<typeof pullSlices> {
    return pullSlices(slices, (slice) => this.#ask(slice, kql(slice)), this.#request.limits.concurrency);
  }

  /** Every slice's answer; where one cannot be had, there is no answer to the question. */
  async *#answers(slices: readonly Slice[], kql: (slice: Slice) => string): AsyncGenerator<QueryAnswer> {
    for await (const outcome of this.#sliced(slices, kql)) {
      if ("missing" in outcome) throw outcome.missing;
      yield outcome.answer;
    }
  }

  async #ask(slice: Slice, kql: string): Promise<QueryAnswer> {
    throwIfAborted(this.#request.context.signal);
    // A workspace that holds nothing at all answers nothing: it has described no columns either.
    if (this.#source.columns.length === 0) return this.#request.service.query(kql, slice.range);
    return askSlice(this.#request, slice, kql);
  }
}

interface TimedEvent {
  readonly time: string;
  readonly cells: Cells;
}

function idOf({ keys }: Group): string {
  return groupId(keys);
}

function contentOf(cells: Cells): string {
  return cells.map((cell) => cell ?? "").join("\0");
}

function byTimeAndContent(a: TimedEvent, b: TimedEvent): number {
  if (a.time !== b.time) return a.time < b.time ? -1 : 1;
  const [left, right] = [contentOf(a.cells), contentOf(b.cells)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** First and last instant, in µs. */
interface Span {
  readonly first: bigint;
  readonly last: bigint;
}

function joined(span: Span | undefined, { first, last }: Span): Span {
  if (span === undefined) return { first, last };
  return { first: first < span.first ? first : span.first, last: last > span.last ? last : span.last };
}

function spanOf(groups: readonly Group[]): Span | undefined {
  let span: Span | undefined;
  for (const { first, last } of groups) {
    if (first !== "") span = joined(span, { first: microseconds(first), last: microseconds(last) });
  }
  return span;
}

function inSteps(times: readonly bigint[], buckets: number): Histogram {
  const counts = new Float64Array(buckets);
  const span = times.reduce<Span | undefined>((all, time) => joined(all, { first: time, last: time }), undefined);
  if (span === undefined) return { start: 0n, width: 1n, counts };
  const width = (span.last - span.first) / BigInt(buckets) + 1n;
  for (const time of times) counts[Number((time - span.first) / width)]!++;
  return { start: span.first, width, counts };
}

function stepAt(text: string, steps: number): number {
  const step = Number(text);
  if (Number.isInteger(step) && step >= 0 && step < steps) return step;
  throw unexpectedAnswer({ problem: `it counts events in a step "${text}" that there is not` });
}

function chunked<T>(list: readonly T[]): (readonly T[])[] {
  const count = Math.ceil(list.length / GROUPS_AT_ONCE);
  return Array.from({ length: count }, (_, index) => list.slice(index * GROUPS_AT_ONCE, (index + 1) * GROUPS_AT_ONCE));
}

/** How many digits of their ids tell the groups apart. */
function digitsThatTell(ids: readonly string[]): number {
  const sorted = [...ids].sort();
  let digits = 1;
  for (let i = 1; i < sorted.length; i++) {
    while (sorted[i]!.startsWith(sorted[i - 1]!.slice(0, digits)) && digits < sorted[i]!.length) digits++;
  }
  return digits;
}
