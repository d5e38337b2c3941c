import type { ReportData, ReportRow } from "../data/report-data.ts";
import { upgraded, type FirstGroups } from "./first-format.ts";
import { unpackGroups, type PackedGroups, type WithGroups } from "./groups.ts";
import { fromPlanes } from "./planes.ts";
import { FORMAT, TAG, type Header, type Section } from "./values.ts";

/** The packed form of rows: see `encode.ts`. */
interface RowColumns {
  readonly clusterIds: Int32Array;
  readonly sizes: Float64Array;
  readonly firstTimes: BigInt64Array;
  readonly lastTimes: BigInt64Array;
  readonly untimed: Uint8Array;
  readonly exemplars: Int32Array;
  readonly groups: Int32Array;
  readonly groupsCounts: Int32Array;
  readonly events: Int32Array;
  readonly eventsCounts: Int32Array;
  readonly reasons: Int32Array;
  readonly reasonsCounts: Int32Array;
  readonly reasonTexts: readonly string[];
  readonly foldedCounts: Int32Array;
  readonly foldedEvents: Int32Array;
  readonly valueCounts: Int32Array;
  readonly valueFields: Int32Array;
  readonly valueEvents: Float64Array;
  readonly valueTexts: readonly string[];
  readonly fieldNames: readonly string[];
}

/**
 * The report in these bytes, of this format or the first one. Runs in a browser.
 * @throws Error when they are incomplete or have a newer format
 */
export function decodeReport(bytes: Uint8Array): ReportData {
  const { header, body } = split(bytes);
  const reader = new SectionReader(header.sections, body);
  const root = reader.decode(header.root) as WithGroups<unknown> & { readonly rows: RowColumns };
  const report = { ...root, rows: toRows(root.rows) };
  if (header.format === 1) return upgraded(report as WithGroups<FirstGroups>);
  const { groups, ...analysis } = (report as WithGroups<PackedGroups>).analysis;
  return { ...report, analysis: { ...analysis, groups: unpackGroups(groups) } };
}

function split(bytes: Uint8Array): { header: Header; body: Uint8Array } {
  const length = bytes.length < 4 ? Infinity : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (4 + length > bytes.length) throw new Error("The report's data is cut short.");
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as Header;
  if (header.format !== 1 && header.format !== FORMAT)
    throw new Error("The report's data was written by another version of Winnow.");
  return { header, body: bytes.subarray(4 + length) };
}

class SectionReader {
  readonly #sections: readonly Section[];
  readonly #starts: readonly number[];
  readonly #body: Uint8Array;

  constructor(sections: readonly Section[], body: Uint8Array) {
    this.#sections = sections;
    this.#body = body;
    let at = 0;
    this.#starts = sections.map(([, size]) => (at += size) - size);
    if (at !== body.length) throw new Error("The report's data is cut short.");
  }

  decode(value: unknown): unknown {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map((member) => this.decode(member));
    const entries = Object.entries(value);
    const [first] = entries;
    if (entries.length === 1 && first![0].length === 2 && first![0].startsWith(TAG))
      return this.#special(first![0], first![1]);
    return Object.fromEntries(
      entries.map(([key, member]) => [key.startsWith(TAG) ? key.slice(TAG.length) : key, this.decode(member)]),
    );
  }

  #special(key: string, value: unknown): unknown {
    switch (key) {
      case `${TAG}n`:
        return BigInt(value as string);
      case `${TAG}f`:
        return Number(value);
      case `${TAG}s`:
        return this.#section(value as number);
      default:
        // An escaped key of one letter.
        return { [key.slice(TAG.length)]: this.decode(value) };
    }
  }

  #section(index: number): unknown {
    const [type, size] = this.#sections[index]!;
    const start = this.#starts[index]!;
    const bytes = this.#body.subarray(start, start + size);
    return type === "texts" ? (JSON.parse(new TextDecoder().decode(bytes)) as string[]) : fromPlanes(type, bytes);
  }
}

function toRows(columns: RowColumns): ReportRow[] {
  const groups = slicer(columns.groups, columns.groupsCounts);
  const events = slicer(columns.events, columns.eventsCounts);
  const reasons = slicer(columns.reasons, columns.reasonsCounts);
  const folded = foldedReader(columns);
  return Array.from(columns.clusterIds, (clusterId, row) => ({
    clusterId,
    size: columns.sizes[row]!,
    firstTime: columns.untimed[row]! & 1 ? null : columns.firstTimes[row]!,
    lastTime: columns.untimed[row]! & 2 ? null : columns.lastTimes[row]!,
    reasons: Array.from(reasons(row), (reason) => columns.reasonTexts[reason]!),
    groups: groups(row),
    exemplar: columns.exemplars[row]!,
    folded: folded(columns.foldedCounts[row]!),
    events: events(row),
  }));
}

/** Returns the parts of a flattened list one after the other: call once per row, in order. */
function slicer(all: Int32Array, counts: Int32Array): (row: number) => Int32Array {
  let at = 0;
  return (row) => all.slice(at, (at += counts[row]!));
}

function foldedReader(columns: RowColumns): (count: number) => ReportRow["folded"] {
  let entry = 0;
  let value = 0;
  const readValue = (): ReportRow["folded"][number]["values"][number] => {
    const field = columns.fieldNames[columns.valueFields[value]!]!;
    const read = { field, value: columns.valueTexts[value]!, events: columns.valueEvents[value]! };
    value++;
    return read;
  };
  const readEntry = (): ReportRow["folded"][number] => {
    const values = Array.from({ length: columns.valueCounts[entry]! }, readValue);
    return { event: columns.foldedEvents[entry++]!, values };
  };
  return (count) => Array.from({ length: count }, readEntry);
}
