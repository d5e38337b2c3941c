import { isWinnowError } from "@winnow/core";
import { describe, expect, it } from "vitest";
import { isoOfNanos } from "../../src/frames/time.ts";
import { durationNanos, millisecondsAround, type RangeOptions, resolveRange, snapped } from "../../src/query/range.ts";

const NOW = Date.parse("2024-05-08T12:00:00Z");

function resolved(options: RangeOptions): readonly string[] {
  const warnings: string[] = [];
  const { from, to } = resolveRange(options, NOW, (message) => void warnings.push(message));
  return [from, to].map((nanos) => isoOfNanos(nanos).replace(".000000000", "")).concat(warnings);
}

describe("the range of time", () => {
  it.each<[RangeOptions, readonly string[]]>([
    [{}, ["2024-05-07T12:00:00Z", "2024-05-08T11:58:00Z"]],
    [{ since: "7d", lag: "5m" }, ["2024-05-01T12:00:00Z", "2024-05-08T11:55:00Z"]],
    [{ since: "2w", until: "1w" }, ["2024-04-24T12:00:00Z", "2024-05-01T12:00:00Z"]],
    [{ since: "2024-05-01T02:00:00+02:00", until: "2024-05-02" }, ["2024-05-01T00:00:00Z", "2024-05-02T00:00:00Z"]],
    [
      { since: "2024-05-01", until: "2024-06-01" },
      [
        "2024-05-01T00:00:00Z",
        "2024-05-08T11:58:00Z",
        "Grafana: until 2024-06-01 was cut to 2024-05-08T11:58:00.000000000Z, 2m before now, because events may still be arriving.",
      ],
    ],
  ])("of %j", (options, expected) => {
    expect(resolved(options)).toEqual(expected);
  });

  it("that holds nothing is refused", () => {
    try {
      resolved({ since: "2024-05-02", until: "2024-05-01" });
      expect.unreachable();
    } catch (error) {
      expect(isWinnowError(error) && error.format()).toBe(
        "WN1547 Grafana: the range from 2024-05-02T00:00:00.000000000Z up to 2024-05-01T00:00:00.000000000Z holds no time\n" +
          "  since and until take an ISO 8601 time (2024-05-01T00:00:00Z) or an age such as 30m, 12h, 7d, 2w.",
      );
    }
  });

  it("is moved to whole ticks, and lies within the milliseconds around it", () => {
    expect(snapped({ from: 1_234_567n, to: 9_999_999n }, 1000n)).toEqual({ from: 1_234_000n, to: 9_999_000n });
    expect(millisecondsAround({ from: 1_000_001n, to: 2_000_001n })).toEqual({ from: 1n, to: 3n });
    expect(millisecondsAround({ from: 1_000_000n, to: 2_000_000n })).toEqual({ from: 1n, to: 2n });
  });
});

it("durations are whole numbers with a unit", () => {
  expect(["90s", "1d", "15ms"].map(durationNanos)).toEqual([90_000_000_000n, 86_400_000_000_000n, 15_000_000n]);
  expect(["", "1", "d", "-1d", "1.5h", "1y"].map(durationNanos)).toEqual(Array.from({ length: 6 }, () => undefined));
});
