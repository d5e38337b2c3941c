import type { EventBatch } from "@winnow/core";
import { grafanaConnector, type GrafanaConnectorOptions } from "../../src/index.ts";
import { rowsOf, type Row } from "../support/grafana.ts";
import { type TestContext, testContext } from "../support/service.ts";

/** Reads everything that the options ask for. */
export async function read(
  options: GrafanaConnectorOptions,
): Promise<{ readonly rows: readonly Row[]; readonly context: TestContext }> {
  const context = testContext();
  const stream = await grafanaConnector.connect(options, context);
  const batches: EventBatch[] = [];
  if (stream.kind === "stream") for await (const batch of stream.batches()) batches.push(batch);
  return { rows: rowsOf(batches), context };
}
