import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SinkPlugin } from "@winnow/core";
import { sinkChecks } from "@winnow/testkit";
import { startFakeSentinel } from "@winnow/testkit/fakes";
import { afterAll, describe, expect, it } from "vitest";
import { sentinelSink } from "../../src/index.ts";
import { RULE, STREAM } from "./sink.ts";

const fake = await startFakeSentinel({
  tables: {},
  rules: { [RULE]: [STREAM] },
  tokens: { "an-old-token": "expired" },
});
const directory = await mkdtemp(join(tmpdir(), "winnow-sentinel-conformance-"));
const ca = join(directory, "ca.pem");
await writeFile(ca, fake.ca);

afterAll(async () => {
  await fake.close();
  await rm(directory, { recursive: true });
});

const options = { endpoint: fake.ingestionEndpoint, rule: RULE, ca, auth: { kind: "token", token: fake.token } };

describe("the sentinel sink", () => {
  const checks = sinkChecks(sentinelSink as SinkPlugin, {
    options,
    failing: [
      { ...options, rule: "dcr-other" },
      { ...options, auth: { kind: "token", token: "an-old-token" } },
      { ...options, ca: join(directory, "nothing.pem") },
    ],
    ranksIn: async () => fake.ingested.slice(-3).map(({ row }) => Number(row["Rank"])),
    secrets: [fake.token, "an-old-token"],
  });

  it.each(checks.map(({ id, must, run }) => [`${id}: ${must}`, run] as const))("%s", (_, run) =>
    expect(run()).resolves.toBeUndefined(),
  );
});
