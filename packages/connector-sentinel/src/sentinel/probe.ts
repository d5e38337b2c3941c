import { isWinnowError, type Probe, type RunContext, type WinnowError } from "@winnow/core";
import type { SentinelSource } from "../engine/request.ts";
import { tickText } from "../kql/quote.ts";
import { anyEventQuery, nameOf } from "../pull/queries.ts";
import { resolveRange } from "../pull/time-range.ts";
import type { QueryService, TickRange } from "../service/query-service.ts";
import {
  bodyCutShort,
  connectionFailed,
  credentialsFailed,
  hostUnknown,
  notJson,
  permissionMissing,
  queryTimedOut,
  serviceFailed,
  throttled,
  tlsFailed,
  tokenRejected,
  unreadableAnswer,
  unreadableFile,
  workspaceNotFound,
} from "../service/errors.ts";
import { openQueryService, type OpenService } from "../service/service.ts";
import { sourceOf } from "./connect.ts";
import type { SentinelConnectorOptions } from "./options.ts";
import { readSchema, selectColumns } from "./schema.ts";

/** What has to work before the next can, and the failures that are its own. */
const STEPS: readonly {
  readonly subject: string;
  readonly well: string;
  readonly failures: readonly { readonly spec: { readonly code: string } }[];
}[] = [
  { subject: "credentials", well: "signed in", failures: [credentialsFailed, unreadableFile] },
  {
    subject: "reachability",
    well: "the service answers",
    failures: [
      throttled,
      queryTimedOut,
      serviceFailed,
      hostUnknown,
      connectionFailed,
      tlsFailed,
      notJson,
      bodyCutShort,
      unreadableAnswer,
    ],
  },
  { subject: "token", well: "is accepted", failures: [tokenRejected] },
  { subject: "workspace", well: "is there", failures: [workspaceNotFound] },
  { subject: "permission", well: "may query", failures: [permissionMissing] },
];

/** Somebody waits for the answer. */
const MOST_SECONDS = { query: 60, retry: 10 };

/** Tries one thing after the other, and stops at the first that does not work. Asks for one event at most. */
export async function* probeSentinel(options: SentinelConnectorOptions, context: RunContext): AsyncGenerator<Probe> {
  let service: OpenService | undefined;
  try {
    const { query, retry } = options.timeouts;
    const timeouts = { query: Math.min(query, MOST_SECONDS.query), retry: Math.min(retry, MOST_SECONDS.retry) };
    service = await openQueryService({ ...options, timeouts }, context);
    await service.query("print Winnow = 1", null);
    yield* STEPS.map(({ subject, well }) => ({ subject: named(subject, options), ok: true, detail: well }));
    yield* probeSource(options, service);
  } catch (error) {
    if (!isWinnowError(error)) throw error;
    yield* upTo(error, options);
  } finally {
    service?.close();
  }
}

function* upTo(error: WinnowError, options: SentinelConnectorOptions): Generator<Probe> {
  const at = STEPS.findIndex(({ failures }) => failures.some(({ spec }) => spec.code === error.code));
  const before = at === -1 ? STEPS : STEPS.slice(0, at);
  yield* before.map(({ subject, well }) => ({ subject: named(subject, options), ok: true, detail: well }));
  yield failed(at === -1 ? "query" : named(STEPS[at]!.subject, options), error);
}

function named(subject: string, { workspace }: SentinelConnectorOptions): string {
  return subject === "workspace" ? `workspace ${workspace}` : subject;
}

function failed(subject: string, { code, message, hint }: WinnowError): Probe {
  return { subject, ok: false, detail: `${code} ${message}\n${hint}` };
}

async function* probeSource(options: SentinelConnectorOptions, service: QueryService): AsyncGenerator<Probe> {
  const source = sourceOf(options);
  const subject = nameOf(source);
  try {
    const range = resolveRange(options, Date.now());
    const schema = await readSchema(service, source, range);
    const columns = selectColumns(source, schema, options.columns);
    yield { subject, ok: true, detail: `${columns.length} columns to read` };
    yield await probeEvents(source, range, service);
  } catch (error) {
    if (!isWinnowError(error)) throw error;
    yield failed(subject, error);
  }
}

/** No events are no fault: the time may be quiet. */
async function probeEvents(source: SentinelSource, range: TickRange, service: QueryService): Promise<Probe> {
  const { rows } = await service.query(anyEventQuery(source, range), range);
  const time = `from ${tickText(range.from)} up to ${tickText(range.to)}`;
  return { subject: "events", ok: true, detail: rows > 0 ? `there are some ${time}` : `there are none ${time}` };
}
