import type { ReportData, ReportRow } from "../data/report-data.ts";
import { packGroups } from "./groups.ts";
import { toPlanes } from "./planes.ts";
import { ARRAYS, FORMAT, TAG, type ArrayName, type Header, type Numbers, type Section } from "./values.ts";

/** Lists of at least this many strings get a section, which is read at once. */
const LONG_LIST = 16;

/**
 * The report as bytes, to be compressed: the length of a header, the header in JSON, and the columns of numbers and lists
 * of texts that it refers to. {@link decodeReport} returns the same report.
 */
export function encodeReport(data: ReportData): Uint8Array<ArrayBuffer> {
  const writer = new SectionWriter();
  const { analysis } = data;
  const packed = { ...analysis, groups: packGroups(analysis.groups) };
  const root = writer.encode({ ...data, rows: toColumns(data.rows), analysis: packed });
  const header: Header = { format: FORMAT, root, sections: writer.sections };
  const json = new TextEncoder().encode(JSON.stringify(header));
  const size = writer.parts.reduce((sum, part) => sum + part.length, 4 + json.length);
  const bytes = new Uint8Array(size);
  new DataView(bytes.buffer).setUint32(0, json.length, true);
  let at = 4;
  for (const part of [json, ...writer.parts]) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

class SectionWriter {
  readonly sections: Section[] = [];
  readonly parts: Uint8Array[] = [];

  /** A value in JSON. */
  encode(value: unknown): unknown {
    switch (typeof value) {
      case "bigint":
        return { [`${TAG}n`]: String(value) };
      case "number":
        return Number.isFinite(value) && !Object.is(value, -0)
          ? value
          : { [`${TAG}f`]: Object.is(value, -0) ? "-0" : String(value) };
      case "object":
        return value === null ? null : this.#object(value);
      default:
        return value;
    }
  }

  #object(value: object): unknown {
    const type = nameOf(value);
    if (type !== undefined) return this.#section(type, [toPlanes(value as Numbers)]);
    if (Array.isArray(value)) return this.#list(value);
    // Entries keep keys of any name, `__proto__` too.
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([key, member]) => [key.startsWith(TAG) ? TAG + key : key, this.encode(member)]),
    );
  }

  #list(list: readonly unknown[]): unknown {
    if (list.length < LONG_LIST || !list.every((member) => typeof member === "string")) {
      return list.map((member) => this.encode(member));
    }
    return this.#section("texts", textPieces(list));
  }

  #section(type: Section[0], pieces: readonly Uint8Array[]): unknown {
    this.parts.push(...pieces);
    const size = pieces.reduce((sum, { length }) => sum + length, 0);
    return { [`${TAG}s`]: this.sections.push([type, size]) - 1 };
  }
}

/** Characters of JSON that are encoded at once: all texts of a report are a string of tens of megabytes. */
const PIECE = 1 << 20;

/** A list of texts in JSON, in pieces. */
function textPieces(list: readonly string[]): Uint8Array[] {
  const encoder = new TextEncoder();
  const pieces: Uint8Array[] = [];
  let json = "[";
  for (const [at, text] of list.entries()) {
    json += `${at === 0 ? "" : ","}${JSON.stringify(text)}`;
    if (json.length < PIECE) continue;
    pieces.push(encoder.encode(json));
    json = "";
  }
  pieces.push(encoder.encode(`${json}]`));
  return pieces;
}

function nameOf(value: object): ArrayName | undefined {
  return (Object.keys(ARRAYS) as ArrayName[]).find((name) => value instanceof ARRAYS[name]);
}

/** Rows as columns: thousands of small objects would take more space than their values. */
function toColumns(rows: readonly ReportRow[]): unknown {
  const reasons = new Numbering();
  const fields = new Numbering();
  const folded = rows.flatMap((row) => row.folded);
  const values = folded.flatMap((entry) => entry.values);
  return {
    clusterIds: Int32Array.from(rows, (row) => row.clusterId),
    sizes: Float64Array.from(rows, (row) => row.size),
    firstTimes: BigInt64Array.from(rows, (row) => row.firstTime ?? 0n),
    lastTimes: BigInt64Array.from(rows, (row) => row.lastTime ?? 0n),
    untimed: Uint8Array.from(rows, (row) => (row.firstTime === null ? 1 : 0) + (row.lastTime === null ? 2 : 0)),
    exemplars: Int32Array.from(rows, (row) => row.exemplar),
    ...flattened(
      "groups",
      rows.map((row) => row.groups),
    ),
    ...flattened(
      "events",
      rows.map((row) => row.events),
    ),
    ...flattened(
      "reasons",
      rows.map((row) => row.reasons.map((text) => reasons.of(text))),
    ),
    reasonTexts: reasons.texts,
    foldedCounts: Int32Array.from(rows, (row) => row.folded.length),
    foldedEvents: Int32Array.from(folded, (entry) => entry.event),
    valueCounts: Int32Array.from(folded, (entry) => entry.values.length),
    valueFields: Int32Array.from(values, ({ field }) => fields.of(field)),
    valueEvents: Float64Array.from(values, ({ events }) => events),
    valueTexts: values.map(({ value }) => value),
    fieldNames: fields.texts,
  };
}

function flattened(name: string, lists: readonly ArrayLike<number>[]): Record<string, Int32Array> {
  const counts = Int32Array.from(lists, (list) => list.length);
  const all = new Int32Array(counts.reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  return { [name]: all, [`${name}Counts`]: counts };
}

/** Numbers texts in order of appearance. */
class Numbering {
  readonly texts: string[] = [];
  readonly #numbers = new Map<string, number>();

  of(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.texts.push(text) - 1;
    this.#numbers.set(text, number);
    return number;
  }
}
