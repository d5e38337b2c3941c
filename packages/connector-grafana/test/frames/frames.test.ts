import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameBatches } from "../../src/frames/batch.ts";
import { columnsOf } from "../../src/frames/columns.ts";
import { FrameFault, readFrame } from "../../src/frames/frame.ts";
import { isoOfNanos, nanosOfIso } from "../../src/frames/time.ts";
import { parseExactly } from "../../src/service/json.ts";
import { sharedFile } from "../support/shared.ts";

/** Columns and values of a frame, written as JSON text, in order. */
function decoded(json: string): [string, readonly (string | null)[]][] {
  const frame = readFrame(parseExactly(json));
  return columnsOf(frame).map(({ name, values }) => [name, values]);
}

interface FieldSpec {
  readonly name?: string;
  readonly type: string;
  readonly frame: string;
  readonly labels?: Record<string, string>;
  readonly config?: unknown;
  /** JSON text, so that numbers stand as written. */
  readonly values: string;
  readonly entities?: unknown;
  readonly nanos?: readonly number[];
}

function frameText(...fields: readonly FieldSpec[]): string {
  const schema = {
    fields: fields.map(({ name = "f", type, frame, labels, config }) => ({
      name,
      type,
      typeInfo: { frame, nullable: true },
      labels,
      config,
    })),
  };
  const entities = JSON.stringify(fields.map((field) => field.entities ?? null));
  const nanos = JSON.stringify(fields.map((field) => field.nanos ?? null));
  const values = fields.map((field) => field.values).join(",");
  return `{"schema":${JSON.stringify(schema)},"data":{"values":[${values}],"entities":${entities},"nanos":${nanos}}}`;
}

const one = (field: FieldSpec): readonly (string | null)[] => decoded(frameText(field))[0]![1];

describe("a data frame", () => {
  it.each<[string, FieldSpec, (string | null)[]]>([
    ["text", { type: "string", frame: "string", values: '["a","",null,"\\u0000 🦥"]' }, ["a", "", null, "\0 🦥"]],
    ["int8", { type: "number", frame: "int8", values: "[-128,127,null]" }, ["-128", "127", null]],
    [
      "int64 beyond what a double holds",
      { type: "number", frame: "int64", values: "[-9223372036854775808,9007199254740993,9223372036854775807]" },
      ["-9223372036854775808", "9007199254740993", "9223372036854775807"],
    ],
    [
      "uint64",
      { type: "number", frame: "uint64", values: "[18446744073709551615,0,null]" },
      ["18446744073709551615", "0", null],
    ],
    [
      "floats as they were written",
      { type: "number", frame: "float64", values: "[1.50,5e-324,1.7976931348623157e+308,-0,3.4028235e38]" },
      ["1.50", "5e-324", "1.7976931348623157e+308", "-0", "3.4028235e38"],
    ],
    [
      "floats that JSON cannot write",
      {
        type: "number",
        frame: "float64",
        values: "[null,1,null,null,null]",
        entities: { NaN: [0], Inf: [2], NegInf: [4] },
      },
      ["NaN", "1", "Infinity", null, "-Infinity"],
    ],
    ["truth values", { type: "boolean", frame: "bool", values: "[true,false,null]" }, ["true", "false", null]],
    [
      "times to the nanosecond",
      { type: "time", frame: "time.Time", values: "[0,1714557600123,null,-1]", nanos: [0, 456789, 0, -999_999] },
      ["1970-01-01T00:00:00.000000000Z", "2024-05-01T10:00:00.123456789Z", null, "1969-12-31T23:59:59.998000001Z"],
    ],
    [
      "times without nanoseconds",
      { type: "time", frame: "time.Time", values: "[1714557600123]" },
      ["2024-05-01T10:00:00.123000000Z"],
    ],
    [
      "JSON with its numbers untouched",
      { type: "other", frame: "json.RawMessage", values: '[{"a":[1.0,18446744073709551615],"b":null},"text",null,[]]' },
      ['{"a":[1.0,18446744073709551615],"b":null}', '"text"', null, "[]"],
    ],
    [
      "enums by their texts, and by their number where it has none",
      {
        type: "enum",
        frame: "enum",
        values: "[1,2,0,null,9]",
        config: { type: { enum: { text: ["", "ONE", "TWO"] } } },
      },
      ["ONE", "TWO", "", null, "9"],
    ],
  ])("gives %s exactly", (_, field, expected) => {
    expect(one(field)).toEqual(expected);
  });

  it("gives labels columns of their own where all fields agree on them", () => {
    const text = { type: "string", frame: "string", values: '["x","y"]' };
    expect(
      decoded(
        frameText(
          { ...text, name: "line", labels: { job: "auth" } },
          { ...text, name: "other", labels: { job: "auth", b: "1" } },
        ),
      ),
    ).toEqual([
      ["line", ["x", "y"]],
      ["other", ["x", "y"]],
      ["labels.job", ["auth", "auth"]],
      ["labels.b", ["1", "1"]],
    ]);
  });

  it("tells the fields of a wide frame apart by their labels", () => {
    const value = { name: "value", type: "number", frame: "float64" };
    expect(
      decoded(
        frameText(
          { name: "time", type: "time", frame: "time.Time", values: "[0]" },
          { ...value, labels: { host: "a" }, values: "[1]" },
          { ...value, labels: { host: 'b"' }, values: "[2]" },
        ),
      ),
    ).toEqual([
      ["time", ["1970-01-01T00:00:00.000000000Z"]],
      ['value{host="a"}', ["1"]],
      ['value{host="b\\""}', ["2"]],
    ]);
  });

  it("has as many columns in its batch as it has fields, whatever they are called", () => {
    const columns = ["value", "VALUE", "value", "", "value_2"].map((name) => ({ name, values: [name] }));
    const batches = new FrameBatches();
    expect(batches.batch(columns, 1)).toEqual({
      columns: ["value", "VALUE_2", "value_3", "field", "value_2_2"],
      rows: 1,
      values: [["value"], ["VALUE"], ["value"], [""], ["value_2"]],
    });
    expect(batches.batch([{ name: "Value", values: ["x"] }], 1).columns).toEqual(["value"]);
  });

  it("of no values has no rows", () => {
    const described = { fields: [{ name: "a", type: "string" }] };
    expect(readFrame({ schema: described, data: { values: [[]] } })).toMatchObject({ rows: 0 });
    expect(readFrame({ schema: { fields: [] }, data: { values: [] } })).toMatchObject({ rows: 0, fields: [] });
  });

  it.each([
    [{}, "a frame has no schema"],
    [{ schema: { fields: [{}] }, data: { values: [] } }, "a frame describes 1 fields and holds another number"],
    // What has lost its data must not count as no events.
    [{ schema: { fields: [{}] }, data: {} }, "a frame describes 1 fields and holds another number"],
    [{ schema: { fields: [{}, {}] } }, "a frame describes 2 fields and holds another number"],
    [{ schema: { fields: [{}] }, data: { values: [3] } }, "a field of a frame has no values"],
    [{ schema: { fields: [{}, {}] }, data: { values: [[1], []] } }, "the fields of a frame differ in length"],
  ])("that is none is refused: %j", (frame, message) => {
    expect(() => readFrame(frame)).toThrow(new FrameFault(message));
  });

  it("with a time that is no time is refused", () => {
    expect(() => one({ name: "t", type: "time", frame: "time.Time", values: '["x"]' })).toThrow(
      new FrameFault('a time of field "t" is no time'),
    );
  });
});

describe("an instant", () => {
  it("is written and read back to the nanosecond, over all years of four digits", () => {
    fc.assert(
      fc.property(fc.bigInt(-62_135_596_800_000_000_000n, 253_402_300_799_999_999_999n), (nanos) => {
        expect(nanosOfIso(isoOfNanos(nanos))).toBe(nanos);
      }),
    );
  });

  it.each([
    ["2024-05-01T10:00:00Z", 1714557600_000_000_000n],
    ["2024-05-01T12:00:00.5+02:00", 1714557600_500_000_000n],
    ["2024-05-01 10:00:00.123456789", 1714557600_123_456_789n],
    ["2024-05-01T10:00Z", 1714557600_000_000_000n],
    ["2024-05-01", 1714521600_000_000_000n],
    ["2024-02-30T00:00:00Z", undefined],
    ["2024-13-01", undefined],
    ["yesterday", undefined],
    ["", undefined],
  ])("is read from %j", (text, nanos) => {
    expect(nanosOfIso(text)).toBe(nanos);
  });

  it("outside of the years that are written so is a number", () => {
    expect(isoOfNanos(253_402_300_800_000_000_000n)).toBe("253402300800000000000");
  });
});

const golden = sharedFile("all_types.golden.json");

describe.skipIf(golden === undefined)("the frame of all types", () => {
  it("is decoded exactly, every field of it", () => {
    const texts = ["Go Min", "JS Min (for >= 64)", "0 / nil / misc", "JS Max (for >= 64)", "Go Max"];
    const ints = (least: string, most: string, middle = "0", [a, b] = [least, most]): string[] => [
      least,
      a!,
      middle,
      b!,
      most,
    ];
    const withNull = (values: readonly string[]): (string | null)[] =>
      values.map((value, i) => (i === 2 ? null : value));
    const pair = (name: string, values: readonly string[]): [string, (string | null)[]][] => [
      [`${name}_values`, [...values]],
      [`nullable_${name}_values`, withNull(values)],
    ];
    const i64 = ints("-9223372036854775808", "9223372036854775807", "1", ["-9007199254740991", "9007199254740991"]);
    const times = [
      "1970-01-01T00:00:00.000000000Z",
      "2019-09-09T14:30:45.000000000Z",
      "2019-09-09T14:30:50.000000000Z",
      "1970-04-15T05:59:59.254740991Z",
      "2262-04-11T23:47:16.854775807Z",
    ];
    const json = ['{"a":1}', "[1,2,3]", '{"b":2}', '[{"c":3},{"d":4}]', '{"e":{"f":5}}'];
    const constant = (text: string): string[] => texts.map(() => text);
    expect(decoded(golden!)).toEqual([
      ["string_values", texts],
      ["nullable_string_values", ["Grafana", "❤️", null, "🦥", "update your unicode/font if no sloth, is 2019."]],
      ...pair("int8", ints("-128", "127")),
      ...pair("int16", ints("-32768", "32767")),
      ...pair("int32", ints("-2147483648", "2147483647", "1")),
      ...pair("int64", i64),
      ...pair("uint8", ints("0", "255", "1")),
      ...pair("uint16", ints("0", "65535", "1")),
      ...pair("uint32", ints("0", "4294967295", "1")),
      ...pair("uint64", ints("0", "18446744073709551615", "1", ["0", "9007199254740991"])),
      ...pair("float32", ints("1e-45", "3.4028235e38", "1")),
      ["float32_values_nans", ["NaN", "Infinity", "1", "-Infinity", "0"]],
      ["nullable_float32_values_nans", ["Infinity", "NaN", null, "-Infinity", "0"]],
      ["float64_values", ["5e-324", "-9007199254740991", "1", "9007199254740991", "1.7976931348623157e308"]],
      ["float64_nans", ["-Infinity", "NaN", "0", "NaN", "Infinity"]],
      ["nullable_float64_values", ["5e-324", "-9007199254740991", null, "1.7976931348623157e308", "9007199254740991"]],
      ["nullable_float64_values_nans", ["-Infinity", "0", null, "NaN", "Infinity"]],
      ["bool_values", ["true", "false", "true", "true", "false"]],
      ["nullable_bool_values", ["true", "false", null, "true", "false"]],
      ["timestamps", times],
      ["timestamps", times],
      ["nullable_timestamps", withNull(times)],
      ["json", json],
      ["nullable_json", withNull(json)],
      ["enum", ["ONE", "TWO", "TWO", "ONE", "ONE"]],
      ["nullable_enum", ["1", "2", null, "3", "0"]],
      ["labels.aLabelKey", constant("aLabelValue")],
      ["labels.bLabelKey", constant("bLabelValue")],
    ]);
  });
});
