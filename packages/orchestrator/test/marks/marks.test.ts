import { describe, expect, it } from "vitest";
import { parseMark } from "../../src/index.ts";
import { readInstant } from "../../src/marks/marks.ts";

describe("an instant", () => {
  it.each([
    ["2019-01-15T05:15:03Z", 1_547_529_303_000_000n],
    ["2019-01-15T05:15:03.5Z", 1_547_529_303_500_000n],
    ["2019-01-15 05:15:03.1234567", 1_547_529_303_123_456n],
    ["2019-01-15T06:15:03+01:00", 1_547_529_303_000_000n],
    ["2019-01-15T06:15:03+0100", 1_547_529_303_000_000n],
    ["2019-01-15T00:15-05", 1_547_529_300_000_000n],
    ["2019-01-15", 1_547_510_400_000_000n],
    ["1969-12-31T23:59:59.999999Z", -1n],
  ])("is read from %s", (text, instant) => {
    expect(readInstant(text)).toBe(instant);
  });

  it.each([
    "",
    "yesterday",
    "2019-13-01",
    "2019-02-30",
    "2019-02-29T10:00:00Z",
    "2019-01-15T25:00Z",
    "15.01.2019",
    "1547529303",
  ])("is not read from %j", (text) => {
    expect(readInstant(text)).toBeUndefined();
  });
});

describe("a mark", () => {
  it("is a time and a label, in which further equals signs may stand", () => {
    expect(parseMark("2019-01-15T05:15:03Z=alert id=7")).toEqual({ time: 1_547_529_303_000_000n, label: "alert id=7" });
  });

  it.each(["alert", "=alert", "2019-01-15T05:15:03Z", "2019-01-15T05:15:03Z=", "soon=alert"])(
    "is refused as %s",
    (text) => {
      expect(() => parseMark(text)).toThrowError(
        expect.objectContaining({
          code: "WN1214",
          message: `the mark ${JSON.stringify(text)} is not an instant with a label.`,
          hint: "Write the time in ISO 8601, an equals sign and a label: 2019-01-15T05:15:03Z=alert.",
        }),
      );
    },
  );
});
