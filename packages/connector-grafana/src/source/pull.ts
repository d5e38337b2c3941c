import type { EventBatch } from "@winnow/core";
import { unfitOptions, unusableAnswer } from "../errors.ts";
import { isoOfNanos } from "../frames/time.ts";
import { LineCounter } from "../loki/line-counter.ts";
import { readingOf } from "../loki/lines/reading.ts";
import { takesOldLines } from "../loki/old-lines.ts";
import { LokiPager } from "../loki/pager.ts";
import { ProxyTransport } from "../loki/proxy-transport.ts";
import { LokiPuller } from "../loki/puller.ts";
import { QueryTransport } from "../loki/query-transport.ts";
import { LokiRows } from "../loki/rows.ts";
import { queryKind } from "../query/kinds.ts";
import { FramePuller } from "../query/pull-frames.ts";
import { mapItems, type Puller, type PullContext } from "../query/puller.ts";
import { durationNanos, type Range, snapped } from "../query/range.ts";
import { gapOf, inSlices } from "../query/slices.ts";
import type { GrafanaClient } from "../service/client.ts";
import type { DataSource } from "../service/data-sources.ts";
import type { GrafanaConnectorOptions } from "./options.ts";

const LOKI = "loki";
const LOKI_PAGE = 5000;

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
  const searched = snapped(await puller.begin(exact), tick);
  const slices = inSlices(searched, {
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
  for (const batch of await puller.finish()) {
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
  return lokiPuller(client, dataSource, { ...options, query: options.query }, context);
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

async function lokiPuller(
  client: GrafanaClient,
  dataSource: DataSource,
  options: GrafanaConnectorOptions & { readonly query: string },
  context: PullContext,
): Promise<Puller> {
  const { query, limit = LOKI_PAGE } = options;
  const Transport = options.transport === "query" ? QueryTransport : ProxyTransport;
  const transport = new Transport(client, dataSource, query, context.warn);
  const counter = new LineCounter(transport, query);
  const pager = new LokiPager(transport, query, counter, limit);
  const source = client.quote(dataSource.name);
  return new LokiPuller({
    source,
    query,
    transport,
    pager,
    counter,
    rows: await lokiRows(options),
    takesOldLines: () => takesOldLines(client, dataSource),
    context,
  });
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
    begin: async (range) => range,
    ask: async (slice) => mapItems(await puller.ask(slice), (frames) => puller.events(frames, slice)),
    finish: async () => {
      puller.finish();
      return [];
    },
  };
}
