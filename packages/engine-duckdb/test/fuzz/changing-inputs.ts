import { createHash } from "node:crypto";
import { appendFileSync, renameSync, truncateSync, unlinkSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { isWinnowError } from "@winnow/core";
import { Dice } from "../../../connector-files/test/fuzz/mutations.ts";
import type { Fuzzer } from "../../../../fuzz/fuzzer.ts";
import { duckdbFailed } from "../../src/errors.ts";
import { writeParquet } from "../../src/write-parquet.ts";
import { type Opened, Opener } from "../support/opened.ts";

const FILES_OF_ROUND = 10;
/** Changes come within this time, in which most files are opened, reduced and read. */
const CHANGE_WITHIN_MS = 60;

const opener = new Opener();

/** Changes a file while it is read. */
export const changingInputFuzzer: Fuzzer = {
  name: "changing-inputs",
  unit: "changing inputs",
  promise: "a file that changes during a run gives the events of one version with its hash, or WN1415",
  rounds: 3,
  round: async (random, scratch) => {
    const dice = new Dice(random);
    for (let i = 0; i < FILES_OF_ROUND; i++) await attempt(dice, scratch);
    return FILES_OF_ROUND;
  },
  close: () => opener.close(),
};

const KINDS = ["csv", "csv.gz", "ndjson", "json", "parquet"] as const;
type Kind = (typeof KINDS)[number];

/** A version of a file: every cell says which. */
interface Version {
  readonly mark: string;
  readonly rows: number;
  readonly bytes: Buffer;
}

async function attempt(dice: Dice, scratch: string): Promise<void> {
  const kind = dice.pick(KINDS);
  const rows = dice.below(dice.pick([10, 1000, 20_000])) + 1;
  const before = await version(kind, "before", rows, scratch);
  const after = await version(kind, "after", dice.happens(0.5) ? rows : dice.below(2 * rows) + 1, scratch);
  const path = join(scratch, `input.${kind}`);
  writeFileSync(path, before.bytes);
  // Most runs are over a file that was there for a while.
  if (dice.happens(0.7)) await wait(25);
  const how = dice.pick<Change>(["grow", "replace", "shorten", "rewrite", "remove"]);
  const changing = wait(dice.below(CHANGE_WITHIN_MS)).then(() => change(how, path, before, after));
  const heldBytes = dice.pick([0, 1 << 30]);
  const opened = await opener.open(path, { heldBytes }).catch((error: unknown) => {
    if (!isWinnowError(error) || error.code === duckdbFailed.spec.code) throw error;
    return error.code;
  });
  await changing;
  const place = `${kind}, ${how}, ${heldBytes === 0 ? "scanned" : "held"}`;
  if (typeof opened === "string") requireCode(opened, how, place);
  else await requireOneVersion(opened, [before, after], path, place);
}

type Change = "grow" | "replace" | "shorten" | "rewrite" | "remove";

function change(how: Change, path: string, before: Version, after: Version): void {
  switch (how) {
    case "grow":
      return appendFileSync(path, after.bytes.subarray(0, 1 + (after.bytes.length >> 1)));
    case "replace":
      writeFileSync(`${path}.new`, after.bytes);
      return renameSync(`${path}.new`, path);
    case "shorten":
      return truncateSync(path, before.bytes.length >> 1);
    case "rewrite":
      return writeFileSync(path, after.bytes, { flag: "r+" });
    case "remove":
      return unlinkSync(path);
  }
}

/** Files that were changed before they were opened may be empty, missing or no longer of their format. */
const BEFORE_OPENING: Readonly<Record<Change, readonly string[]>> = {
  grow: ["WN1412"],
  replace: [],
  shorten: ["WN1410", "WN1412", "WN1413"],
  rewrite: ["WN1412", "WN1413"],
  remove: ["WN1411"],
};

function requireCode(code: string, how: Change, place: string): void {
  if (code !== "WN1415" && !BEFORE_OPENING[how].includes(code)) throw new Error(`${place}: ended with ${code}`);
}

async function requireOneVersion(
  opened: Opened,
  versions: readonly Version[],
  path: string,
  place: string,
): Promise<void> {
  const { rows, inputs } = opened;
  const { sha256, bytes } = inputs[0]!;
  const found = versions.find((one) => hashOf(one.bytes) === sha256);
  if (found === undefined) return requireFinal(opened, path, place);
  if (bytes !== found.bytes.length) throw new Error(`${place}: ${bytes} bytes of ${found.bytes.length}`);
  const marks = new Set(rows.map(({ a }) => a?.split("-")[0]));
  if ([...marks].some((mark) => mark !== found.mark))
    throw new Error(`${place}: hash of ${found.mark}, events of others`);
  if (rows.length !== found.rows) throw new Error(`${place}: ${rows.length} events of ${found.rows}`);
}

/** A file that was changed before it was opened is what the change made of it. */
async function requireFinal({ rows, inputs }: Opened, path: string, place: string): Promise<void> {
  const { sha256, bytes } = inputs[0]!;
  const final = (await readFile(path)).subarray(0, bytes);
  if (hashOf(final) !== sha256) throw new Error(`${place}: the hash is that of no version`);
  const copy = join(dirname(path), `copy-${basename(path)}`);
  writeFileSync(copy, final);
  const expected = await opener.open(copy);
  if (JSON.stringify(expected.rows) !== JSON.stringify(rows)) throw new Error(`${place}: events of another version`);
}

function hashOf(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function version(kind: Kind, mark: string, rows: number, scratch: string): Promise<Version> {
  return { mark, rows, bytes: await bytesOf(kind, mark, rows, scratch) };
}

async function bytesOf(kind: Kind, mark: string, rows: number, scratch: string): Promise<Buffer> {
  const values = Array.from({ length: rows }, (_, row) => `${mark}-${(row * 7919) % 104_729}`);
  switch (kind) {
    case "csv":
      return Buffer.from(`a,b\n${values.map((value) => `${value},x`).join("\n")}\n`);
    case "csv.gz":
      return gzipSync(`a,b\n${values.map((value) => `${value},x`).join("\n")}\n`);
    case "ndjson":
      return Buffer.from(`${values.map((a) => JSON.stringify({ a })).join("\n")}\n`);
    case "json":
      return Buffer.from(JSON.stringify(values.map((a) => ({ a }))));
    case "parquet": {
      const path = join(scratch, `${mark}.parquet`);
      await writeParquet(path, [{ name: "a", type: "text", values }]);
      return readFile(path);
    }
  }
}
