import type { EventBatch, ReducedGroups } from "@winnow/core";
import {
  type EngineContext,
  NO_TIME,
  parquetReader,
  type ParquetFile,
  type ParquetReader,
  type ParquetValues,
  unitedColumns,
} from "@winnow/engine-duckdb";
import { damagedGroupsFile } from "../errors.ts";
import { numberOf } from "../dictionary.ts";
import type { PlanIdentity } from "../identity.ts";
import type { MergeableReduction } from "../mergeable.ts";
import { columnsOf, FIXED, measuresByFold } from "./columns.ts";
import { FOOTER_KEY, parseFooter, type GroupsFooter } from "./footer.ts";

/** A stored reduction, and the profile that it was made with. */
export interface GroupsFile extends MergeableReduction {
  readonly path: string;
  readonly profile: string;
}

/** Opens any number of groups files. Dispose of it once they are read. */
export interface GroupsFiles extends AsyncDisposable {
  /**
   * The groups file, `undefined` for any other file: its footer decides.
   * @throws `WN1353` for a damaged groups file, `WN1411` for a file that cannot be opened
   */
  open(path: string): Promise<GroupsFile | undefined>;
}

/** Groups files that are read by one engine. */
export function groupsFiles(context: EngineContext): GroupsFiles {
  const reader = parquetReader(context);
  return {
    async open(path) {
      if (!path.toLowerCase().endsWith(".parquet")) return undefined;
      const text = await reader.metadata(path, FOOTER_KEY);
      return text === undefined ? undefined : groupsFile(reader, path, parseFooter(text, path));
    },
    [Symbol.asyncDispose]: () => reader.close(),
  };
}

/** Its table is opened by the first question about it. */
function groupsFile(reader: ParquetReader, path: string, footer: GroupsFooter): GroupsFile {
  let opened: Promise<ParquetFile> | undefined;
  const file = (): Promise<ParquetFile> => (opened ??= reader.open(path));
  const { identity, absent, timed, sources, headers, hasEvents, slices, profile, ledger, inputs } = footer;
  const columns = unitedColumns(headers);
  return {
    path,
    profile,
    identity,
    absent,
    timed,
    sources,
    headers,
    columns,
    hasEvents,
    groups: async () => readGroups(await file(), footer, path),
    exemplars: (events) => readEvents(file, columns, events),
    digests: async (events) =>
      (await lookUp(await file(), events, FIXED.digest, FIXED.peakDigest)).map((digest) => digest ?? ""),
    ledger: async () => ledger,
    inputs: async () => inputs,
    slices: async () => slices,
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/** Reads the groups. The exemplar of row r is event r; a peak that is another event is r plus the number of rows. */
async function readGroups(file: ParquetFile, { identity }: GroupsFooter, path: string): Promise<ReducedGroups> {
  const columns = columnsOf(identity);
  const wanted = [...columns.keys, ...columns.measures, FIXED.count, FIXED.first, FIXED.last, FIXED.peakTime];
  const missing = wanted.find((name) => !file.columns.some((column) => column.name === name));
  if (missing !== undefined) throw damagedGroupsFile({ path, problem: `it has no column "${missing}"` });
  const table = new GroupTable(identity, file.rows);
  for await (const chunk of file.read(wanted)) table.add(chunk);
  return table.groups();
}

/** Gathers the chunks of a file into groups. */
class GroupTable {
  readonly #rows: number;
  readonly #features: number;
  readonly #signals: number;
  /** For each measure its position among those of its fold. */
  readonly #measures: readonly { readonly fold: "peak" | "sum"; readonly position: number }[];
  readonly #dictionaries: readonly Map<string, number>[];
  readonly #table: {
    readonly features: Float64Array;
    readonly kept: Int32Array;
    readonly signals: Float64Array;
    readonly signalSums: Float64Array;
    readonly counts: Float64Array;
    readonly firstTimes: BigInt64Array;
    readonly lastTimes: BigInt64Array;
    readonly peaks: Float64Array;
    readonly peakTimes: BigInt64Array;
  };
  #filled = 0;

  constructor({ keys, measures }: PlanIdentity, rows: number) {
    const texts = keys.filter(({ type }) => type === "text").length;
    this.#rows = rows;
    this.#features = keys.length - texts;
    this.#signals = measures.filter(({ fold }) => fold === "peak").length;
    this.#measures = measuresByFold(measures);
    this.#dictionaries = Array.from({ length: texts }, () => new Map());
    this.#table = {
      features: new Float64Array(rows * this.#features),
      kept: new Int32Array(rows * texts),
      signals: new Float64Array(rows * this.#signals),
      signalSums: new Float64Array(rows * this.#signals),
      counts: new Float64Array(rows),
      firstTimes: new BigInt64Array(rows),
      lastTimes: new BigInt64Array(rows),
      peaks: new Float64Array(rows),
      peakTimes: new BigInt64Array(rows),
    };
  }

  /** @param columns keys, measures, then count, first and last time, time of the peak */
  add(columns: readonly ParquetValues[]): void {
    const [texts, signals] = [this.#dictionaries.length, this.#signals];
    const [counts, first, last, peak] = columns.slice(this.#features + texts + this.#measures.length);
    const rows = counts!.values.length;
    for (let row = 0; row < rows; row++) {
      const group = this.#filled + row;
      const number = (column: number): number => (columns[column] as { values: Float64Array }).values[row]!;
      for (let i = 0; i < this.#features; i++) this.#table.features[group * this.#features + i] = number(i);
      for (let i = 0; i < texts; i++) {
        const text = (columns[this.#features + i] as { values: readonly (string | null)[] }).values[row] ?? "";
        this.#table.kept[group * texts + i] = numberOf(this.#dictionaries[i]!, text);
      }
      for (const [i, { fold, position }] of this.#measures.entries()) {
        const table = fold === "peak" ? this.#table.signals : this.#table.signalSums;
        table[group * signals + position] = number(this.#features + texts + i);
      }
      this.#table.counts[group] = (counts as { values: Float64Array }).values[row]!;
      this.#table.firstTimes[group] = timeOf(first!, row);
      this.#table.lastTimes[group] = timeOf(last!, row);
      const peakTime = timeOf(peak!, row);
      this.#table.peaks[group] = peakTime === NO_TIME ? group : this.#rows + group;
      this.#table.peakTimes[group] = peakTime === NO_TIME ? this.#table.firstTimes[group]! : peakTime;
    }
    this.#filled += rows;
  }

  groups(): ReducedGroups {
    return {
      size: this.#rows,
      ...this.#table,
      dictionaries: this.#dictionaries.map((dictionary) => [...dictionary.keys()]),
      exemplars: Float64Array.from({ length: this.#rows }, (_, group) => group),
    };
  }
}

function timeOf({ values }: ParquetValues, row: number): bigint {
  return (values as BigInt64Array)[row]!;
}

/** Texts of events: of exemplars from one column, of other peaks from the other. */
async function lookUp(
  file: ParquetFile,
  events: readonly number[],
  exemplars: string,
  peaks: string,
): Promise<(string | null)[]> {
  const found = new Array<string | null>(events.length).fill(null);
  for (const [column, isWanted] of [
    [exemplars, (event: number) => event < file.rows],
    [peaks, (event: number) => event >= file.rows],
  ] as const) {
    const places = events.flatMap((event, at) => (isWanted(event) ? [at] : []));
    if (places.length === 0) continue;
    const rows = places.map((at) => events[at]! % file.rows);
    const texts = await file.texts(column, rows);
    places.forEach((at, i) => (found[at] = texts[i]!));
  }
  return found;
}

/** Events that were stored; without values where they were left out. */
async function* readEvents(
  file: () => Promise<ParquetFile>,
  columns: readonly string[],
  events: readonly number[],
): AsyncGenerator<EventBatch> {
  if (events.length === 0) return;
  const texts = await lookUp(await file(), events, FIXED.event, FIXED.peakEvent);
  const records = texts.map((text) => new Map(text === null ? [] : (JSON.parse(text) as [string, string][])));
  const values = columns.map((name) => records.map((record) => record.get(name) ?? null));
  yield { columns, rows: events.length, values, dataRows: Float64Array.from(events) };
}
