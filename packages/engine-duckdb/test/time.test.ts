import { parseTime } from "@winnow/expressions";
import { type TimeFormat } from "@winnow/core";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Database } from "../src/database.ts";
import { literal } from "../src/sql.ts";
import { timeSql } from "../src/time.ts";
import { quietContext } from "./support/context.ts";
import { hostileText, instant } from "../../expressions/test/support/expressions.ts";

let database: Database;
beforeAll(async () => {
  database = await Database.open({ threads: 1 }, quietContext());
});
afterAll(() => database.close());

async function read(texts: readonly string[], format: TimeFormat = "auto"): Promise<(bigint | null)[]> {
  const rows = texts.map((text, i) => `(${i}, ${literal(text)})`).join(", ");
  const sql = `select ${timeSql("x", format)} from (values ${rows}) as texts(i, x) order by i`;
  return (await database.rows("testing", sql)).map(([t]) => t as bigint | null);
}

const at = (iso: string, micro = 0n): bigint => BigInt(Date.parse(iso)) * 1000n + micro;

const MORNING = at("2019-01-15T05:24:24Z");

describe("times", () => {
  it.each([
    ["2019-01-15 05:24:24.010", at("2019-01-15T05:24:24.010Z")],
    ["2019-01-15T05:24:24", MORNING],
    ["2019-01-15T05:24:24Z", MORNING],
    ["2019-01-15t05:24:24z", MORNING],
    ["2019-01-15 05:24", at("2019-01-15T05:24:00Z")],
    ["2019-01-15", at("2019-01-15T00:00:00Z")],
    ["2019-01-15T05:24:24.1", at("2019-01-15T05:24:24.100Z")],
    ["2019-01-15T05:24:24.1234567Z", at("2019-01-15T05:24:24.123Z", 456n)],
    ["2019-01-15T05:24:24.999999999Z", at("2019-01-15T05:24:24.999Z", 999n)],
    ["2019-01-15T05:24:24,5Z", at("2019-01-15T05:24:24.500Z")],
    ["2019-01-15T05:24:24+02:00", at("2019-01-15T03:24:24Z")],
    ["2019-01-15 05:24:24+02", at("2019-01-15T03:24:24Z")],
    ["2019-01-15 05:24:24.5 -0530", at("2019-01-15T10:54:24.500Z")],
    ["  2019-01-15 05:24:24 ", MORNING],
    ["2019-01-15T24:00:00", at("2019-01-16T00:00:00Z")],
    ["1601-01-01T00:00:00Z", at("1601-01-01T00:00:00Z")],
    ["9999-12-31 23:59:59.999999", at("9999-12-31T23:59:59.999Z", 999n)],
    ["0001-01-01T00:00:00Z", -62_135_596_800_000_000n],
    ["1/15/2019, 5:15:02.980 AM", at("2019-01-15T05:15:02.980Z")],
    ["1/15/2019, 5:15:02 PM", at("2019-01-15T17:15:02Z")],
    ["1/15/2019, 5:15:02\u202fPM", at("2019-01-15T17:15:02Z")],
    ["12/31/2019, 12:00:00 AM", at("2019-12-31T00:00:00Z")],
    ["12/31/2019, 12:30:00 PM", at("2019-12-31T12:30:00Z")],
    ["7/8/2019 16:08", at("2019-07-08T16:08:00Z")],
    ["1547529864", MORNING],
    ["1547529864.25", MORNING + 250_000n],
    ["1547529864010", at("2019-01-15T05:24:24.010Z")],
    ["1547529864010.5", at("2019-01-15T05:24:24.010Z", 500n)],
    ["1547529864010123", at("2019-01-15T05:24:24.010Z", 123n)],
    ["1547529864010123999", at("2019-01-15T05:24:24.010Z", 123n)],
  ])("are read: %s", async (text, expected) => {
    expect(await read([text])).toEqual([expected]);
  });

  it.each([
    "",
    " ",
    "never",
    "epoch",
    "infinity",
    "now",
    "2019",
    "20190115",
    "2019-1-5 5:4:3",
    "2019/01/15 05:24:24",
    "2019-02-30 00:00:00",
    "2019-01-15 25:00:00",
    "2019-01-15 24:00:01",
    "2019-01-15 05:24:60",
    "2019-01-15 05:24:24 UTC",
    "2019-01-15 05:24:24 Europe/Berlin",
    "2019-01-15 05:24:24.",
    "2019-01-15 +5:24:24",
    "-019-01-15 05:24:24",
    " 019-01-15 05:24:24.010x",
    "2019-01-15  5:24:24.010",
    "2019-01-15 05:24:24.+02",
    "2019-01-15 (BC) 00:00",
    "0000-01-01 00:00:00",
    "13/1/2019 1:00",
    "1/32/2019 1:00",
    "1/15/2019, 13:15:02 AM",
    "1/15/2019, 0:15:02 AM",
    "1/15/2019 24:00",
    "15.01.2019 05:24",
    "12345678",
    "99999999999999999999",
    "9999-12-31T23:59:59-01:00",
    "0001-01-01T00:00:00+01:00",
    "-1547529864",
    "1.5e9",
    "0x5c3d6d88",
    "2019-01-15T05:24:24Z; drop",
  ])("are not guessed: %s", async (text) => {
    expect(await read([text])).toEqual([null]);
  });

  it.each([
    ["epoch-s", "-1.5", -1_500_000n],
    ["epoch-s", "5", 5_000_000n],
    ["epoch-ms", "5", 5000n],
    ["epoch-us", "-7", -7n],
    ["epoch-ns", "-1", -1n],
    ["epoch-ns", "1547529864010123456", at("2019-01-15T05:24:24.010Z", 123n)],
    ["epoch-us", "9223372036854775807", null],
    ["epoch-s", "99999999999999", null],
    ["epoch-s", "2019-01-15", null],
    ["iso", "1547529864", null],
    ["iso", "2019-01-15", at("2019-01-15T00:00:00Z")],
    ["iso", "1/15/2019, 5:15:02 AM", null],
  ] as const)("in the format %s are read as that alone: %s", async (format, text, expected) => {
    expect(await read([text], format)).toEqual([expected]);
  });

  it("survive being written and read, whatever the fraction and the zone", async () => {
    await fc.assert(
      fc.asyncProperty(
        instant,
        fc.integer({ min: -840, max: 840 }),
        fc.constantFrom("T", " "),
        async (t, minutes, separator) => {
          const local = t + BigInt(minutes) * 60_000_000n;
          fc.pre(local >= -62_135_596_800_000_000n && local < 253_402_300_800_000_000n);
          const micro = ((local % 1_000_000n) + 1_000_000n) % 1_000_000n;
          const seconds = new Date(Number((local - micro) / 1000n)).toISOString().replace("T", separator).slice(0, -5);
          const zone = `${minutes < 0 ? "-" : "+"}${String(Math.floor(Math.abs(minutes) / 60)).padStart(2, "0")}:${String(Math.abs(minutes) % 60).padStart(2, "0")}`;
          expect(await read([`${seconds}.${String(micro).padStart(6, "0")}${zone}`])).toEqual([t]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("never fail on any text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostileText, { minLength: 1, maxLength: 30 }), async (texts) => {
        for (const format of ["auto", "iso", "epoch-s", "epoch-ns"] as const)
          expect(await read(texts, format)).toHaveLength(texts.length);
      }),
      { numRuns: 30 },
    );
  });

  it("are the ones that JavaScript reads, whatever the text and the format", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(hostileText, timeLikeText), { minLength: 1, maxLength: 60 }),
        async (texts) => {
          for (const format of FORMATS)
            expect(await read(texts, format)).toEqual(texts.map((text) => parseTime(text, format)));
        },
      ),
      { numRuns: 60 },
    );
  });
});

const FORMATS: readonly TimeFormat[] = ["auto", "iso", "epoch-s", "epoch-ms", "epoch-us", "epoch-ns"];

const digits = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.stringMatching(new RegExp(`^[0-9]{${minLength},${maxLength}}$`));

const part = (max: number): fc.Arbitrary<string> => fc.nat(max).map((value) => String(value).padStart(2, "0"));

/** Times in every way of writing, some of them with a day, an hour or a zone that does not exist. */
const timeLikeText: fc.Arbitrary<string> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom("", " "),
      fc.tuple(digits(4, 4), part(14), part(32)).map((date) => date.join("-")),
      fc.constantFrom("T", " ", "t", "_"),
      fc.tuple(part(25), part(61)).map((clock) => clock.join(":")),
      fc.option(part(61)).map((seconds) => (seconds === null ? "" : `:${seconds}`)),
      fc.constantFrom("", ".", ","),
      digits(0, 10),
      fc.constantFrom("", "Z", "z", " Z", "+02", "-0530", " +14:00", "-23:59", "+2"),
    )
    .map((parts) => parts.join("")),
  fc
    .tuple(
      fc.tuple(fc.nat(14), fc.nat(32), digits(4, 4)).map((date) => date.join("/")),
      fc.constantFrom(" ", ", ", ","),
      fc.tuple(fc.nat(25), part(61)).map((clock) => clock.join(":")),
      fc.constantFrom("", ":05", ":59.5", ":60"),
      fc.constantFrom("", " AM", "pm", "\u202fPM", "\u00a0am"),
    )
    .map((parts) => parts.join("")),
  fc
    .tuple(fc.constantFrom("", "-"), digits(1, 20), fc.constantFrom("", "."), digits(0, 12))
    .map((parts) => parts.join("")),
);
