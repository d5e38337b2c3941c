import type { Probe, RunContext } from "@winnow/core";
import { resolveRange } from "../query/range.ts";
import type { GrafanaClient } from "../service/client.ts";
import { type DataSource, findDataSource } from "../service/data-sources.ts";
import { type Found, reached, tried } from "../service/probing.ts";
import type { GrafanaConnectorOptions } from "./options.ts";
import { makePuller } from "./pull.ts";

/** Tries the address, the token, the data source and a query over a minute, one after the other, up to what fails. */
export async function* probe(options: GrafanaConnectorOptions, context: RunContext): AsyncGenerator<Probe> {
  const client = yield* reached(options, context);
  if (client === undefined) return;
  try {
    const dataSource = yield* tried("data source", () => tryDataSource(client, options));
    if (dataSource === undefined) return;
    yield* tried("query", () => tryQuery(client, dataSource, options, context));
  } finally {
    await client.close();
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
  const batches = [...answer.items(), ...(await puller.finish())];
  for (const batch of batches) for (const column of batch.columns) columns.add(column);
  const rows = batches.reduce((sum, batch) => sum + batch.rows, 0);
  const named = rows === 0 ? "" : `; columns ${client.quote([...columns].join(", "))}`;
  return { detail: `is answered; ${rows} rows in the last minute of the range${named}`, value: true };
}
