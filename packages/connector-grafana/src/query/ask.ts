import { isWinnowError } from "@winnow/core";
import { queryFailed, requestRefused, noSuchAddress, unusableAnswer } from "../errors.ts";
import { type Frame, FrameFault, type Notice, readFrame } from "../frames/frame.ts";
import { type AskOptions, type GrafanaClient, type Reply, saidIn } from "../service/client.ts";
import type { DataSource } from "../service/data-sources.ts";
import { isHeavyFailure, isHeavyRefusal, type Refused, type TooHeavy } from "../service/refusals.ts";
import { isObject, member, numberText, textOf } from "../service/json.ts";

/** A query with its bounds, in ms since 1970. */
export interface AskedQuery {
  readonly model: Readonly<Record<string, unknown>>;
  readonly from: bigint;
  readonly to: bigint;
}

export type QueryAnswer =
  | { readonly kind: "frames"; readonly frames: readonly Frame[]; readonly notices: readonly Notice[] }
  | TooHeavy
  | Refused;

/**
 * Puts one query to a data source. The bodies of 200, 207 and 400 have one shape: results, or errors, by query.
 * @throws `WN1544` when results are missing or frames are damaged, and the client's errors
 */
export async function askQuery(
  client: GrafanaClient,
  dataSource: DataSource,
  query: AskedQuery,
  asking: AskOptions = {},
): Promise<QueryAnswer> {
  const { uid, type } = dataSource;
  const what = `asking data source ${client.quote(dataSource.name)}`;
  const body = {
    from: String(query.from),
    to: String(query.to),
    queries: [{ intervalMs: 1000, maxDataPoints: 100, ...query.model, refId: "A", datasource: { uid, type } }],
  };
  const reply = await sent(client, body, { ...asking, what });
  if ("kind" in reply) return reply;
  const results = resultsOf(reply, what, client);
  const frames: Frame[] = [];
  for (const result of Object.values(results)) {
    const failed = failureOf(result);
    if (failed !== undefined) return refusalOf(failed, client, dataSource);
    frames.push(...framesOf(result, what));
  }
  return { kind: "frames", frames, notices: frames.flatMap((frame) => frame.notices) };
}

async function sent(client: GrafanaClient, body: unknown, asking: AskOptions): Promise<Reply | TooHeavy> {
  try {
    return await client.send("POST", "/api/ds/query", body, { ...asking, repeatable: true, throttledIn: throttling });
  } catch (error) {
    if (isWinnowError(error) && isHeavyFailure(error)) return { kind: "too heavy", error, said: error.message };
    throw error;
  }
}

/** What a data source says that refuses for now: Grafana puts its 429 into the results. */
function throttling(body: unknown): string | undefined {
  const results = member(body, "results");
  const failed = isObject(results) ? Object.values(results).map(failureOf) : [];
  return failed.find((failure) => failure?.status === 429)?.said;
}

function refusalOf({ said, status }: Failure, client: GrafanaClient, { name }: DataSource): TooHeavy | Refused {
  const quoted = client.quote(said);
  const error = queryFailed({ dataSource: client.quote(name), said: quoted });
  const kind = status === 504 || isHeavyRefusal(said) ? "too heavy" : "refused";
  return { kind, error, said: quoted };
}

interface Failure {
  readonly said: string;
  readonly status: number;
}

function resultsOf({ status, body }: Reply, what: string, client: GrafanaClient): Readonly<Record<string, unknown>> {
  const results = member(body, "results");
  if (isObject(results) && Object.keys(results).length > 0) return results;
  const said = client.quote(saidIn(body));
  if (status === 404) throw noSuchAddress({ what, said });
  if (status >= 400) throw requestRefused({ what, status, said });
  throw unusableAnswer({ what, reason: "it holds no results" });
}

/** What a result says went wrong; `undefined` where nothing did. */
function failureOf(result: unknown): Failure | undefined {
  const said = textOf(result, "error") || textOf(result, "message");
  const status = Number(numberText(member(result, "status")) ?? 200);
  return said === "" && status < 400 ? undefined : { said, status };
}

function framesOf(result: unknown, what: string): Frame[] {
  const frames = member(result, "frames") ?? [];
  if (!Array.isArray(frames)) throw unusableAnswer({ what, reason: "its frames are no list" });
  try {
    return frames.map(readFrame);
  } catch (cause) {
    if (!(cause instanceof FrameFault)) throw cause;
    throw unusableAnswer({ what, reason: cause.message }, { cause });
  }
}

const CUT = /limit|truncat|partial|incomplete|exceed|too (?:large|many)|not all|first \d/i;

/** The notice that says that the answer is not whole; `undefined` where none does. */
export function cuttingNotice(notices: readonly Notice[]): Notice | undefined {
  return notices.find(({ severity, text }) => severity === "error" || (severity === "warning" && CUT.test(text)));
}
