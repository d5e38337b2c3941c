import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EventBatch } from "@winnow/core";
import { type FakeGrafana, type FakeGrafanaOptions, startFakeGrafana } from "@winnow/testkit/fakes";
import { grafanaConnector, type GrafanaConnectorOptions } from "../../src/index.ts";
import { type TestContext, testContext } from "./service.ts";

export type Row = Readonly<Record<string, string | null>>;

export interface Pulled {
  readonly rows: readonly Row[];
  readonly context: TestContext;
}

/** Rows of batches; columns without a value are left out. */
export function rowsOf(batches: readonly EventBatch[]): Row[] {
  return batches.flatMap(({ columns, rows, values }) =>
    Array.from({ length: rows }, (_, row) =>
      Object.fromEntries(
        columns.flatMap((column, i) => {
          const value = values[i]![row];
          return value === null || value === undefined ? [] : [[column, value]];
        }),
      ),
    ),
  );
}

export type SomeOptions = Partial<GrafanaConnectorOptions> & Pick<GrafanaConnectorOptions, "dataSource">;

/** A fake Grafana, and the options that reach it. */
export interface Reachable {
  readonly grafana: FakeGrafana;
  readonly options: (some: SomeOptions) => GrafanaConnectorOptions;
  readonly pull: (some: SomeOptions, context?: TestContext) => Promise<Pulled>;
}

export const RANGE = { since: "2024-05-01T00:00:00Z", until: "2024-05-02T00:00:00Z" };
/** Nanoseconds of 1 May 2024. */
export const START = 1_714_521_600_000_000_000n;

/** Runs a test against a fake Grafana; everything is closed and removed afterwards. */
export async function withGrafana(
  options: FakeGrafanaOptions,
  test: (reachable: Reachable) => Promise<void>,
): Promise<void> {
  const grafana = await startFakeGrafana(options);
  const folder = mkdtempSync(join(tmpdir(), "winnow-grafana-"));
  const caFile = join(folder, "ca.pem");
  writeFileSync(caFile, grafana.ca);
  const all = (some: SomeOptions): GrafanaConnectorOptions => ({
    url: grafana.url,
    token: grafana.token,
    caFile,
    ...RANGE,
    ...some,
  });
  const pull = async (some: SomeOptions, context = testContext()): Promise<Pulled> => {
    const stream = await grafanaConnector.connect(all(some), context);
    const batches: EventBatch[] = [];
    if (stream.kind === "stream") for await (const batch of stream.batches()) batches.push(batch);
    return { rows: rowsOf(batches), context };
  };
  try {
    await test({ grafana, options: all, pull });
  } finally {
    await grafana.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
