import path from "node:path";
import type { EventEngine, EventStream, RunContext } from "@winnow/core";
import { openSentinelEngine } from "../engine/open.ts";
import type { SentinelSource } from "../engine/request.ts";
import { identifier, tickText } from "../kql/quote.ts";
import { Checkpoint, type CheckpointState } from "../pull/checkpoint.ts";
import { peekStream, pullStream } from "../pull/event-stream.ts";
import { countedSlices, rowsPerSlice } from "../pull/count.ts";
import { equalSlices, stepFor } from "../pull/plan-slices.ts";
import { sourceText, TIME_COLUMN } from "../pull/queries.ts";
import { parseDuration, resolveRange } from "../pull/time-range.ts";
import { CLOUDS } from "../service/cloud.ts";
import type { QueryService, TickRange } from "../service/query-service.ts";
import { openQueryService } from "../service/service.ts";
import type { SentinelConnectorOptions } from "./options.ts";
import { readSchema, selectColumns } from "./schema.ts";

/** A range that hangs on the clock is taken up again for so long. */
const RELATIVE_RANGE_LASTS_MS = 24 * 3600 * 1000;
/** Where events cannot be counted beforehand. */
const SLICES_UNCOUNTED = 100n;

/** Opens the source: reduced in place, or pulled. */
export async function connectSentinel(
  options: SentinelConnectorOptions,
  context: RunContext,
): Promise<EventStream | EventEngine> {
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  const service = await openQueryService(options, { signal, profileDirectory: context.profileDirectory });
  try {
    return await openSource(options, service, context, (early) => {
      // What is still being asked for when nobody reads on is broken off.
      if (early) stop.abort();
      service.close();
    });
  } catch (error) {
    service.close();
    throw error;
  }
}

/** As {@link connectSentinel}, on a service that is there. */
export async function openSource(
  options: SentinelConnectorOptions,
  service: QueryService,
  context: RunContext,
  stop: (early: boolean) => void,
): Promise<EventStream | EventEngine> {
  const range = resolveRange(options, Date.now());
  const source = sourceOf(options);
  if (options.mode === "reduce") {
    return openSentinelEngine({
      service,
      source: narrowed(source, options),
      range,
      limits: options.limits,
      context,
      close: () => stop(true),
    });
  }
  return openStream(options, service, source, range, context, stop);
}

export function sourceOf({ table, query }: SentinelConnectorOptions): SentinelSource {
  return table === undefined ? { kind: "query", text: query! } : { kind: "table", name: table };
}

function narrowed(source: SentinelSource, { columns }: SentinelConnectorOptions): SentinelSource {
  if (columns === undefined) return source;
  const names = [...new Set([TIME_COLUMN, ...columns])].map(identifier);
  return { kind: "query", text: `${sourceText(source)}\n| project ${names.join(", ")}` };
}

async function openStream(
  options: SentinelConnectorOptions,
  service: QueryService,
  source: SentinelSource,
  now: TickRange,
  context: RunContext,
  stop: (early: boolean) => void,
): Promise<EventStream> {
  const schema = await readSchema(service, source, now);
  if (schema.length === 0) {
    context.warn(`workspace ${options.workspace} answers that it holds nothing at all (HTTP 204)`);
    return { kind: "stream", batches: nothing };
  }
  const columns = selectColumns(source, schema, options.columns);
  const pulled = { service, source, columns, context, stop };
  if (context.peek === true) return peekStream({ ...pulled, range: now });
  const checkpoint = await openCheckpoint(options, source, columns, context);
  const earlier = checkpoint === undefined ? undefined : usable(await checkpoint.earlier(), now, options, context);
  const range = earlier?.range ?? now;
  const planned = earlier?.planned ?? (await planSlices(options, service, source, range));
  const state = { range, planned, begunAt: earlier?.begunAt ?? Date.now(), complete: false };
  await checkpoint?.begin(state, earlier !== undefined);
  const { limits } = options;
  return pullStream({ ...pulled, range, planned, limits, checkpoint });
}

async function* nothing(): AsyncGenerator<never> {}

async function openCheckpoint(
  options: SentinelConnectorOptions,
  source: SentinelSource,
  columns: Awaited<ReturnType<typeof readSchema>>,
  { profileDirectory }: RunContext,
): Promise<Checkpoint | undefined> {
  const { checkpoint, endpoint, cloud, workspace, workspaces, since, until } = options;
  if (checkpoint === undefined) return undefined;
  return Checkpoint.open(path.resolve(profileDirectory, checkpoint), {
    endpoint: endpoint ?? CLOUDS[cloud].query,
    workspaces: [workspace, ...workspaces],
    query: sourceText(source),
    columns,
    since,
    until: until ?? null,
  });
}

/** What an earlier run left, where it is still what this run asks for. */
function usable(
  earlier: CheckpointState | undefined,
  now: TickRange,
  options: SentinelConnectorOptions,
  { warn }: RunContext,
): CheckpointState | undefined {
  if (earlier === undefined) return undefined;
  const { range, begunAt, complete } = earlier;
  const isSame = range.from === now.from && range.to === now.to;
  const isStale = complete || Date.now() - begunAt > RELATIVE_RANGE_LASTS_MS;
  if (!isSame && isStale) return undefined;
  const when = new Date(begunAt).toISOString();
  warn(
    `goes on with the checkpoint of ${when}: events from ${tickText(range.from)} up to ${tickText(range.to)}` +
      `${complete ? ", all of which it holds" : ""}. Delete ${options.checkpoint!} to ask for them anew.`,
  );
  return earlier;
}

/** First slices of the range. Counting events is a hint that may fail: slices that are too large are split anyway. */
async function planSlices(
  { slice, limits }: SentinelConnectorOptions,
  service: QueryService,
  source: SentinelSource,
  range: TickRange,
): Promise<TickRange[]> {
  if (slice !== undefined) return equalSlices(range, parseDuration(slice)!);
  const rows = rowsPerSlice(limits.rows);
  const counted = await countedSlices({ service, source }, range, stepFor(range), rows, range);
  return counted ?? equalSlices(range, (range.to - range.from) / SLICES_UNCOUNTED + 1n);
}
