import { defineConnector, noOptions, type EventBatch } from "@winnow/core";
import { describe, expect, it } from "vitest";
import { loadProfile, plan } from "../../src/index.ts";
import { run } from "../support/run.ts";
import { MemoryEngine } from "../support/memory-engine.ts";
import { bench } from "../support/plugins.ts";

/** A stream of a hundred batches of a thousand events, which knows how many were taken and whether it was ended. */
function longStream() {
  const told = { batches: 0, ended: false, peek: false };
  const batch = (number: number): EventBatch => {
    const column = (value: string): string[] => Array.from({ length: 1000 }, () => value);
    return {
      columns: ["Time", "Path", "CommandLine"],
      rows: 1000,
      values: [column(`2024-01-01T00:${String(number % 60).padStart(2, "0")}:00Z`), column("/bin/x"), column("x")],
    };
  };
  const plugin = defineConnector({
    name: "long",
    summary: "of much",
    options: noOptions,
    connect: async (_, { peek = false }) => ({
      kind: "stream" as const,
      async *batches() {
        told.peek = peek;
        try {
          for (let number = 0; number < 100; number++) {
            told.batches++;
            yield batch(number);
          }
        } finally {
          told.ended = true;
        }
      },
    }),
  });
  const { registry } = bench(new MemoryEngine([]), [plugin]);
  const data = {
    profile: "winnow/v1",
    name: "toy",
    source: { use: "long" },
    features: [{ use: "toy" }],
    cluster: { use: "linkage" },
    fields: { "@timestamp": "Time", "process.executable": "Path", "process.command_line": "CommandLine" },
  };
  return { told, loading: loadProfile({ data }, { registry }) };
}

describe("planning a profile whose source is a stream", () => {
  it("says that it only looks, reads no more of it than a plan needs, and ends it", async () => {
    const { told, loading } = longStream();
    await plan(await loading);
    expect(told).toEqual({ batches: 10, ended: true, peek: true });
  });

  it("leaves a run the whole of it", async () => {
    const { told, loading } = longStream();
    await using outcome = await run(await loading);
    expect(outcome.ledger.read).toBe(100_000);
    expect(told).toEqual({ batches: 100, ended: true, peek: false });
  });
});
