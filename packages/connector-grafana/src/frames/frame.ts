import { isObject, type JsonObject, member, textOf } from "../service/json.ts";

/** What Grafana says beside a frame. */
export interface Notice {
  /** `info`, `warning` or `error`. */
  readonly severity: string;
  readonly text: string;
}

/** A field of a data frame as it came: its description, and its values undecoded. */
export interface RawField {
  readonly name: string;
  /** `string`, `number`, `boolean`, `time`, `enum` or `other`. */
  readonly type: string;
  /** The exact type: `int64`, `time.Time`, `json.RawMessage`, …; "" where it is not said. */
  readonly frameType: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Texts of an enum's numbers. */
  readonly enumTexts: readonly string[];
  readonly values: readonly unknown[];
  /** Rows whose float is no number, each with the text that stands for it. */
  readonly entities: ReadonlyMap<number, string>;
  /** Nanoseconds beyond the milliseconds of each time; `null` where there are none. */
  readonly nanos: readonly unknown[] | null;
}

/** A data frame: columns of equal length. */
export interface Frame {
  readonly name: string;
  readonly rows: number;
  readonly fields: readonly RawField[];
  /** Its dataplane type: `log-lines`, `timeseries-multi`, …; "" where it is not said. */
  readonly type: string;
  readonly notices: readonly Notice[];
  readonly custom: JsonObject;
}

/** What is wrong with a frame, in words that stand after "the answer cannot be used:". */
export class FrameFault extends Error {}

/** @throws FrameFault where schema and data do not go together */
export function readFrame(frame: unknown): Frame {
  const schema = member(frame, "schema");
  const described = member(schema, "fields") ?? [];
  if (!isObject(frame) || !isObject(schema) || !Array.isArray(described)) throw new FrameFault("a frame has no schema");
  const data = member(frame, "data");
  const values = member(data, "values") ?? [];
  if (!Array.isArray(values) || values.length !== described.length) {
    throw new FrameFault(`a frame describes ${described.length} fields and holds another number`);
  }
  const [entities, nanos] = [listOf(data, "entities"), listOf(data, "nanos")];
  const fields = described.map((field, i) => readField(field, values[i], entities[i], nanos[i]));
  const rows = fields[0]?.values.length ?? 0;
  const uneven = fields.find((field) => field.values.length !== rows);
  if (uneven !== undefined) throw new FrameFault("the fields of a frame differ in length");
  const meta = member(schema, "meta");
  const custom = member(meta, "custom");
  return {
    name: textOf(schema, "name"),
    rows,
    fields,
    type: textOf(meta, "type"),
    notices: listOf(meta, "notices").map((notice) => ({
      severity: textOf(notice, "severity"),
      text: textOf(notice, "text"),
    })),
    custom: isObject(custom) ? custom : {},
  };
}

function listOf(value: unknown, name: string): readonly unknown[] {
  const found = member(value, name);
  return Array.isArray(found) ? found : [];
}

function readField(field: unknown, values: unknown, entities: unknown, nanos: unknown): RawField {
  if (!Array.isArray(values)) throw new FrameFault("a field of a frame has no values");
  const labels = member(field, "labels");
  const texts = listOf(member(member(member(field, "config"), "type"), "enum"), "text");
  return {
    name: textOf(field, "name"),
    type: textOf(field, "type"),
    frameType: textOf(member(field, "typeInfo"), "frame"),
    labels: isObject(labels)
      ? Object.fromEntries(
          Object.entries(labels).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
        )
      : {},
    enumTexts: texts.filter((text) => typeof text === "string"),
    values,
    entities: readEntities(entities),
    nanos: Array.isArray(nanos) ? nanos : null,
  };
}

const ENTITIES: Readonly<Record<string, string>> = { NaN: "NaN", Inf: "Infinity", NegInf: "-Infinity" };

/** Grafana writes `null` for what JSON cannot say, and tells the rows. */
function readEntities(entities: unknown): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  for (const [name, text] of Object.entries(ENTITIES)) {
    for (const row of listOf(entities, name)) if (typeof row === "number") found.set(row, text);
  }
  return found;
}
