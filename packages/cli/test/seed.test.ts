import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inDirectory } from "./directory.ts";
import { winnow } from "./io.ts";
import { shared } from "./shared.ts";

const CASES = [
  ["msticpy-processes", "processes_on_host", { read: 363, rows: 62, clusters: 29, noise: 33 }],
  ["msticpy-logons", "host_logons", { read: 14, rows: 3 }],
] as const;

/** Lines of assignments.csv as numbers: row, cluster, rank, shown. */
async function assignmentsIn(directory: string): Promise<number[][]> {
  const [, ...lines] = (await readFile(join(directory, "assignments.csv"), "utf8")).trimEnd().split("\n");
  return lines.map((line) => line.split(",").map(Number));
}

/** Every name replaced by the number of the place where it is first met: equal for equal partitions. */
function partitionOf(names: readonly (string | number)[]): number[] {
  const first = new Map<string | number, number>();
  return names.map((name, i) => first.get(name) ?? (first.set(name, i), i));
}

describe.skipIf(!shared.present)(`the seed's own data${shared.why}`, () => {
  it.each(CASES)("%s gives the seed's rows and partition", (profile, file, { read, ...counts }) =>
    inDirectory(async (directory) => {
      const input = shared.path(`data/seed/${file}.csv`);
      const { stdout } = await winnow(["run", profile, input, "--out", directory, "--json"]);
      expect(JSON.parse(stdout)).toMatchObject({ events: { read, clustered: read }, ...counts });

      const oracle = JSON.parse(await readFile(shared.path(`oracles/seed/${file}.json`), "utf8")) as {
        labels: number[];
      };
      const expected = oracle.labels.map((label, row) => (label < 0 ? `noise ${row}` : label));
      const assignments = await assignmentsIn(directory);
      expect(assignments.map(([row]) => row)).toEqual(oracle.labels.map((_, row) => row));
      const found = assignments.map(([row, cluster]) => (cluster! < 0 ? `noise ${row}` : cluster!));
      expect(partitionOf(found)).toEqual(partitionOf(expected));
    }),
  );

  it("gives the same clusters.csv for the same events in another order", () =>
    inDirectory(async (directory) => {
      const text = await readFile(shared.path("data/seed/host_logons.csv"), "utf8");
      const [header, ...lines] = text.trimEnd().split("\n");
      const files: string[] = [];
      for (const [index, order] of [lines, lines.toReversed()].entries()) {
        const input = join(directory, `${index}.csv`);
        const out = join(directory, `out${index}`);
        await writeFile(input, [header, ...order, ""].join("\n"));
        await winnow(["run", "msticpy-logons", input, "--out", out, "--quiet"]);
        files.push(await readFile(join(out, "clusters.csv"), "utf8"));
      }
      expect(files[1]).toBe(files[0]);
    }));
});
