import { existsSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { programsOf } from "../../../../page/views/variability/boxes.ts";
import { measuresOf, samplesOf, type Samples } from "../../../../page/views/variability/measures.ts";
import type { ReportData } from "../../../../src/data/report-data.ts";
import { EXAMPLES, reportOf, SEED } from "../../../support/reports.ts";

const SEED_PICK =
  "features=[{use: windows-process, with: {pick: [commandlineTokensFull, pathScore, isSystemSession]}}]";

function total(samples: Samples): number {
  return samples.values.reduce((sum, value, i) => sum + value * samples.weights[i]!, 0);
}

function named(data: ReportData, name: string, from?: "run" | "events"): Samples {
  const measure = measuresOf(data).find((known) => known.name === name)!;
  return samplesOf(data, from === undefined ? measure : { ...measure, from });
}

describe("what varies", () => {
  let clustered: ReportData;
  let built: ReportData;
  beforeAll(async () => {
    [clustered, built] = [await reportOf(EXAMPLES.processes, { set: [SEED_PICK] }), await reportOf(EXAMPLES.processes)];
  });

  it.each(["commandlineTokensFull", "pathScore"])("%s is worked out in the page as the run itself did", (name) => {
    const [byRun, byEvents] = [named(clustered, name, "run"), named(clustered, name, "events")];
    const perProgram = (samples: Samples): unknown =>
      programsOf({ ...samples, system: samples.system.map(() => -1) }).map(({ name: program, events, boxes }) => ({
        program,
        events,
        boxes: boxes.map(({ outliers: _, ...box }) => box),
      }));
    expect(total(byEvents)).toBe(total(byRun));
    expect(byEvents.weights.length).toBe(built.ledger.clustered);
    expect(perProgram(byEvents)).toEqual(perProgram(byRun));
  });

  it("is offered where the run clustered by something else: first that, then what can be worked out", () => {
    const names = measuresOf(built).map(({ name, from }) => `${from} ${name}`);
    expect(names.slice(0, 4)).toEqual([
      "run templateLogLength",
      "run slotCount",
      "run switchCount",
      "run templateEntropy",
    ]);
    expect(names).toContain("events commandlineTokensFull");
    expect(names).toContain("events pathScore");
    expect(names.filter((name) => name.includes("Hash"))).toEqual([]);
    expect(total(named(built, "pathScore"))).toBe(total(named(clustered, "pathScore")));
  });

  it("tells system sessions from others as the run's own feature does", () => {
    const ofRun = named(clustered, "isSystemSession");
    const inSystem = total(ofRun);
    const byEvents = named(built, "pathScore");
    expect(byEvents.system.reduce((sum: number, system) => sum + (system === 1 ? 1 : 0), 0)).toBe(inSystem);
    expect(inSystem).toBeGreaterThan(0);
    expect(inSystem).toBeLessThan(built.ledger.clustered);
  });

  it("says what was counted where the page does not hold every event", async () => {
    const data = await reportOf(EXAMPLES.processes, { limits: { all: 10, perRow: 2, most: 400, groups: 60_000 } });
    expect(named(data, "pathScore").said).toBe(
      `Of the ${data.events.size.toLocaleString("en-US")} events that the page holds, of 3,285, worked out in the page: each row's first ones weigh more than they should.`,
    );
    const byRun = named(data, "slotCount");
    expect(byRun.weights.reduce((sum, weight) => sum + weight, 0)).toBe(3285);
    expect(byRun.said).toBe(
      "Of every event, as the run clustered it. For the session, the event that stands for a group or row speaks for all of it.",
    );
  });

  it("of logons is by account, and in no session", async () => {
    const data = await reportOf(EXAMPLES.logons);
    const samples = named(data, "LogonFailed");
    expect(samples.by).toBe("account");
    expect(new Set(samples.system)).toEqual(new Set([-1]));
  });
});

const ORACLE = new URL("../../../../../../../shared/oracles/seed/processes_on_host.json", import.meta.url);
const [subject] = SEED;
const missing = subject!.missing || !existsSync(ORACLE);
const reason = missing ? " (skipped: its files are not here)" : "";

describe.skipIf(missing)(`the seed's two figures${reason}`, () => {
  it("are of the values that the seed computes, event by event", async () => {
    const data = await reportOf(subject!);
    const oracle = JSON.parse(readFileSync(ORACLE, "utf8")) as {
      featureColumns: string[];
      features: (string | number | boolean)[][];
    };
    const column = (name: string): (string | number | boolean)[] => {
      const at = oracle.featureColumns.indexOf(name);
      return Array.from(data.events.dataRows, (row) => oracle.features[row]![at]!);
    };
    for (const name of ["commandlineTokensFull", "pathScore"])
      expect([...named(data, name).values]).toEqual(column(name));
    const samples = named(data, "pathScore");
    expect(Array.from(samples.system, (system) => system === 1)).toEqual(column("isSystemSession"));
    expect(Array.from(samples.categories, (at) => samples.names[at])).toEqual(column("processName"));
  });
});
