import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { plugins as dbscan } from "@winnow/clusterer-dbscan";
import { plugins as files } from "@winnow/connector-files";
import { LIMITS, type EventBatch, type Plugin } from "@winnow/core";
import { createRegistry, loadProfile, run } from "@winnow/orchestrator";
import { afterAll, describe, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "winnow-long-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PROFILE = {
  profile: "winnow/v1",
  name: "long",
  fields: { "@timestamp": "t", "user.name": { textAfter: ["line", " user="] }, "process.command_line": "line" },
  features: [{ define: { length: { length: "process.command_line" } } }],
  cluster: { use: "dbscan", with: { eps: 0.1, minPoints: 1 } },
  guard: ["user.name", "process.command_line"],
};

const LENGTH = 100_000;

describe("long values of the events that rows show", () => {
  it("are shortened, and the fields in them are read before", async () => {
    const input = join(folder, "events.csv");
    const lines = ["alice", "bob"].map((user) => `2026-01-01T00:00:00Z,${"x".repeat(LENGTH)} user=${user}`);
    writeFileSync(input, ["t,line", ...lines].join("\n"));
    const plugins = [...files, ...dbscan] as readonly Plugin[];
    const registry = createRegistry(plugins.map((plugin) => ({ plugin, origin: "test", version: "0" })));
    const loaded = await loadProfile({ data: PROFILE }, { registry, inputs: [input] });
    await using result = await run(loaded, { outputDirectory: null });
    const shown = [result.exemplars, result.foldedEvents];
    expect(shown.flatMap(({ values }) => values[1]!).toSorted()).toEqual(
      [shortened("bob"), shortened("alice")].toSorted(),
    );
    const user = result.reader("user.name")!;
    const usersOf = (batch: EventBatch): string[] => Array.from({ length: batch.rows }, (_, row) => user(batch)(row));
    expect(shown.flatMap(usersOf).toSorted()).toEqual(["alice", "bob"]);
    for (const { kept } of result.rows) expect(kept[1]).toMatch(/^x+… 97,9\d\d more characters \([0-9a-f]{16}\)$/);
  });
});

function shortened(user: string): string {
  const more = LENGTH + " user=".length + user.length - LIMITS.shownCharacters;
  return `${"x".repeat(LIMITS.shownCharacters)}… ${more.toLocaleString("en")} more characters`;
}
