import { beforeAll, describe, expect, it } from "vitest";
import { crosstab, sortedRows } from "../../../../page/views/logons/crosstab.ts";
import type { ReportData } from "../../../../src/data/report-data.ts";
import { EXAMPLES, reportOf, SEED } from "../../../support/reports.ts";

const TYPE = "winlog.logon.type";
let data: ReportData;
beforeAll(async () => {
  data = await reportOf(EXAMPLES.logons);
});

describe("logons counted by account and type", () => {
  it("are every event, once", () => {
    const table = crosstab(data, "user.name", TYPE);
    const { events } = data;
    const text = (field: string, event: number): string => events.texts[events.fields[field]![event]!] ?? "";
    expect(table.by).toBe("event");
    expect(table.total).toBe(data.ledger.clustered);
    for (const { name, counts, total } of table.rows) {
      const own = Array.from({ length: events.size }, (_, event) => event).filter(
        (event) => text("user.name", event) === name,
      );
      expect(total).toBe(own.length);
      expect(counts).toEqual(table.columns.map((column) => own.filter((event) => text(TYPE, event) === column).length));
    }
    expect(table.totals.reduce((sum, events_) => sum + events_, 0)).toBe(table.total);
    expect(table.columns).toEqual(table.columns.toSorted((a, b) => Number(a) - Number(b)));
  });

  it("are the same where the page holds only some events, by what the run kept", () => {
    const part = { ...data, events: { ...data.events, complete: false } };
    const { by, ...figures } = crosstab(part, "user.name", TYPE);
    const { by: _, ...expected } = crosstab(data, "user.name", TYPE);
    expect(by).toBe("groups");
    expect(figures).toEqual(expected);
  });

  it("are said to be inexact where the run kept too little", () => {
    const part = { ...data, events: { ...data.events, complete: false } };
    const table = crosstab(part, "user.account", TYPE);
    expect(table.by).toBe("exemplar");
    expect(table.total).toBe(data.ledger.clustered);
  });

  it("are sorted by any column, both ways", () => {
    const table = crosstab(data, "user.name", TYPE);
    const totals = sortedRows(table, "total", true).map(({ total }) => total);
    expect(totals).toEqual(totals.toSorted((a, b) => b - a));
    const first = sortedRows(table, 0, false).map(({ counts }) => counts[0]!);
    expect(first).toEqual(first.toSorted((a, b) => a - b));
    const names = sortedRows(table, "name", false).map(({ name }) => name);
    expect(names).toEqual(
      sortedRows(table, "name", true)
        .map(({ name }) => name)
        .toReversed(),
    );
  });

  it("keep accounts apart that are named like the language's own", () => {
    const texts = ["__proto__", "constructor", "3", "toString"];
    const events = {
      ...data.events,
      size: 3,
      complete: true,
      texts,
      fields: { "user.name": Int32Array.of(0, 1, 0), [TYPE]: Int32Array.of(2, 3, -1) },
    };
    const table = crosstab({ ...data, events }, "user.name", TYPE);
    expect(table.columns).toEqual(["3", "toString", ""]);
    expect(table.rows).toEqual([
      { name: "__proto__", counts: [1, 0, 1], total: 2 },
      { name: "constructor", counts: [0, 1, 0], total: 1 },
    ]);
  });
});

const [, seed] = SEED;

const reason = seed!.missing ? " (skipped: they are not here)" : "";

it.skipIf(seed!.missing)(`the seed's logons${reason}: the table of its notebook`, async () => {
  const table = crosstab(await reportOf(seed!), "user.account", TYPE);
  expect(table.columns).toEqual(["3", "4", "5"]);
  expect(table.rows.map(({ counts, total }) => [...counts, total])).toEqual([
    [0, 0, 11, 11],
    [0, 2, 0, 2],
    [1, 0, 0, 1],
  ]);
});
