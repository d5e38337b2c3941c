import type { EventBatch, RunContext } from "@winnow/core";
import { unfitOptions, unusableAnswer } from "../errors.ts";
import { isoOfNanos } from "../frames/time.ts";
import { LokiPager } from "../loki/ask.ts";
import { readingOf } from "../loki/lines/reading.ts";
import { LokiRows } from "../loki/rows.ts";
import { queryKind } from "../query/kinds.ts";
import { FramePuller } from "../query/pull-frames.ts";
import { durationNanos, type Range, snapped } from "../query/range.ts";
import { gapOf, inSlices, type SliceAnswer } from "../query/slices.ts";
import type { GrafanaClient } from "../service/client.ts";
import type { DataSource } from "../service/data-sources.ts";
import type { GrafanaConnectorOptions } from "./options.ts";

const LOKI = "loki";
const LOKI_PAGE = 5000;

/** How one data source is asked, and what becomes of its answers. */
interface Puller {
  readonly tick: bigint;
  readonly limit: () => number;
  readonly widest: bigint | undefined;
  /** Asks for a slice; what comes back is the events of it, made when they are wanted. */
  readonly ask: (slice: Range) => Promise<SliceAnswer<() => Iterable<EventBatch>>>;
  readonly finish: () => Iterable<EventBatch>;
}

type PullContext = Pick<RunContext, "warn" | "gap" | "progress">;

/** Everything of the range, in order of time. What cannot be had is told as a gap. */
export async function* pull(
  client: GrafanaClient,
  dataSource: DataSource,
  options: GrafanaConnectorOptions,
  range: Range,
  context: PullContext,
): AsyncGenerator<EventBatch> {
  const puller = await makePuller(client, dataSource, options, context);
  const { tick, limit, ask } = puller;
  const exact = snapped(range, tick);
  const span = exact.to - exact.from;
  const slices = inSlices(exact, {
    tick,
    limit,
    ask,
    widest: atLeast(widestOf(options) ?? puller.widest ?? span, tick),
    onGap: (gap, reason) => context.gap(gapOf(client.quote(dataSource.name), gap, reason)),
    hopeless: (reason) =>
      unusableAnswer({
        what: `asking data source ${client.quote(dataSource.name)}`,
        reason: `a part of the rows is missing however short the time that is asked for (${reason})`,
      }),
    onProgress: (upTo) => {
      const done = Number(((upTo - exact.from) * 100n) / span);
      context.progress({ stage: "asking Grafana", done, total: 100, unit: "%" });
    },
  });
  let isEmpty = true;
  for await (const events of slices) {
    for (const batch of events()) {
      isEmpty = false;
      yield batch;
    }
  }
  for (const batch of puller.finish()) {
    isEmpty = false;
    yield batch;
  }
  if (isEmpty) context.warn(nothingFound(client.quote(dataSource.name), exact));
}

function nothingFound(name: string, { from, to }: Range): string {
  return `Data source ${name} gave no events for the query, from ${isoOfNanos(from)} up to ${isoOfNanos(to)}.`;
}

function widestOf({ widestSlice }: GrafanaConnectorOptions): bigint | undefined {
  return widestSlice === undefined ? undefined : durationNanos(widestSlice);
}

function atLeast(width: bigint, tick: bigint): bigint {
  return width < tick ? tick : (width / tick) * tick;
}

/** @throws `WN1548` when options are missing or do not go with the data source */
export async function makePuller(
  client: GrafanaClient,
  dataSource: DataSource,
  options: GrafanaConnectorOptions,
  context: PullContext,
): Promise<Puller> {
  const isLoki = dataSource.type === LOKI && options.model === undefined;
  if (!isLoki) refuseLokiOptions(options, dataSource);
  if (!isLoki) return framePuller(client, dataSource, options, context);
  if (options.query === undefined) {
    const reason = `option query is missing, which data source ${dataSource.name} (${dataSource.type}) needs`;
    throw unfitOptions({ reason, hint: 'It is LogQL: {job="auth"} |= "sshd"' });
  }
  const rows = await lokiRows(options);
  return options.transport === "query"
    ? lokiFramePuller(client, dataSource, options, rows, context)
    : lokiProxyPuller(client, dataSource, { ...options, query: options.query }, rows, context);
}

function refuseLokiOptions(options: GrafanaConnectorOptions, { name, type }: DataSource): void {
  const given = (["transport", "parse", "unpack"] as const).find((option) => options[option] !== undefined);
  if (given === undefined) return;
  throw unfitOptions({
    reason: `option ${given} is for Loki asked with query, and data source ${name} is of type ${type}`,
    hint: `Leave ${given} out.`,
  });
}

async function lokiRows({ parse = "none", unpack = false }: GrafanaConnectorOptions): Promise<LokiRows> {
  const reading = await readingOf(parse);
  if (reading === undefined && parse !== "none") {
    throw unfitOptions({
      reason: "the regular expression in option parse is not valid, or names no group",
      hint: "It is written as in LogQL, in the dialect RE2: user=(?P<user>[a-z]+)",
    });
  }
  return new LokiRows(reading, unpack);
}

const LOKI_WIDEST = durationNanos("30d")!;

function lokiProxyPuller(
  client: GrafanaClient,
  dataSource: DataSource,
  { query, limit = LOKI_PAGE }: GrafanaConnectorOptions & { readonly query: string },
  rows: LokiRows,
  context: PullContext,
): Puller {
  const pager = new LokiPager(client, dataSource, query, limit, context.warn);
  return {
    tick: 1n,
    limit: () => pager.limit,
    widest: LOKI_WIDEST,
    ask: async (slice) => mapItems(await pager.ask(slice), (entries) => rows.add(entries)),
    finish: () => finishLoki(rows, context),
  };
}

function lokiFramePuller(
  client: GrafanaClient,
  dataSource: DataSource,
  options: GrafanaConnectorOptions,
  rows: LokiRows,
  context: PullContext,
): Puller {
  const kind = queryKind(options, dataSource);
  const puller = new FramePuller(client, dataSource, kind, context);
  return {
    tick: kind.tick,
    limit: () => kind.limit,
    widest: LOKI_WIDEST,
    ask: async (slice) => mapItems(await puller.ask(slice), (frames) => puller.lines(frames, slice, rows)),
    finish: () => finishLoki(rows, context),
  };
}

function* finishLoki(rows: LokiRows, { warn }: PullContext): Generator<EventBatch> {
  yield* rows.flush();
  const warning = rows.warning();
  if (warning !== undefined) warn(warning);
}

function framePuller(
  client: GrafanaClient,
  dataSource: DataSource,
  options: GrafanaConnectorOptions,
  context: PullContext,
): Puller {
  const kind = queryKind(options, dataSource);
  const puller = new FramePuller(client, dataSource, kind, context);
  return {
    tick: kind.tick,
    limit: () => kind.limit,
    widest: undefined,
    ask: async (slice) => mapItems(await puller.ask(slice), (frames) => puller.events(frames, slice)),
    finish: () => {
      puller.finish();
      return [];
    },
  };
}

function mapItems<T>(
  answer: SliceAnswer<T>,
  events: (items: T) => Iterable<EventBatch>,
): SliceAnswer<() => Iterable<EventBatch>> {
  return answer.kind === "whole" ? { ...answer, items: () => events(answer.items) } : answer;
}
