import { decodeField, instantsOf, isTime } from "../frames/decode.ts";
import { type Frame, FrameFault, type RawField } from "../frames/frame.ts";
import { isObject, member } from "../service/json.ts";
import { type Entry, type Labels, labelsOf, NO_LABELS } from "./entry.ts";

/**
 * The log lines of a frame, in either form that Grafana has for them: the older one (`labels`, `Time`, `Line`, `tsNs`, `id`)
 * and the dataplane's (`timestamp`, `body`, `labels` or `attributes`, `id`).
 * @throws FrameFault where the frame holds no log lines
 */
export function entriesOf(frame: Frame): Entry[] {
  if (frame.rows === 0) return [];
  const lines = fieldNamed(frame, "body") ?? fieldNamed(frame, "line");
  const times = frame.fields.find(isTime);
  if (lines === undefined || times === undefined)
    throw new FrameFault("a frame holds no log lines: the query gives numbers");
  const texts = decodeField(lines);
  const instants = exactTimes(fieldNamed(frame, "tsns")) ?? instantsOf(times);
  const labels = fieldNamed(frame, "labels") ?? fieldNamed(frame, "attributes");
  const types = fieldNamed(frame, "labeltypes");
  return texts.map((line, row) => {
    const nanos = instants[row];
    if (nanos === null || nanos === undefined) throw new FrameFault("a log line has no time");
    const named = { ...labelsOf(lines.labels), ...labelsOf(objectIn(labels?.values[row])) };
    return { nanos, line: line ?? "", ...byCategory(named, objectIn(types?.values[row])) };
  });
}

function fieldNamed({ fields }: Frame, name: string): RawField | undefined {
  return fields.find((field) => field.name.toLowerCase() === name);
}

/** The older form writes the time a second time, as text, because its time has milliseconds only. */
function exactTimes(field: RawField | undefined): (bigint | null)[] | undefined {
  return field?.values.map((text) => (typeof text === "string" && /^-?\d{1,19}$/.test(text) ? BigInt(text) : null));
}

/** Labels arrive as an object, or as the text of one. */
function objectIn(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

type Categories = Pick<Entry, "labels" | "metadata" | "parsed">;

/** Newer versions of Grafana say of each label whether it is the stream's (I), structured metadata (S) or parsed (P). */
function byCategory(named: Labels, types: unknown): Categories {
  if (!isObject(types)) return { labels: named, metadata: NO_LABELS, parsed: NO_LABELS };
  const ofType = (...wanted: readonly unknown[]): Labels =>
    Object.fromEntries(Object.entries(named).filter(([name]) => wanted.includes(member(types, name))));
  return { labels: ofType("I", undefined), metadata: ofType("S"), parsed: ofType("P") };
}
