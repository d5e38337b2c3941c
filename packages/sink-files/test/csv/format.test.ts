import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactCell, spreadsheetCell } from "@winnow/csv";
import { formatCsv } from "../../src/csv/format.ts";
import { assignmentsTable } from "../../src/tables/assignments.ts";
import { clustersTable } from "../../src/tables/clusters.ts";
import { rejectsTable } from "../../src/tables/rejects.ts";
import type { Table } from "../../src/tables/table.ts";
import { assignmentsOf, each, resultOf, rowOf } from "../result.ts";
import { readCsv } from "./reader.ts";

async function textOf(table: Table, write = exactCell): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of formatCsv(table, write)) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

const hostileText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom('"', ",", "\r", "\n", "\0", " ", "\t", "=", "'", "é", "𝒳", "\ufeff", ";", "\u2028"),
  }),
);

describe("clusters as CSV", () => {
  it("writes one line per output row in reading order, with times in microseconds", async () => {
    expect(await textOf(clustersTable(resultOf()))).toBe(
      "rank,ClusterId,ClusterSize,FirstEventTime,LastEventTime,folded,reasons,Path,Account,length\n" +
        '1,-1,1,2019-01-15T05:24:24.010000Z,2019-01-15T05:24:24.010001Z,,,C:\\b.exe,"",2.5\n' +
        '2,0,2,2019-01-15T05:24:24.010000Z,2019-01-15T05:24:24.010001Z,,,"a,b",,1\n',
    );
  });

  it("gives every value back as it was, missing apart from empty", async () => {
    const cells = fc.array(fc.tuple(fc.option(hostileText), fc.option(hostileText)), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(cells, hostileText, async (records, header) => {
        const exemplars = {
          columns: [`x${header}`, "last"],
          rows: records.length,
          values: [records.map(([first]) => first), records.map(([, second]) => second)],
        };
        const rows = records.map((_, index) => rowOf({ rank: index + 1 }));
        const [names, ...read] = readCsv(await textOf(clustersTable(resultOf({ exemplars, rows }))));
        expect(names![7]).toBe(`x${header}`);
        expect(read.map((record) => record.slice(7, 9))).toEqual(records);
      }),
    );
  });

  it("writes numbers so that they read back to the last bit", async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ noNaN: true }), async (value) => {
        const text = await textOf(clustersTable(resultOf({ rows: [rowOf({ features: Float64Array.of(value) })] })));
        expect(Number(readCsv(text)[1]![9])).toBe(value === 0 ? 0 : value);
      }),
    );
  });
});

describe("assignments as CSV", () => {
  it("writes row, cluster, rank and shown of every event, batch after batch", async () => {
    const result = resultOf({ assignments: () => each([assignmentsOf(9), assignmentsOf(2, 9)]) });
    const lines = (await textOf(assignmentsTable(result))).split("\n");
    expect(lines.slice(0, 3)).toEqual(["row,cluster,rank,shown", "0,0,1,1", "1,1,2,1"]);
    expect(lines.slice(-3)).toEqual(["9,0,1,1", "10,1,2,1", ""]);
    expect(lines).toHaveLength(13);
  });

  it("writes any safe integer", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.maxSafeInteger(), { minLength: 1 }), async (values) => {
        const row = Float64Array.from(values);
        const table: Table = {
          headers: [{ name: "row", type: "integer" }],
          chunks: () => each([{ rows: row.length, columns: [{ type: "integer", values: row }] }]),
        };
        expect(await textOf(table)).toBe(`row\n${values.map((value) => `${value}\n`).join("")}`);
      }),
    );
  });
});

describe("rejects as CSV", () => {
  it("writes file, line, reason and the record's text", async () => {
    const reject = { file: "a.csv", line: 3, reason: "too few columns", text: 'x,"y' };
    const result = resultOf({ rejects: () => each([reject]) });
    expect(await textOf(rejectsTable(result))).toBe('file,line,reason,text\na.csv,3,too few columns,"x,""y"\n');
  });

  it("writes more of them than one chunk holds", async () => {
    const rejects = Array.from({ length: 5000 }, (_, line) => ({ file: "f", line, reason: "r", text: "" }));
    const read = readCsv(await textOf(rejectsTable(resultOf({ rejects: () => each(rejects) }))));
    expect(read.slice(1).map((record) => Number(record[1]))).toEqual(rejects.map(({ line }) => line));
  });
});

describe("cells that are safe for spreadsheets", () => {
  it.each([
    ["=1+1", "'=1+1"],
    ["+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"],
    ["-2+3", "'-2+3"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", "'\t'=1"],
    ["\r=1", "\"'\r'=1\""],
    ["＝1+1", "'＝1+1"],
    ["  =1", "'  =1"],
    ["a;=1+1", "a;'=1+1"],
    ['a;"=1+1', '"a;\'""=1+1"'],
    ["--help", "'--help"],
  ])("neutralises %j", (text, cell) => {
    expect(spreadsheetCell(text)).toBe(cell);
  });

  it.each(["-1", "+5.2e3", "-.5", "12", "a=b", "a - b", "C:\\x -k", ""])("leaves %j alone", (text) => {
    expect(spreadsheetCell(text)).toBe(exactCell(text));
  });

  it("never lets a cell start with what a spreadsheet runs, numbers apart", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const [[cell]] = readCsv(`${spreadsheetCell(text)}\n`) as [[string | null]];
        const isNumber = /^[+-]?[\d.]+(?:e[+-]?\d+)?$/i.test(cell ?? "");
        expect(isNumber || !/^[=+\-@\t\r\n＝＋－＠]/.test(cell ?? "")).toBe(true);
      }),
    );
  });
});
