import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FakeSentinel, type FakeSentinelOptions, startFakeSentinel } from "@winnow/testkit/fakes";
import { openQueryService, type QueryServiceOptions } from "../../src/service/service.ts";
import type { QueryService } from "../../src/service/query-service.ts";

export const TABLES: FakeSentinelOptions["tables"] = {
  Events: {
    columns: [
      { name: "TimeGenerated", type: "datetime" },
      { name: "Text", type: "string" },
      { name: "Big", type: "long" },
    ],
    rows: [
      ["2024-01-01T00:00:00.0000001Z", "first", 9007199254740993n],
      ["2024-01-01T00:00:00.0000002Z", "second", null],
    ],
  },
};

export interface Started extends AsyncDisposable {
  readonly fake: FakeSentinel;
  /** Folder with `ca.pem`. */
  readonly directory: string;
  readonly options: QueryServiceOptions;
  open(more?: Partial<QueryServiceOptions>, signal?: AbortSignal): Promise<QueryService>;
}

/** A fake service and the options to reach it. */
export async function started(options: Partial<FakeSentinelOptions> = {}): Promise<Started> {
  const fake = await startFakeSentinel({ tables: TABLES, ...options });
  const directory = await mkdtemp(join(tmpdir(), "winnow-sentinel-"));
  await writeFile(join(directory, "ca.pem"), fake.ca);
  const base: QueryServiceOptions = {
    workspace: fake.workspace,
    workspaces: [],
    endpoint: fake.endpoint,
    cloud: "public",
    auth: { kind: "token", token: fake.token },
    ca: "ca.pem",
    limits: { rows: 500_000, bytes: 100 * 1024 * 1024, concurrency: 4 },
    timeouts: { query: 30, retry: 20 },
  };
  return {
    fake,
    directory,
    options: base,
    open: (more = {}, signal = new AbortController().signal) =>
      openQueryService({ ...base, ...more }, { signal, profileDirectory: directory, backoffMs: 1 }),
    [Symbol.asyncDispose]: async () => {
      await fake.close();
      await rm(directory, { recursive: true });
    },
  };
}
