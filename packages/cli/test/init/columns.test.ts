import { describe, expect, it } from "vitest";
import { describeColumns } from "../../src/init/columns.ts";

const TIME = "2024-05-01T00:00:00Z";
const timeOf = (columns: Readonly<Record<string, readonly (string | null)[]>>): string | undefined => {
  const [rows] = Object.values(columns).map(({ length }) => length);
  const sample = { columns: Object.keys(columns), rows: rows!, values: Object.values(columns) };
  return describeColumns(sample).find(({ role }) => role === "time")?.name;
};

describe("`describeColumns`", () => {
  it("takes the time from the column that has it in most events", () => {
    expect(timeOf({ timestamp: [TIME, null, null, null], eventTime: [TIME, TIME, TIME, TIME] })).toBe("eventTime");
    expect(timeOf({ additionalTime: [TIME, ""], seen: [TIME, TIME] })).toBe("seen");
  });

  it("prefers, of columns filled alike, the name of when an event happened", () => {
    expect(timeOf({ ingestTime: [TIME, TIME], eventTime: [TIME, TIME] })).toBe("eventTime");
    expect(timeOf({ expiry_date: [TIME], "@timestamp": [TIME] })).toBe("@timestamp");
    expect(timeOf({ a: [TIME], b_time: [TIME] })).toBe("b_time");
  });

  it("leaves numbers alone unless their column is named like a time", () => {
    expect(timeOf({ size: ["1714521600"], note: ["x"] })).toBeUndefined();
    expect(timeOf({ size: ["1714521600"], ts: ["1714521600"] })).toBe("ts");
  });
});
