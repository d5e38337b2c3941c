import { describe, expect, it } from "vitest";
import { FrameFault, readFrame } from "../../src/frames/frame.ts";
import { entriesOf } from "../../src/loki/frames.ts";

const MS = 1_714_557_600_123;
const NANOS = 1_714_557_600_123_456_789n;

interface Column {
  readonly name: string;
  readonly type: string;
  readonly frame: string;
  readonly values: readonly unknown[];
  readonly nanos?: readonly number[];
  readonly labels?: unknown;
}

const frame = (...columns: readonly Column[]) =>
  readFrame({
    schema: {
      fields: columns.map(({ name, type, frame: of, labels }) => ({ name, type, typeInfo: { frame: of }, labels })),
    },
    data: { values: columns.map(({ values }) => values), nanos: columns.map(({ nanos }) => nanos ?? null) },
  });

const time = (name: string, nanos?: readonly number[]): Column => ({
  name,
  type: "time",
  frame: "time.Time",
  values: [MS],
  ...(nanos === undefined ? {} : { nanos }),
});
const text = (name: string, value: string): Column => ({ name, type: "string", frame: "string", values: [value] });
const json = (name: string, value: unknown): Column => ({
  name,
  type: "other",
  frame: "json.RawMessage",
  values: [value],
});

describe("a frame of log lines", () => {
  it("in the older format has its exact time as text", () => {
    const old = frame(
      json("labels", { job: "a" }),
      time("Time"),
      text("Line", "x"),
      text("tsNs", String(NANOS)),
      text("id", "1"),
    );
    expect(entriesOf(old)).toEqual([{ nanos: NANOS, line: "x", labels: { job: "a" }, metadata: {}, parsed: {} }]);
  });

  it.each(["labels", "attributes"])("in the dataplane's has it beside the milliseconds, and labels in %s", (name) => {
    const dataplane = frame(
      time("timestamp", [456_789]),
      text("body", "x"),
      json(name, { job: "a" }),
      text("id", "1_2"),
    );
    expect(entriesOf(dataplane)).toEqual([{ nanos: NANOS, line: "x", labels: { job: "a" }, metadata: {}, parsed: {} }]);
  });

  it("may say which labels are the stream's, metadata, or parsed", () => {
    const typed = frame(
      time("timestamp"),
      text("body", "x"),
      json("labels", { job: "a", trace: "t", user: "mei", other: "o" }),
      json("labelTypes", { job: "I", trace: "S", user: "P" }),
    );
    expect(entriesOf(typed)).toMatchObject([
      { labels: { job: "a", other: "o" }, metadata: { trace: "t" }, parsed: { user: "mei" } },
    ]);
  });

  it("may bear labels on the field, or as the text of an object", () => {
    const onField = frame(time("ts"), { ...text("Line", "x"), labels: { job: "a" } });
    expect(entriesOf(onField)).toMatchObject([{ labels: { job: "a" } }]);
    const asText = frame(time("Time"), text("Line", "x"), text("labels", '{"job":"a"}'));
    expect(entriesOf(asText)).toMatchObject([{ labels: { job: "a" } }]);
  });

  it("of numbers is refused", () => {
    const numbers = frame(time("Time"), { name: "Value", type: "number", frame: "float64", values: [1] });
    expect(() => entriesOf(numbers)).toThrow(new FrameFault("a frame holds no log lines: the query gives numbers"));
    expect(entriesOf(frame())).toEqual([]);
  });
});
