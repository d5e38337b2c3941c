import type { EventBatch, EventStream, RunContext } from "@winnow/core";
import { type Range, resolveRange } from "../query/range.ts";
import { openService } from "../service/client.ts";
import { type DataSource, findDataSource } from "../service/data-sources.ts";
import { assertOrganization } from "../service/organization.ts";
import type { GrafanaConnectorOptions } from "./options.ts";
import { makePuller, pull } from "./pull.ts";

/**
 * Finds the data source and checks that the options go with it; events are asked for when they are read. The range is that
 * of the moment of connecting, however often they are read.
 */
export async function connect(options: GrafanaConnectorOptions, context: RunContext): Promise<EventStream> {
  const range = resolveRange(options, Date.now(), context.warn);
  const client = await openService(options, context);
  try {
    await assertOrganization(client, options);
    const dataSource = await findDataSource(client, options.dataSource);
    await makePuller(client, dataSource, options, context);
    return { kind: "stream", batches: () => pulled(dataSource, options, range, context) };
  } finally {
    await client.close();
  }
}

async function* pulled(
  dataSource: DataSource,
  options: GrafanaConnectorOptions,
  range: Range,
  context: RunContext,
): AsyncGenerator<EventBatch> {
  const client = await openService(options, context);
  try {
    yield* pull(client, dataSource, options, range, context);
  } finally {
    await client.close();
  }
}
