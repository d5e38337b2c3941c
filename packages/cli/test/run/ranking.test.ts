import type { RunResult } from "@winnow/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderRanking } from "../../src/run/ranking.ts";
import { styleFor } from "../../src/terminal/style.ts";
import { widthOf } from "../../src/terminal/width.ts";
import { Written } from "../io.ts";
import { resultOf, rowOf } from "./result.ts";

const plain = styleFor(new Written(), {});
const render = (result: RunResult, width = 100): string[] => renderRanking(result, width, plain);

describe("the ranked table", () => {
  it("shows program, account and command line of process starts", () => {
    expect(render(resultOf())).toEqual([
      "rank  events  cluster  first seen (UTC)     program  account   command line",
      "   1       1    noise  2019-01-15 05:24:24  odd.exe  HOST\\one  odd.exe --now",
      "   2       3        0  2019-01-15 05:24:24  cmd.exe  HOST\\two  cmd.exe /c dir",
    ]);
  });

  it("shows who, how and from where of logons", () => {
    const exemplars = {
      columns: ["Who", "Type", "Ip"],
      rows: 2,
      values: [
        ["a", "b"],
        ["3", "10"],
        ["::1", null],
      ],
    };
    const fields = { "user.name": "Who", "winlog.logon.type": "Type", "source.ip": "Ip" };
    expect(render(resultOf({ exemplars }, fields))).toEqual([
      "rank  events  cluster  first seen (UTC)     account  how  from",
      "   1       1    noise  2019-01-15 05:24:24  a        3    ::1",
      "   2       3        0  2019-01-15 05:24:24  b        10",
    ]);
  });

  it("shows kept fields, else features, of anything else", () => {
    const rows = [rowOf({ kept: ["GET"], firstTime: null })];
    expect(render(resultOf({ rows, kept: ["http.method"] }, {}))[1]).toBe("   1       1        0  http.method=GET");
    expect(render(resultOf({ rows }, {}))[1]).toBe("   1       1        0  length=1");
  });

  it("gives each kept field of other events a column, in the profile's order, whatever else is mapped", () => {
    const exemplars = {
      columns: ["Client", "Who", "Agent"],
      rows: 2,
      values: [
        ["192.0.2.1", "192.0.2.2"],
        ["alice", null],
        ["curl/8", "Wget/1"],
      ],
    };
    const fields = { "source.ip": "Client", "user.name": "Who", "user_agent.original": "Agent" };
    const rows = [
      rowOf({ rank: 1, kept: ["192.0.2.1", "tool", "curl/8"] }),
      rowOf({ rank: 2, exemplar: 1, kept: ["192.0.2.2", "tool", "Wget/1"] }),
    ];
    expect(render(resultOf({ exemplars, rows, kept: ["source.ip", "family", "user_agent.original"] }, fields))).toEqual(
      [
        "rank  events  cluster  first seen (UTC)     source.ip  user_agent.original",
        "   1       1        0  2019-01-15 05:24:24  192.0.2.1  curl/8",
        "   2       1        0  2019-01-15 05:24:24  192.0.2.2  Wget/1",
      ],
    );
  });

  it("puts the events that are shown beside a row below it", () => {
    const folded = [{ event: 9, values: [{ field: "process.name", value: "x.exe", events: 1 }] }];
    const foldedEvents = {
      columns: ["Image", "User", "CommandLine"],
      rows: 1,
      values: [["C:\\x.exe"], ["HOST\\one"], ["x.exe -q"]],
    };
    const lines = render(resultOf({ rows: [rowOf(), rowOf({ rank: 2, folded })], foldedEvents }));
    expect(lines[3]).toBe("      + x.exe -q (process.name x.exe, 1 event)");
    expect(lines).toHaveLength(4);
  });

  it("leaves out a rare value that the event's own text says again, and shows an event without any", () => {
    const folded = [
      { event: 9, values: [{ field: "commandFamily", value: "x".repeat(41), events: 1 }] },
      { event: 12, values: [] },
    ];
    const values = [
      ["C:\\x.exe", "C:\\y.exe"],
      ["HOST\\one", "HOST\\one"],
      ["x.exe -q", ""],
    ];
    const foldedEvents = { columns: ["Image", "User", "CommandLine"], rows: 2, values };
    const lines = render(resultOf({ rows: [rowOf(), rowOf({ rank: 2, folded })], foldedEvents }));
    expect(lines.slice(3)).toEqual(["      + x.exe -q", "      + data row 12"]);
  });

  it("says below a row why it stands there, when there is more to say than its size", () => {
    const rows = [
      rowOf({ reasons: ["1 event of 4", "came from the Internet", "a person's account acts"] }),
      rowOf({ rank: 2 }),
    ];
    const lines = render(resultOf({ rows }));
    expect(lines[2]).toBe("      why: came from the Internet; a person's account acts");
    expect(lines).toHaveLength(4);
  });

  it("says how many rows it leaves to the file", () => {
    const rows = Array.from({ length: 55 }, (_, i) => rowOf({ rank: i + 1 }));
    const values = ["C:\\a.exe", "u", "a"].map((value) => rows.map(() => value));
    const lines = render(
      resultOf({ rows, exemplars: { columns: ["Image", "User", "CommandLine"], rows: 55, values } }),
    );
    expect(lines).toHaveLength(27);
    expect(lines.at(-1)).toBe("… and 30 more rows in clusters.csv");
  });

  it("is inert and fits, whatever the log holds", () => {
    const text = fc.option(fc.string({ unit: "binary" }));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(text, text, text), { minLength: 1 }),
        fc.integer({ min: 60, max: 200 }),
        (events, width) => {
          const rows = events.map((_, i) => rowOf({ rank: i + 1 }));
          const values = [0, 1, 2].map((column) => events.map((event) => event[column as 0]));
          const exemplars = { columns: ["Image", "User", "CommandLine"], rows: rows.length, values };
          for (const line of render(resultOf({ rows, exemplars }), width)) {
            expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
            expect(widthOf(line)).toBeLessThanOrEqual(width);
          }
        },
      ),
    );
  });
});
