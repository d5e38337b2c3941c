import { existsSync, readFileSync } from "node:fs";
import type { ExtractorPlugin } from "@winnow/core";
import { describe, expect, it } from "vitest";
import { windowsLogon, windowsProcess } from "../src/index.ts";
import { featureOf, MAP, parseCsv } from "./events.ts";
import type { Cell } from "./events.ts";

interface Oracle {
  readonly featureColumns: readonly string[];
  readonly features: readonly (readonly (string | number | boolean)[])[];
}

type Extractor = Pick<ExtractorPlugin, "catalogue">;

/** The seed's data and its own answers live beside the repository, not in it. */
const shared = new URL("../../../../shared/", import.meta.url);
const present = ["data/seed/", "oracles/seed/"].every((folder) => existsSync(new URL(folder, shared)));
if (!present) process.stderr.write("skipped: the seed's features, there is no ../shared/oracles/seed\n");

const DATASETS: readonly [string, Extractor][] = [
  ["processes_on_host", windowsProcess],
  ["process_tree", windowsProcess],
  ["host_logons", windowsLogon],
];

describe.skipIf(!present)("the features of the seed system's own data", () => {
  it.each(DATASETS)("equal the seed's own to the last bit: %s", (dataset, extractor) => {
    const data = readFileSync(new URL(`data/seed/${dataset}.csv`, shared), "utf8");
    const oracle = JSON.parse(readFileSync(new URL(`oracles/seed/${dataset}.json`, shared), "utf8")) as Oracle;
    const { columns, rows } = parseCsv(data);
    const computed = oracle.featureColumns.map((name) => rows.map(featureOf(extractor, name, MAP, columns)));
    const wanted = oracle.featureColumns.map((_, column) => oracle.features.map((row) => asCell(row[column]!)));
    expect(computed).toEqual(wanted);
  });
});

/** The seed writes flags as true and false; here they are 1 and 0. */
function asCell(value: string | number | boolean): Cell {
  return typeof value === "boolean" ? Number(value) : value;
}
