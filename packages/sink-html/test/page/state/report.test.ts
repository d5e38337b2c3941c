import { describe, expect, it } from "vitest";
import { makeReport } from "../../../page/state/report.ts";
import type { ReportData } from "../../../src/data/report-data.ts";
import { smallReport } from "../../support/small-report.ts";

/** A report of one event for each row, with these fields. */
function reportWith(fields: Readonly<Record<string, readonly (string | null)[]>>): ReportData {
  const texts: string[] = [];
  const size = Object.values(fields)[0]!.length;
  const cells = Object.entries(fields).map(([name, values]) => {
    const column = values.map((value) => (value === null ? -1 : texts.push(value) - 1));
    // Equal texts are one cell.
    return [name, Int32Array.from(column, (cell) => (cell < 0 ? cell : texts.indexOf(texts[cell]!)))] as const;
  });
  const rows = Array.from({ length: size }, (_, exemplar) => ({
    clusterId: exemplar,
    size: 1,
    firstTime: null,
    lastTime: null,
    reasons: [],
    groups: Int32Array.of(0),
    exemplar,
    folded: [],
    events: Int32Array.of(exemplar),
  }));
  return { ...smallReport, rows, events: { ...smallReport.events, size, texts, fields: Object.fromEntries(cells) } };
}

describe("what rows are called by", () => {
  const account = { "user.account": ["root", "admin", "root"] };

  it("is the program where programs differ", () => {
    const report = makeReport(reportWith({ "process.name": ["a.exe", "b.exe", "a.exe"], ...account }));
    expect(report.labelField).toBe("process.name");
    expect([0, 1, 2].map(report.labelOf)).toEqual(["a.exe", "b.exe", "a.exe"]);
  });

  it("is the account where one program is in every row", () => {
    const report = makeReport(
      reportWith({ "process.name": ["sshd", "sshd", "sshd"], "process.executable": ["/s", "/s", "/s"], ...account }),
    );
    expect([report.labelField, report.textField]).toEqual(["user.account", "user.account"]);
  });

  it("is the account where most rows have no program", () => {
    const report = makeReport(reportWith({ "process.name": [null, "a.exe", null], ...account }));
    expect(report.labelField).toBe("user.account");
    expect(makeReport(reportWith({ "process.name": ["a.exe"] })).labelField).toBe("process.name");
  });
});
