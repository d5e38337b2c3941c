import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatTime, parseTime } from "../src/index.ts";

describe("a time", () => {
  it.each([
    ["2019-01-15 05:24:24.010", "2019-01-15T05:24:24.010000Z"],
    ["2019-01-15t05:24:24,5z", "2019-01-15T05:24:24.500000Z"],
    ["2019-01-15T05:24:24.1234567+02:00", "2019-01-15T03:24:24.123456Z"],
    ["2019-01-15", "2019-01-15T00:00:00.000000Z"],
    ["2019-01-15T24:00", "2019-01-16T00:00:00.000000Z"],
    ["12/31/2019, 12:30:00 AM", "2019-12-31T00:30:00.000000Z"],
    ["1547529864.25", "2019-01-15T05:24:24.250000Z"],
    ["1547529864010123999", "2019-01-15T05:24:24.010123Z"],
    ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z"],
  ])("is read however it is written, and written in one way: %s", (text, expected) => {
    const time = parseTime(text);
    expect(time).not.toBeNull();
    expect(formatTime(time!)).toBe(expected);
  });

  it.each(["", "now", "2019", "2019-02-30", "2019-01-15 24:01", "13/1/2019 1:00", "9999999999999999999"])(
    "is not guessed: %j",
    (text) => {
      expect(parseTime(text)).toBeNull();
    },
  );

  it("in one format is not read in another", () => {
    expect(parseTime("5", "epoch-s")).toBe(5_000_000n);
    expect(parseTime("-1", "epoch-ns")).toBe(-1n);
    expect(parseTime("1547529864", "iso")).toBeNull();
    expect(parseTime("2019-01-15", "epoch-s")).toBeNull();
  });

  it("survives being written and read", () => {
    fc.assert(
      fc.property(fc.bigInt(-62_135_596_800_000_000n, 253_402_300_799_999_999n), (time) => {
        expect(parseTime(formatTime(time))).toBe(time);
      }),
    );
  });
});
