import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FakeSentinel, type FakeSentinelOptions, startFakeSentinel } from "@winnow/testkit/fakes";
import type { QueryService } from "../../src/service/query-service.ts";
import { openQueryService } from "../../src/service/service.ts";

/** A fake workspace and a service that asks it, over https. */
export interface Workspace {
  readonly fake: FakeSentinel;
  readonly service: QueryService;
  /** Bytes that answers had so far. */
  bytes(): number;
  close(): Promise<void>;
}

/** A client keeps itself to the service's 200 requests in 30 s, for which tests do not wait. */
const QUERIES_UNTHROTTLED = 150;

export async function openWorkspace(options: FakeSentinelOptions): Promise<Workspace> {
  const fake = await startFakeSentinel({
    ...options,
    limits: { requests: 1_000_000, concurrent: 100, ...options.limits },
  });
  const directory = mkdtempSync(join(tmpdir(), "winnow-sentinel-"));
  writeFileSync(join(directory, "ca.pem"), fake.ca);
  const open = (): Promise<QueryService> =>
    openQueryService(
      {
        auth: { kind: "token", token: fake.token },
        cloud: "public",
        ca: "ca.pem",
        endpoint: fake.endpoint,
        workspace: fake.workspace,
        workspaces: [],
        limits: { rows: 500_000, bytes: 100 * 1024 * 1024, concurrency: 4 },
        timeouts: { query: 60, retry: 5 },
      },
      { signal: new AbortController().signal, profileDirectory: directory, backoffMs: 1 },
    );
  let asked = 0;
  let opened = open();
  const service: QueryService = {
    query: async (kql, range) => {
      if (++asked % QUERIES_UNTHROTTLED === 0) opened = open();
      return (await opened).query(kql, range);
    },
  };
  return {
    fake,
    service,
    bytes: () => fake.requests.reduce((sum, { bytesSent }) => sum + bytesSent, 0),
    close: async () => {
      await fake.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
