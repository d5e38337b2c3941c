import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeReport } from "../../src/codec/decode.ts";
import { encodeReport } from "../../src/codec/encode.ts";
import { packReport, unpackReport } from "../../src/codec/pack.ts";
import { fromPlanes, toPlanes } from "../../src/codec/planes.ts";
import type { ReportData, ReportRow } from "../../src/data/report-data.ts";
import { HOSTILE } from "../support/hostile.ts";
import { smallReport } from "../support/small-report.ts";

/** Any 16 bits in a row: what a log can hold, lone surrogates included. */
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 }).map((units) => String.fromCharCode(...units)),
  fc.constantFrom("__proto__", "constructor", "\u0001n", "\u0001", "\u0001\u0001s", "toJSON", ...HOSTILE.slice(0, 20)),
);
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const ints = fc.array(int32, { maxLength: 40 }).map((list) => Int32Array.from(list));
const doubles = fc.array(fc.double(), { maxLength: 20 }).map((list) => Float64Array.from(list));
const bigint = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

const row: fc.Arbitrary<ReportRow> = fc.record({
  clusterId: int32,
  size: fc.double({ noNaN: true }),
  firstTime: fc.option(bigint),
  lastTime: fc.option(bigint),
  reasons: fc.array(text, { maxLength: 4 }),
  groups: ints,
  exemplar: int32,
  folded: fc.array(
    fc.record({
      event: int32,
      values: fc.array(fc.record({ field: text, value: text, events: fc.double({ noNaN: true }) }), { maxLength: 3 }),
    }),
    { maxLength: 3 },
  ),
  events: ints,
});

const report: fc.Arbitrary<ReportData> = fc
  .record({
    rows: fc.array(row, { maxLength: 12 }),
    document: fc.jsonValue(),
    parameters: fc.dictionary(
      text,
      fc.oneof(fc.double(), fc.constantFrom(Infinity, -Infinity, -0), fc.boolean(), text),
    ),
    reasons: fc.dictionary(text, fc.nat(), { noNullPrototype: true }),
    texts: fc.array(text, { maxLength: 60 }),
    columns: fc.array(fc.record({ name: text, cells: ints }), { maxLength: 4 }),
    times: fc.array(bigint, { maxLength: 9 }).map((list) => BigInt64Array.from(list)),
    features: doubles,
    marks: fc.array(fc.record({ time: bigint, label: text }), { maxLength: 3 }),
    atMost: fc.constantFrom(1, Infinity),
  })
  .map(({ rows, document, parameters, reasons, texts, columns, times, features, marks, atMost }) => ({
    ...smallReport,
    rows,
    parameters,
    marks,
    profile: { ...smallReport.profile, document },
    ledger: { ...smallReport.ledger, reasons },
    guarded: [{ field: "f", atMost, once: 1, values: 2 }],
    events: { ...smallReport.events, texts, columns, times },
    analysis: { ...smallReport.analysis, groups: { ...smallReport.analysis.groups, features } },
  }))
  // Plain objects, as a run has them: some of those above have no prototype.
  .map((data) => structuredClone(data));

describe("a report as bytes", () => {
  it("decodes to the same report, with any texts, names and numbers", () => {
    fc.assert(
      fc.property(report, (data) => {
        expect(decodeReport(encodeReport(data))).toStrictEqual(data);
      }),
      { numRuns: 300 },
    );
  });

  it("keeps own keys with dangerous names, and changes no prototype", () => {
    const document = JSON.parse(
      '{"__proto__":{"hit":1},"constructor":{"prototype":{"hit":1}},"\\u0001s":0,"\\u0001":2}',
    ) as object;
    const data = { ...smallReport, profile: { ...smallReport.profile, document } };
    const back = decodeReport(encodeReport(data)).profile.document as object;
    expect(Object.getOwnPropertyNames(back)).toEqual(["__proto__", "constructor", "\u0001s", "\u0001"]);
    expect(({} as { hit?: number }).hit).toBeUndefined();
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype);
  });

  it("packs to letters of base64 only, so that no text can end the element around it", async () => {
    const texts = [...HOSTILE];
    const data = { ...smallReport, events: { ...smallReport.events, texts } };
    const packed = await packReport(data);
    expect(packed).toMatch(/^[A-Za-z0-9+/]+=*$/);
    expect((await unpackReport(packed)).events.texts).toEqual(texts);
  });

  it("is the same text for the same report", async () => {
    expect(await packReport(smallReport)).toBe(await packReport(structuredClone(smallReport)));
  });

  it("is refused where it is incomplete or has a newer format", () => {
    const bytes = encodeReport(smallReport);
    for (const length of [0, 3, 4, 100, bytes.length - 1]) {
      expect(() => decodeReport(bytes.subarray(0, length))).toThrow("The report's data is cut short.");
    }
    const header = new TextEncoder().encode('{"format":3,"root":{},"sections":[]}');
    const other = new Uint8Array([header.length, 0, 0, 0, ...header]);
    expect(() => decodeReport(other)).toThrow("The report's data was written by another version of Winnow.");
  });
});

describe("numbers by planes", () => {
  it("come back bit for bit, from views into larger buffers too", () => {
    fc.assert(
      fc.property(fc.array(fc.double()), fc.array(bigint), ints, (numbers, big, small) => {
        const all = Float64Array.from([1, ...numbers]);
        expect(fromPlanes("f64", toPlanes(all.subarray(1)))).toStrictEqual(Float64Array.from(numbers));
        expect(fromPlanes("i64", toPlanes(BigInt64Array.from(big)))).toStrictEqual(BigInt64Array.from(big));
        expect(fromPlanes("i32", toPlanes(small))).toStrictEqual(small);
      }),
    );
  });
});
