import { isWinnowError, type Probe, type RunContext } from "@winnow/core";
import { resolveRange } from "../query/range.ts";
import { isNotPermitted } from "../service/data-sources.ts";
import { type GrafanaClient, openService } from "../service/client.ts";
import { type DataSource, findDataSource } from "../service/data-sources.ts";
import { textOf } from "../service/json.ts";
import type { GrafanaConnectorOptions } from "./options.ts";
import { makePuller } from "./pull.ts";

/** What a step of the probe found, and what the next step needs of it. */
interface Found<T> {
  readonly detail: string;
  readonly value: T;
}

/** Tries the address, the token, the data source and a query over a minute, one after the other, up to what fails. */
export async function* probe(options: GrafanaConnectorOptions, context: RunContext): AsyncGenerator<Probe> {
  const client = yield* tried("address", async () => {
    const opened = await openService(options, context, { retries: 0, firstMs: 0, longestMs: 0, patienceMs: 0 });
    return { detail: `${new URL(options.url).host} will be asked`, value: opened };
  });
  if (client === undefined) return;
  try {
    const reached = yield* tried("Grafana", () => reachGrafana(client));
    if (reached === undefined) return;
    const known = yield* tried("token", () => tryToken(client));
    if (known === undefined) return;
    const dataSource = yield* tried("data source", () => tryDataSource(client, options));
    if (dataSource === undefined) return;
    yield* tried("query", () => tryQuery(client, dataSource, options, context));
  } finally {
    await client.close();
  }
}

async function* tried<T>(subject: string, attempt: () => Promise<Found<T>>): AsyncGenerator<Probe, T | undefined> {
  try {
    const { detail, value } = await attempt();
    yield { subject, ok: true, detail };
    return value;
  } catch (error) {
    if (!isWinnowError(error)) throw error;
    yield { subject, ok: false, detail: `${error.code} ${error.message}\n${error.hint}` };
    return undefined;
  }
}

async function reachGrafana(client: GrafanaClient): Promise<Found<true>> {
  const health = await client.get("/api/health", {}, { what: "looking whether Grafana answers" });
  const version = client.quote(textOf(health, "version"));
  return { detail: version === "" ? "answers" : `answers; version ${version}`, value: true };
}

async function tryToken(client: GrafanaClient): Promise<Found<true>> {
  try {
    const org = await client.get("/api/org", {}, { what: "asking for the organisation of the token" });
    return { detail: `is accepted; organisation ${JSON.stringify(client.quote(textOf(org, "name")))}`, value: true };
  } catch (error) {
    if (!isNotPermitted(error)) throw error;
    return { detail: "is accepted; it may not see the organisation, which is not needed", value: true };
  }
}

async function tryDataSource(
  client: GrafanaClient,
  { dataSource }: GrafanaConnectorOptions,
): Promise<Found<DataSource>> {
  const found = await findDataSource(client, dataSource);
  const { name, type, uid } = found;
  const isLookedUp = typeof dataSource === "string" || dataSource.type === undefined;
  const told = isLookedUp ? "" : " (not looked up: its type is given)";
  return { detail: `${client.quote(`${name}, type ${type}, uid ${uid}`)}${told}`, value: found };
}

const MINUTE = 60_000_000_000n;

/** Asks for the last minute of the range. Rows that are too many for one answer do no harm here. */
async function tryQuery(
  client: GrafanaClient,
  dataSource: DataSource,
  options: GrafanaConnectorOptions,
  context: RunContext,
): Promise<Found<true>> {
  const range = resolveRange(options, Date.now(), () => {});
  const puller = await makePuller(client, dataSource, options, { ...context, gap: () => {} });
  const to = range.to - (range.to % 1_000_000n);
  const from = to - MINUTE > range.from ? to - MINUTE : range.from - (range.from % 1_000_000n);
  const answer = await puller.ask({ from, to });
  if (answer.kind === "too heavy") throw answer.error;
  if (answer.kind === "cut")
    return { detail: "is answered; the last minute of the range holds more than one answer", value: true };
  const columns = new Set<string>();
  let rows = 0;
  for (const batch of [...answer.items(), ...puller.finish()]) {
    rows += batch.rows;
    for (const column of batch.columns) columns.add(column);
  }
  const named = rows === 0 ? "" : `; columns ${client.quote([...columns].join(", "))}`;
  return { detail: `is answered; ${rows} rows in the last minute of the range${named}`, value: true };
}
