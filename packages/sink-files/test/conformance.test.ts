import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sinkChecks, type SinkSettings } from "@winnow/testkit";
import { describe, expect, it } from "vitest";
import { plugins } from "../src/index.ts";

/** Ranks in the first column of a CSV file, by its lines: no cell of the sample holds a line break. */
async function ranksInCsv(directory: string): Promise<number[]> {
  const lines = (await readFile(join(directory, "clusters.csv"), "utf8")).trim().split("\n").slice(1);
  return lines.map((line) => Number(line.split(",")[0]));
}

const EXACT = "CSV holds every value exactly as its source wrote it, control characters too";

const SETTINGS: Readonly<Record<string, SinkSettings>> = {
  csv: {
    options: { path: "clusters.csv" },
    failing: [{ path: "." }],
    ranksIn: ranksInCsv,
    expectedFailures: { "hostile-text": EXACT },
  },
  json: { options: { path: "rows.json" } },
  ndjson: { options: { path: "rows.ndjson" } },
  parquet: { options: { path: "rows.parquet" } },
  folder: { ranksIn: ranksInCsv, expectedFailures: { "hostile-text": EXACT } },
  processes: {
    options: { path: "processes.json" },
    expectedFailures: { "bare-result": "a graph is made of single events; without them it says so (WN1941)" },
  },
};

describe.each(plugins.map((plugin) => [plugin.name, plugin] as const))("%s", (name, plugin) => {
  it.each(sinkChecks(plugin, SETTINGS[name]).map(({ id, must, run }) => [`${id}: ${must}`, run] as const))(
    "%s",
    (_id, run) => expect(run()).resolves.toBeUndefined(),
  );
});
