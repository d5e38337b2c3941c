import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tickText } from "../../src/kql/quote.ts";
import { parseDuration, parseInstant, resolveRange } from "../../src/pull/time-range.ts";

const NOW = Date.UTC(2024, 0, 10, 12);

function resolved(since: string, until?: string, lag = "5m"): string {
  const { from, to } = resolveRange({ since, until, lag }, NOW);
  return `${tickText(from)} ${tickText(to)}`;
}

describe("the range of time", () => {
  it.each([
    ["7d", undefined, "2024-01-03T12:00:00.0000000Z 2024-01-10T11:55:00.0000000Z"],
    ["2024-01-01", "2024-01-02", "2024-01-01T00:00:00.0000000Z 2024-01-02T00:00:00.0000000Z"],
    ["2024-01-01T00:00:00.1234567Z", "1d", "2024-01-01T00:00:00.1234567Z 2024-01-09T12:00:00.0000000Z"],
    [
      "2024-01-01T01:30+01:30",
      "2024-01-01T00:00:00.0000001Z",
      "2024-01-01T00:00:00.0000000Z 2024-01-01T00:00:00.0000001Z",
    ],
    ["12h", "2999-01-01", "2024-01-10T00:00:00.0000000Z 2024-01-10T11:55:00.0000000Z"],
    ["999999w", "1d", "0001-01-01T00:00:00.0000000Z 2024-01-09T12:00:00.0000000Z"],
  ])("of %s to %s is half-open and ends no later than lag ago", (since, until, expected) => {
    expect(resolved(since, until)).toBe(expected);
  });

  it("that is empty is an error with both ends", () => {
    expect(() => resolved("1m")).toThrow(
      "the time asked for is empty: it starts at 2024-01-10T11:59:00.0000000Z and would end at 2024-01-10T11:55:00.0000000Z",
    );
  });

  it.each([
    "",
    "7",
    "7y",
    "-7d",
    "2024",
    "2024-02-30",
    "2024-01-01T24:00",
    "2024-01-01 00:00",
    "2024-01-01T00:00:00.12345678Z",
    "0000-01-01",
    "7d; drop",
  ])("is not read from %j", (text) => {
    expect([parseInstant(text), parseDuration(text)]).toEqual([undefined, undefined]);
  });

  it("is read from any tick that is written, and to the tick", () => {
    fc.assert(
      fc.property(fc.bigInt(-621_355_968_000_000_000n, 2_534_023_007_999_999_999n), (ticks) => {
        expect(parseInstant(tickText(ticks))).toBe(ticks);
      }),
    );
  });
});
