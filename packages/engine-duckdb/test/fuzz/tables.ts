import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { isWinnowError } from "@winnow/core";
import { Dice, mutated } from "../../../connector-files/test/fuzz/mutations.ts";
import type { Fuzzer } from "../../../../fuzz/fuzzer.ts";
import { duckdbFailed } from "../../src/errors.ts";
import { type Opened, Opener } from "../support/opened.ts";
import { zstdStored } from "./zstd-builder.ts";

const FILES_OF_ROUND = 20;
/** Slower than this is a hang, also on a busy machine. */
const HANG_MS = 20_000;

const opener = new Opener();

/** Reads damaged tables of every kind. */
export const tableFuzzer: Fuzzer = {
  name: "tables",
  unit: "damaged tables",
  promise: "each record is an event, a reject or in a gap, and both readers of CSV agree",
  rounds: 3,
  round: async (random, scratch) => {
    const dice = new Dice(random);
    for (let i = 0; i < FILES_OF_ROUND; i++) await attempt(dice, scratch);
    return FILES_OF_ROUND;
  },
  close: () => opener.close(),
};

type Kind = "csv" | "tsv" | "ndjson" | "json";

async function attempt(dice: Dice, scratch: string): Promise<void> {
  const kind = dice.pick<Kind>(["csv", "csv", "tsv", "ndjson", "json"]);
  const text = mutatedTable(kind, dice);
  const [packed, suffix] = dice.pick([pack("none"), pack("none"), pack("gz"), pack("zst")])(text);
  const bytes = suffix !== "" && dice.happens(0.7) ? damaged(packed, dice) : packed;
  const path = join(scratch, `input.${kind}${suffix}`);
  await writeFile(path, bytes);
  const opened = await open(path, 0);
  if (kind === "csv" || kind === "tsv") requireEqual(opened, await open(path, 1 << 20));
  else if (kind === "ndjson" && suffix === "" && typeof opened !== "string") requireEveryLine(bytes, opened);
}

/** What is in the file, or the code of the error for it. */
async function open(path: string, heldBytes: number): Promise<Opened | string> {
  const began = performance.now();
  const opened = await opener.open(path, { heldBytes }).catch((error: unknown) => {
    if (!isWinnowError(error) || error.code === duckdbFailed.spec.code) throw error;
    return error.code;
  });
  const milliseconds = performance.now() - began;
  if (milliseconds > HANG_MS) throw new Error(`reading ${path} took ${Math.round(milliseconds)} ms`);
  if (typeof opened !== "string") requireCounts(opened);
  return opened;
}

function requireCounts({ rows, rejects, ledger }: Opened): void {
  const counts = [ledger.clustered, ledger.rejected, ledger.read];
  const found = [rows.length, rejects.length, rows.length + rejects.length];
  if (counts.join() !== found.join()) throw new Error(`the ledger counts ${counts.join()}, found were ${found.join()}`);
}

function requireEqual(scanned: Opened | string, held: Opened | string): void {
  const [one, other] = [JSON.stringify(scanned), JSON.stringify(held)];
  if (one !== other) throw new Error(`DuckDB's scan and Winnow's reader differ:\n${one}\n${other}`);
}

function requireEveryLine(bytes: Buffer, { ledger, gaps }: Opened): void {
  // UTF-16 is recoded, which joins and breaks lines where it is damaged.
  if (bytes[0]! >= 0xfe) return;
  const lines = bytes
    .toString("latin1")
    .replace(/^\u00ef\u00bb\u00bf/, "")
    .split("\n")
    .filter((line) => /[^ \t\r]/.test(line)).length;
  if (ledger.read + gaps.length !== lines) {
    throw new Error(`${lines} lines gave ${ledger.read} records and ${gaps.length} gaps`);
  }
}

function mutatedTable(kind: Kind, dice: Dice): Buffer {
  const text = Buffer.from(table(kind, dice));
  if (dice.happens(0.2)) return text;
  const other = Buffer.from(table(dice.pick<Kind>(["csv", "json"]), dice));
  return damaged(text, dice, other);
}

function damaged(bytes: Buffer, dice: Dice, other: Buffer = bytes): Buffer {
  const result = mutated(bytes, other, () => dice.below(Math.max(1, bytes.length)), dice);
  return result.length === 0 ? bytes : result;
}

const CELLS: readonly string[] = [
  "",
  "1",
  "x y",
  "é€",
  '"',
  '""',
  "\n",
  "\r\n",
  "a,b",
  "\t",
  "\\",
  "{",
  "[1]",
  " ",
  "null",
];

function table(kind: Kind, dice: Dice): string {
  const rows = Array.from({ length: dice.below(dice.pick([4, 40, 400])) }, () =>
    Array.from({ length: 3 }, () => dice.pick(CELLS)),
  );
  const newline = dice.pick(["\n", "\n", "\r\n"]);
  if (kind === "csv" || kind === "tsv") {
    const delimiter = kind === "csv" ? "," : "\t";
    const lines = [["a", "b", "c"], ...rows].map((cells) => cells.map((text) => cell(text, dice)).join(delimiter));
    return lines.join(newline) + (dice.happens(0.8) ? newline : "");
  }
  const objects = rows.map(([a, b, c]) => JSON.stringify(dice.happens(0.3) ? { a, d: { e: b, f: [c] } } : { a, b, c }));
  const isArray = kind === "json" && dice.happens(0.7);
  return isArray ? `[${objects.join(`,${newline}`)}]` : objects.join(newline) + newline;
}

function cell(text: string, dice: Dice): string {
  return /[",\n\r\t]/.test(text) || dice.happens(0.2) ? `"${text.replaceAll('"', '""')}"` : text;
}

function pack(how: "none" | "gz" | "zst"): (bytes: Buffer) => readonly [Buffer, string] {
  switch (how) {
    case "none":
      return (bytes) => [bytes, ""];
    case "gz":
      return (bytes) => [gzipSync(bytes), ".gz"];
    case "zst":
      return (bytes) => [zstdStored(bytes), ".zst"];
  }
}
