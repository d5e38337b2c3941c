import { existsSync, readFileSync } from "node:fs";
import type { ExtractorPlugin, FieldMap } from "@winnow/core";
import { describe, expect, it } from "vitest";
import { windowsLogon, windowsProcess } from "../src/index.ts";
import { featureOf, MAP, parseCsv } from "./events.ts";

interface Oracle {
  readonly featureColumns: readonly string[];
  readonly features: readonly (readonly (string | number | boolean)[])[];
}

const SHARED = new URL("../../../../shared/", import.meta.url);
const DATASETS: readonly [string, Pick<ExtractorPlugin, "catalogue">][] = [
  ["processes_on_host", windowsProcess],
  ["process_tree", windowsProcess],
  ["host_logons", windowsLogon],
];

describe("the features of the seed system's own data", () => {
  for (const [dataset, extractor] of DATASETS) {
    const data = new URL(`data/seed/${dataset}.csv`, SHARED);
    const oracle = new URL(`oracles/seed/${dataset}.json`, SHARED);
    const absent = [data, oracle].find((file) => !existsSync(file));
    it(`equal the seed's own to the last bit: ${dataset}`, (context) => {
      if (absent !== undefined) return context.skip(`${absent.pathname} is not there`);
      compare(extractor, data, oracle);
    });
  }
});

function compare(extractor: Pick<ExtractorPlugin, "catalogue">, data: URL, oracle: URL): void {
  const { columns, rows } = parseCsv(readFileSync(data, "utf8"));
  const expected = JSON.parse(readFileSync(oracle, "utf8")) as Oracle;
  expect(rows).toHaveLength(expected.features.length);
  for (const [column, name] of expected.featureColumns.entries()) {
    const feature = extractor.catalogue.find((one) => one.name === name);
    expect(feature, name).toBeDefined();
    const value = featureOf(feature!, MAP as FieldMap, columns);
    const wanted = expected.features.map((row) => row[column]).map((v) => (typeof v === "boolean" ? Number(v) : v));
    expect(rows.map(value), name).toEqual(wanted);
  }
}
