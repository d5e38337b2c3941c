import {
  type ColumnInfo,
  type EventBatch,
  type EventStream,
  type Gap,
  type RunContext,
  type WinnowError,
} from "@winnow/core";
import type { AnswerLimits, SentinelSource } from "../engine/request.ts";
import { tickText } from "../kql/quote.ts";
import { unreadableAnswer } from "../service/errors.ts";
import type { QueryAnswer, QueryService, TickRange } from "../service/query-service.ts";
import { askSlice } from "./ask.ts";
import { type Checkpoint, resumeFrom } from "./checkpoint.ts";
import { countedSlices, rowsPerSlice } from "./count.ts";
import { pullSlices } from "./pull-slices.ts";
import { eventsQuery, nameOf, numberColumn, someEventsQuery, TIME_COLUMN } from "./queries.ts";
import { type Slice, sliceOf } from "./slice.ts";

/** Events of a batch that repeats one. */
const MOST_EQUAL_AT_ONCE = 50_000;

/** Two or three such counts lead from minutes to a single tick. */
const STEPS_OF_A_SLICE = 2000n;

export interface PullRequest {
  readonly service: QueryService;
  readonly source: SentinelSource;
  /** What to project; `TimeGenerated` is among it. */
  readonly columns: readonly ColumnInfo[];
  readonly range: TickRange;
  /** The range in slices, in order. */
  readonly planned: readonly TickRange[];
  readonly limits: AnswerLimits;
  /** Begun for these slices. */
  readonly checkpoint?: Checkpoint | undefined;
  readonly context: Pick<RunContext, "progress" | "gap">;
  /** Called when no more is read; `early` where that is before the end. */
  readonly stop: (early: boolean) => void;
}

/**
 * Every event of the range, and every one without a time, once. What cannot be had is a gap; where nothing can be had,
 * reading throws.
 */
export function pullStream(request: PullRequest): EventStream {
  return { kind: "stream", batches: () => pull(request) };
}

/** Events to plan by. */
const PEEKED = 1000;

/** Some events of the range, whichever, by one query that keeps nothing: enough to plan by. */
export function peekStream(
  request: Pick<PullRequest, "service" | "source" | "columns" | "range" | "stop">,
): EventStream {
  return { kind: "stream", batches: () => peek(request) };
}

async function* peek({
  service,
  source,
  columns,
  range,
  stop,
}: Parameters<typeof peekStream>[0]): AsyncGenerator<EventBatch> {
  try {
    const answer = await service.query(someEventsQuery(source, columns, range, PEEKED), range);
    yield { columns: columns.map(({ name }) => name), rows: answer.rows, values: withoutBlanks(columns, answer) };
  } finally {
    stop(false);
  }
}

async function* pull(request: PullRequest): AsyncGenerator<EventBatch> {
  const { source, columns, checkpoint, context } = request;
  const gaps = new GapReport(nameOf(source), context.gap);
  let rows = 0;
  let atEnd = false;
  try {
    // The columns are known, though there may be no event at all.
    yield { columns: columns.map(({ name }) => name), rows: 0, values: columns.map(() => []) };
    const slices = await slicesOf(request);
    for await (const outcome of pullSlices(slices, asker(request), request.limits.concurrency, finder(request))) {
      if ("missing" in outcome) {
        gaps.add(outcome.slice, outcome.missing);
        continue;
      }
      for (const batch of batchesOf(outcome.slice, outcome.answer, columns)) {
        rows += batch.rows;
        context.progress({ stage: "pull", done: rows, unit: "events" });
        yield batch;
      }
    }
    // Where there are no events there are columns all the same: a run on them has no rows, but no fault either.
    if (rows === 0) yield { columns: columns.map(({ name }) => name), rows: 0, values: columns.map(() => []) };
    gaps.report();
    if (!gaps.any) await checkpoint?.finish();
    atEnd = true;
  } finally {
    request.stop(!atEnd);
  }
}

/** In order of time, and then the events that have none. */
async function slicesOf({ planned, checkpoint }: PullRequest): Promise<readonly Slice[]> {
  const stored = (await checkpoint?.stored()) ?? [];
  const ranges = stored.map(({ range }) => range).filter((range) => range !== null);
  return [...resumeFrom(planned, ranges).map(sliceOf), sliceOf(null)];
}

function asker(request: PullRequest): (slice: Slice) => Promise<QueryAnswer> {
  const { source, columns, checkpoint } = request;
  return async (slice) => {
    const stored = slice.counted ? undefined : await checkpoint?.load(slice);
    if (stored !== undefined) return stored;
    const answer = await askSlice(request, slice, eventsQuery(source, columns, slice));
    assertAnswers(answer, columns, slice);
    await checkpoint?.store(slice, answer);
    return answer;
  };
}

/** Where a slice has too many events, counts in small steps tell at once where they are. */
function finder(request: PullRequest): (range: TickRange) => Promise<readonly TickRange[] | undefined> {
  const { source, range: whole, limits } = request;
  return (range) => {
    const ticks = (range.to - range.from) / STEPS_OF_A_SLICE + 1n;
    const step = { kql: `${ticks}tick`, ticks };
    return countedSlices(request, range, step, rowsPerSlice(limits.rows), source.kind === "query" ? whole : range);
  };
}

/** The service's word is checked: columns as asked, times within the slice. */
function assertAnswers(answer: QueryAnswer, columns: readonly ColumnInfo[], { range, counted }: Slice): void {
  if (answer.rows === 0) return;
  const names = [...columns.map(({ name }) => name), ...(counted ? [numberColumn(columns)] : [])];
  if (answer.columns.map(({ name }) => name).join("\n") !== names.join("\n")) {
    throw unreadableAnswer({ reason: "it has not the columns that were asked for" });
  }
  if (range === null) return;
  const [from, to] = [tickText(range.from), tickText(range.to)];
  const times = answer.values[columns.findIndex(({ name }) => name === TIME_COLUMN)]!;
  for (const time of times) {
    if (time === null || time < from || time >= to) {
      throw unreadableAnswer({ reason: `it has an event of ${time}, outside of ${from} to ${to}` });
    }
  }
}

/** An answer as events; equal events that were counted are as many again. */
function* batchesOf(slice: Slice, answer: QueryAnswer, columns: readonly ColumnInfo[]): Generator<EventBatch> {
  const names = columns.map(({ name }) => name);
  const values = withoutBlanks(columns, answer);
  if (!slice.counted) {
    if (answer.rows > 0) yield { columns: names, rows: answer.rows, values };
    return;
  }
  for (let row = 0; row < answer.rows; row++) {
    for (let left = Number(answer.values[columns.length]![row]); left > 0; left -= MOST_EQUAL_AT_ONCE) {
      const rows = Math.min(left, MOST_EQUAL_AT_ONCE);
      yield { columns: names, rows, values: values.map((column) => new Array<string | null>(rows).fill(column[row]!)) };
    }
  }
}

/** A value that is no text and is not there is projected as empty text. */
function withoutBlanks(columns: readonly ColumnInfo[], { rows, values }: QueryAnswer): EventBatch["values"] {
  if (rows === 0) return columns.map(() => []);
  return columns.map(({ type }, column) =>
    type === "string" ? values[column]! : values[column]!.map((value) => (value === "" ? null : value)),
  );
}

/** Tells of what is missing: neighbouring parts as one. */
export class GapReport {
  readonly #source: string;
  readonly #tell: (gap: Gap) => void;
  #open: { readonly from: bigint; to: bigint; readonly reason: string } | undefined;
  #untimedTold = false;
  any = false;

  constructor(source: string, tell: (gap: Gap) => void) {
    this.#source = source;
    this.#tell = tell;
  }

  add({ range, buckets }: Slice, { code, message }: WinnowError): void {
    this.any = true;
    const part = buckets.length > 0 ? "some of the events of this instant: " : "";
    const reason = `${part}${message} (${code})`;
    if (range === null) {
      this.report();
      // Of the parts that these are asked for in, one speaks for all.
      if (this.#untimedTold) return;
      this.#untimedTold = true;
      this.#tell({ source: this.#source, reason: `events without ${TIME_COLUMN}: ${reason}` });
      return;
    }
    if (this.#open !== undefined && range.from <= this.#open.to) {
      if (range.to > this.#open.to) this.#open.to = range.to;
      return;
    }
    this.report();
    this.#open = { ...range, reason };
  }

  report(): void {
    if (this.#open === undefined) return;
    const { from, to, reason } = this.#open;
    this.#tell({ source: this.#source, from: tickText(from), to: tickText(to), reason });
    this.#open = undefined;
  }
}
