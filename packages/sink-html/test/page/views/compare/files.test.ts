import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { makeReport, type Report } from "../../../../page/state/report.ts";
import type { RowMark } from "../../../../page/state/selection.ts";
import { differences } from "../../../../page/views/compare/differences.ts";
import { keptOf, readMarks, writeMarks } from "../../../../page/views/compare/marks-file.ts";
import { asCsv, asJson, rowsTable } from "../../../../page/views/compare/rows-file.ts";
import { EXAMPLES, reportOf } from "../../../support/reports.ts";

let report: Report;
const marks: ReadonlyMap<number, RowMark> = new Map([
  [4, "known-good"],
  [0, "of-interest"],
]);

beforeAll(async () => {
  report = makeReport(await reportOf(EXAMPLES.processes));
});

describe("marks as YAML", () => {
  it("say which run they are of, and of each row how to find it again", () => {
    const written = parse(writeMarks(report, marks)) as { marks: Record<string, unknown>[] };
    expect(written).toMatchObject({
      format: "winnow-marks/v1",
      profile: report.data.profile.name,
      run: report.data.profile.hash,
    });
    expect(written.marks.map(({ mark, rank }) => [mark, rank])).toEqual([
      ["of-interest", 1],
      ["known-good", 5],
    ]);
    const { exemplar } = report.row(0);
    expect(written.marks[0]).toMatchObject({
      event: report.data.events.dataRows[exemplar],
      kept: Object.fromEntries(keptOf(report, 0)),
    });
    expect(written.marks[0]!["template"]).toEqual(expect.any(String));
  });

  it("come back", () => {
    expect(readMarks(writeMarks(report, marks), report)).toEqual({ marks: new Map([...marks].sort()), missing: 0 });
  });

  it("are found in another run by what the rows are, and counted where they are not", async () => {
    const other = makeReport(await reportOf(EXAMPLES.processes, { set: ["cluster.with.eps=100"] }));
    const all = new Map(report.data.rows.map((_, row) => [row, "known-good" as const]));
    const { marks: found, missing } = readMarks(writeMarks(report, all), other);
    expect(found.size).toBeGreaterThan(0);
    expect(found.size + missing).toBe(report.data.rows.length);
    const kept = new Set(report.data.rows.map((_, row) => JSON.stringify(keptOf(report, row))));
    for (const row of found.keys()) expect(kept).toContain(JSON.stringify(keptOf(other, row)));
  });

  it.each([
    ["[1, 2", "marks: the file cannot be read: Flow sequence must end with a ] at line 1, column 6"],
    ["profile: winnow/v1", "marks: the file cannot be read: it does not say `format: winnow-marks/v1`"],
    ["format: winnow-marks/v1\nmarks: 3", "marks: the file cannot be read: `marks` is no list"],
    [
      "format: winnow-marks/v1\nmarks: [{ event: 1 }]",
      "marks: the file cannot be read: entry 1 has neither `mark: known-good` nor `mark: of-interest`",
    ],
    [
      "format: winnow-marks/v1\nmarks: [{ mark: known-good }]",
      "marks: the file cannot be read: entry 1 names no event",
    ],
  ])("are refused when they are not marks: %j", (text, message) => {
    expect(() => readMarks(text, report)).toThrow(
      expect.objectContaining({
        code: "WN1964",
        message,
        hint: 'Marks are exported by "Save as YAML" of a report; they start with `format: winnow-marks/v1`.',
      }),
    );
  });
});

describe("rows as files", () => {
  it("have the columns of clusters.csv and the marks", () => {
    const table = rowsTable(report, [0, 4], marks);
    const own = ["rank", "mark", "ClusterId", "ClusterSize", "FirstEventTime", "LastEventTime", "reasons"];
    expect(table.columns.slice(0, own.length)).toEqual(own);
    expect(new Set(table.columns).size).toBe(table.columns.length);
    for (const { name } of report.data.events.columns) expect(table.columns.join("|")).toContain(name);
    expect(table.rows.map(([rank, mark]) => [rank, mark])).toEqual([
      [1, "of-interest"],
      [5, "known-good"],
    ]);
  });

  it("hold nothing in CSV that a spreadsheet would run, and quote what would break a line", () => {
    const text = asCsv({
      columns: ["=cmd|' /C calc'!A0", "b"],
      rows: [
        ["@SUM(1)", -1.5],
        ['say "hi",\nthen', null],
        ["\t=1", ""],
      ],
    });
    expect(text).toBe(`'=cmd|' /C calc'!A0,b\n'@SUM(1),-1.5\n"say ""hi"",\nthen",\n'\t'=1,""\n`);
  });

  it("come back from JSON as they are, whatever a column is called", () => {
    const rows = [["a", 1, null]] as const;
    const [object] = JSON.parse(asJson({ columns: ["__proto__", "toString", "x"], rows })) as [object];
    expect(Object.entries(object)).toEqual([
      ["__proto__", "a"],
      ["toString", 1],
      ["x", null],
    ]);
  });
});

describe("what sets rows apart", () => {
  it("is a feature outside of the range of the others, or a value that they do not have", () => {
    const reference = [1, 2, 3];
    const { groups, plan } = report.data.analysis;
    const valuesOf = (rows: readonly number[], at: number): number[] =>
      rows.flatMap((row) =>
        [...report.row(row).groups].map((group) => groups.features[group * plan.features.length + at]!),
      );
    const lines = differences(report, reference, [0, 5]);
    expect(lines.map(({ name }) => name)).toEqual([...plan.features, ...plan.kept].map(({ name }) => name));
    plan.features.forEach((_, at) => {
      const [low, high] = [Math.min(...valuesOf(reference, at)), Math.max(...valuesOf(reference, at))];
      expect(lines[at]!.reference).toEqual({ kind: "number", low, high });
      expect(lines[at]!.rows.map(({ differs }) => differs)).toEqual(
        [0, 5].map((row) => valuesOf([row], at).some((value) => value < low || value > high)),
      );
    });
    const programs = lines.find(({ name }) => name === "process.name")!;
    expect(programs.reference).toMatchObject({ kind: "text", values: expect.arrayContaining([report.labelOf(1)]) });
    expect(programs.rows[0]!.differs).toBe(![1, 2, 3].some((row) => report.labelOf(row) === report.labelOf(0)));
  });
});
