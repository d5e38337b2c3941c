import { describe, expect, it } from "vitest";
import type { TuneResult } from "@winnow/orchestrator";
import { widthOf } from "../../src/terminal/width.ts";
import { inDirectory } from "../directory.ts";
import { processLine, writeEvents } from "../events.ts";
import { winnow, type Finished, type Surroundings } from "../io.ts";

/** Starts of one program with ever longer command lines, and of some that are there once. */
const LINES = [
  ...Array.from({ length: 30 }, (_, i) =>
    processLine(i, "C:\\Windows\\svchost.exe", `svchost ${"-k ".repeat(i % 10)}`),
  ),
  ...Array.from({ length: 5 }, (_, i) => processLine(40 + i, `C:\\Temp\\odd${i}.exe`, `odd ${"-k ".repeat(i)}`)),
];

function tuned(args: readonly string[] = [], surroundings: Surroundings = {}, lines = LINES): Promise<Finished> {
  return inDirectory(async (directory) =>
    winnow(["tune", "msticpy-processes", await writeEvents(directory, lines), ...args], surroundings),
  );
}

describe("winnow tune", () => {
  it("shows a table, a chart, and a recommendation with the setting to use", async () => {
    const { exitCode, stdout } = await tuned();
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^msticpy-processes: dbscan, eps$/m);
    expect(stdout).toContain("35 events, 15 distinct points. The profile has eps: 0.0001.");
    expect(stdout).toContain("Rare values: 5, of process.name (of 1 event at most).");
    expect(stdout).toMatch(/^ +eps +rows +folded +clusters +noise +largest$/m);
    expect(stdout).toMatch(/^ +0\.0001 .* profile$/m);
    expect(stdout).toMatch(/^ +eps +rows to read +rare values folded away$/m);
    expect(stdout).toMatch(/█ \d+/);
    const [, value] = /^Recommended: eps (\S+)$/m.exec(stdout)!;
    expect(stdout).toContain(`Try it:  --set cluster.with.eps=${value}\n`);
    expect(stdout).toContain(`  cluster:\n    use: dbscan\n    with:\n      eps: ${value}\n      minPoints: 2\n`);
  });

  it("tunes HDBSCAN by its smallest cluster", async () => {
    const { stdout } = await tuned(["--set", "cluster={use: hdbscan, with: {minPoints: 2}}"]);
    expect(stdout).toMatch(/^msticpy-processes: hdbscan, minClusterSize$/m);
    expect(stdout).toMatch(/^Recommended: minClusterSize \d+$/m);
  });

  it("prints data with --json", async () => {
    const { stdout } = await tuned(["--json"]);
    const result = JSON.parse(stdout) as TuneResult;
    expect(result).toMatchObject({ option: "eps", current: 0.0001, events: 35, points: 15, rareValues: 5 });
    expect(result.settings.map(({ value }) => value)).toContain(result.recommended?.value);
    expect(result.cluster.with).toEqual({ eps: result.recommended?.value, minPoints: 2 });
  });

  it.each([40, 60, 100])("fits a terminal of %i columns", async (columns) => {
    const { stdout } = await tuned([], { terminal: { columns }, environment: { NO_COLOR: "1" } });
    const chart = stdout.slice(0, stdout.indexOf("\nTry it:"));
    for (const line of chart.split("\n")) expect(widthOf(line)).toBeLessThanOrEqual(columns);
  });

  it("colours on a terminal, and not where NO_COLOR is set", async () => {
    const escape = "\u001B[";
    expect((await tuned([], { terminal: { columns: 100 } })).stdout).toContain(escape);
    const { stdout } = await tuned([], { terminal: { columns: 100 }, environment: { NO_COLOR: "1" } });
    expect(stdout).not.toContain(escape);
  });

  it.each([
    [1, "the points are too few, or all the same"],
    [0, "no event was left to cluster"],
  ])("says that %i events leave nothing to tune", async (count, why) => {
    const { exitCode, stdout } = await tuned([], {}, LINES.slice(0, count));
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`Nothing to tune: ${why}.`);
  });

  it("refuses a clusterer that has nothing to tune", async () => {
    const { exitCode, stderr } = await tuned(["--set", "cluster={use: density-clustering-optics, with: {eps: 1}}"]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('WN1317 the clusterer "density-clustering-optics" has no option to tune.');
  });
});
