import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Reject } from "@winnow/core";
import { reasonOf } from "../reason-of.ts";
import { spillFailed } from "../errors.ts";
import { ReasonCounts } from "./reason-counts.ts";

/** A part of the store's file. */
interface Block {
  readonly at: number;
  readonly bytes: number;
}

/** Characters of rejected records that one list keeps in memory. */
const BUFFERED_CHARACTERS = 256 * 1024;
/** Characters that are kept of a rejected record, and of the name of its file. */
const TEXT_CHARACTERS = 500;
const NAME_CHARACTERS = 4096;

/** A temporary file for rejected records: a log can consist of nothing else. */
export class RejectStore {
  readonly #directory: string;
  #file: number | undefined;
  #end = 0;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** @throws `WN1404` where the disk is full */
  append(text: string): Block {
    const bytes = Buffer.from(text);
    try {
      this.#file ??= openSync(join(this.#directory, "rejects"), "wx+");
      for (let written = 0; written < bytes.length;) {
        written += writeSync(this.#file, bytes, written, bytes.length - written, this.#end + written);
      }
    } catch (cause) {
      throw spillFailed({ directory: this.#directory, reason: reasonOf(cause) }, { cause });
    }
    const block = { at: this.#end, bytes: bytes.length };
    this.#end += bytes.length;
    return block;
  }

  read({ at, bytes }: Block): string {
    const buffer = Buffer.allocUnsafe(bytes);
    for (let read = 0; read < bytes;) {
      const count = readSync(this.#file!, buffer, read, bytes - read, at + read);
      if (count === 0) throw spillFailed({ directory: this.#directory, reason: "a file was shortened" });
      read += count;
    }
    return buffer.toString("utf8");
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}

/** The rejected records of one input, in order. They are counted at once and read back as often as needed. */
export class RejectList {
  readonly reasons: ReasonCounts = new ReasonCounts();
  readonly #store: RejectStore;
  readonly #blocks: Block[] = [];
  #block = new BlockWriter();

  constructor(store: RejectStore) {
    this.#store = store;
  }

  get count(): number {
    return this.reasons.total;
  }

  add(reject: Reject): void {
    this.reasons.add(reject.reason);
    this.#block.add(reject);
    if (this.#block.characters >= BUFFERED_CHARACTERS) this.seal();
  }

  /** Writes to the store what is still in memory. */
  seal(): void {
    if (this.#block.characters === 0) return;
    this.#blocks.push(this.#store.append(this.#block.text()));
    this.#block = new BlockWriter();
  }

  /** Only of a sealed list. */
  *read(): Generator<Reject> {
    for (const block of this.#blocks) yield* readBlock(this.#store.read(block));
  }
}

/**
 * Some rejected records as text: names of files and reasons as a line of JSON, then each record as the numbers of both, its
 * line, the length of its text and that text. Half as much work as JSON for each.
 */
class BlockWriter {
  characters = 0;
  readonly #names = new Map<string, number>();
  readonly #records: string[] = [];

  add({ file, line, reason, text }: Reject): void {
    const shortened = quoted(text);
    const names = `${this.#number(file, NAME_CHARACTERS)} ${this.#number(reason, TEXT_CHARACTERS)}`;
    const record = `${names} ${line} ${shortened.length} ${shortened}`;
    this.#records.push(record);
    this.characters += record.length;
  }

  text(): string {
    return `${JSON.stringify([...this.#names.keys()])}\n${this.#records.join("")}`;
  }

  #number(name: string, most: number): number {
    const shortened = name.length > most ? name.slice(0, most) : name;
    let number = this.#names.get(shortened);
    if (number === undefined) {
      number = this.#names.size;
      this.#names.set(shortened, number);
      this.characters += shortened.length;
    }
    return number;
  }
}

function* readBlock(block: string): Generator<Reject> {
  const start = block.indexOf("\n") + 1;
  const names = JSON.parse(block.slice(0, start)) as string[];
  for (let at = start; at < block.length;) {
    const numbers: number[] = [];
    while (numbers.length < 4) {
      const end = block.indexOf(" ", at);
      numbers.push(Number(block.slice(at, end)));
      at = end + 1;
    }
    const [file, reason, line, length] = numbers as [number, number, number, number];
    yield { file: names[file]!, line, reason: names[reason]!, text: block.slice(at, at + length) };
    at += length;
  }
}

/** A text as long as a rejection quotes. */
export function quoted(text: string): string {
  return text.length > TEXT_CHARACTERS ? text.slice(0, TEXT_CHARACTERS).toWellFormed() + "…" : text;
}

export const NOT_UTF8 = "not valid UTF-8";
export const LONG_RECORD = "the record is longer than 16 MiB";
