import { type EventBatch, isWinnowError } from "@winnow/core";
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Fuzzer } from "../../../../fuzz/fuzzer.ts";
import { parseHeader } from "../../src/readers/auditd/record.ts";
import { readLog } from "../../src/readers/read-log.ts";
import { Dice, mutated } from "./mutations.ts";
import { sealed, SEEDS, type Seed } from "./seeds.ts";

const TRIES_OF_ROUND = 200;

/** Reads damaged logs of every kind. */
export const readerFuzzer: Fuzzer = {
  name: "readers",
  unit: "damaged logs",
  promise: "each record is an event, a reject or in a gap, and output grows with the input and no faster",
  rounds: 12,
  round: async (random, scratch) => {
    const dice = new Dice(random);
    for (let i = 0; i < TRIES_OF_ROUND; i++) {
      const seed = dice.pick(SEEDS);
      const damaged = mutated(seed.bytes, dice.pick(SEEDS).bytes, () => seed.place(dice), dice);
      const forged = seed.kind === "evtx" && dice.happens(0.6);
      const bytes = forged ? sealed(Buffer.from(damaged)) : damaged;
      try {
        await check(seed, bytes, forged, dice.happens(0.1));
      } catch (error) {
        await writeFile(join(scratch, `input.${seed.kind}`), bytes);
        throw error;
      }
    }
    return TRIES_OF_ROUND;
  },
};

async function check(seed: Seed, bytes: Buffer, forged: boolean, twice: boolean): Promise<void> {
  const began = performance.now();
  const reading = await read(seed.kind, bytes, 65_536);
  const milliseconds = performance.now() - began;
  if (milliseconds > HANG_MS) throw new Error(`reading ${bytes.length} bytes took ${Math.round(milliseconds)} ms`);
  if (reading === undefined) return;
  for (const batch of reading.batches) checkBatch(batch);
  checkOutput(reading, seed.kind === "evtx" ? Math.ceil(bytes.length / 65_536) * 65_536 : bytes.length);
  if (seed.kind !== "evtx") checkLines(seed.kind, bytes, reading);
  else if (!forged) checkRecords(seed.records, reading);
  if (twice && digest(await read(seed.kind, bytes, 1021)) !== digest(reading)) {
    throw new Error("another reading of the same bytes gave other events");
  }
}

/** Slower than this is a hang, also on a busy machine: honest files of this size take a thousandth of it. */
const HANG_MS = 10_000;

interface Reading {
  readonly batches: readonly EventBatch[];
  readonly events: number;
  readonly rejects: readonly object[];
  readonly gaps: readonly object[];
  readonly warnings: readonly string[];
}

/** `undefined` where the file as a whole was refused, with a coded error. */
async function read(kind: Seed["kind"], bytes: Buffer, pieces: number): Promise<Reading | undefined> {
  const batches: EventBatch[] = [];
  const rejects: object[] = [];
  const gaps: object[] = [];
  const warnings: string[] = [];
  const hooks = {
    onReject: (reject: object) => rejects.push(reject),
    onGap: (gap: object) => gaps.push(gap),
    onWarn: (warning: string) => warnings.push(warning),
  };
  try {
    for await (const batch of readLog(kind, cut(bytes, pieces), hooks, { yearHint: 2024 })) batches.push(batch);
  } catch (error) {
    if (isWinnowError(error)) return undefined;
    throw error;
  }
  return { batches, events: batches.reduce((sum, { rows }) => sum + rows, 0), rejects, gaps, warnings };
}

async function* cut(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function checkBatch({ columns, rows, values }: EventBatch): void {
  if (new Set(columns.map((name) => name.toLowerCase())).size !== columns.length) throw new Error("columns double");
  if (values.some((column) => column.length !== rows)) throw new Error("a column has more or fewer values than rows");
  if (values.some((column) => column.some((text) => text !== null && !text.isWellFormed()))) {
    throw new Error("a value is no Unicode text");
  }
}

/** Characters that come out for each byte that goes in, and of a file of any size. */
const PER_BYTE = 64;
const PER_FILE = 65_536;
/** What all lines that repeat a message may come to together. */
const REPEATED = 1 << 26;

function checkOutput({ batches }: Reading, bytes: number): void {
  let [characters, repeated] = [0, 0];
  for (const { columns, rows, values } of batches) {
    const repeats = values[columns.indexOf("repeated")];
    for (const column of values) {
      for (let row = 0; row < rows; row++) {
        const length = column[row]?.length ?? 0;
        if ((repeats?.[row] ?? null) === null) characters += length;
        else repeated += length;
      }
    }
    characters += columns.reduce((sum, name) => sum + name.length, 0);
  }
  if (characters > PER_FILE + PER_BYTE * bytes) throw new Error(`${bytes} bytes came to ${characters} characters`);
  if (repeated > REPEATED) throw new Error(`${bytes} bytes were repeated to ${repeated} characters`);
}

/** Each line that is not blank is told of once. */
function checkLines(kind: Seed["kind"], bytes: Buffer, { batches, events, rejects }: Reading): void {
  const texts = textLines(bytes);
  if (kind === "journald") assertCount(events + rejects.length, texts.length);
  else if (kind === "auditd") {
    const ends = texts.filter(isNoRecord);
    const records = columnOf(batches, "raw").flatMap((raw) => raw?.split("\n") ?? []);
    assertCount(records.length + rejects.length + ends.length, texts.length);
  } else {
    const repeats = columnOf(batches, "repeated").map((times) => Number(times ?? 1));
    assertCount(Math.round(repeats.reduce((sum, times) => sum + 1 / times, 0)) + rejects.length, texts.length);
  }
}

/** The first second of the year 10000: later records are rejected, whatever their type. */
const TOO_LATE = 253_402_300_800;

/** Lines of an audit log that are neither records nor rejects: rules that `ausearch` draws, and ends of events. */
function isNoRecord(text: string): boolean {
  const header = parseHeader(text);
  const isEnd = header?.type === "EOE" && Number(header.stamp) < TOO_LATE;
  return isEnd || text === "----" || text.startsWith("time->");
}

function textLines(bytes: Buffer): readonly string[] {
  const lines = bytes.toString("latin1").split("\n");
  return lines
    .map((line) => Buffer.from(line.replace(/^\0+/, "").replace(/\r$/, ""), "latin1").toString("utf8"))
    .map((line, index) => (index === 0 ? line.replace(/^\ufeff/, "") : line))
    .filter((line) => line.trim() !== "");
}

function columnOf(batches: readonly EventBatch[], name: string): readonly (string | null)[] {
  return batches.flatMap(({ columns, values }) => values[columns.indexOf(name)] ?? []);
}

function assertCount(told: number, lines: number): void {
  if (told !== lines) throw new Error(`${told} of ${lines} lines are events or rejects`);
}

/** Damage that is not forged leaves no record without an event, a reject, a gap or a warning. */
function checkRecords(records: number, { events, rejects, gaps, warnings }: Reading): void {
  if (events + rejects.length < records && gaps.length + warnings.length === 0) {
    throw new Error(`${events + rejects.length} of ${records} records are told of, and nothing else`);
  }
}

function digest(reading: Reading | undefined): string {
  if (reading === undefined) return "refused";
  const rows = reading.batches.flatMap(({ columns, rows: count, values }) =>
    Array.from({ length: count }, (_, row) =>
      columns.flatMap((name, index) => (values[index]![row] === null ? [] : [name, values[index]![row]!])),
    ),
  );
  return createHash("sha256")
    .update(JSON.stringify([rows, reading.rejects, reading.gaps]))
    .digest("hex");
}
