import { LIMITS, throwIfAborted } from "@winnow/core";
import { isUtf8 } from "node:buffer";
import { excerpt, type ReaderHooks } from "./reader.ts";

export interface Line {
  /** 1-based. */
  readonly number: number;
  readonly text: string;
  /** The file ends without an end of line: the line may not be all there. */
  readonly isCut: boolean;
}

const NEWLINE = 10;
const RETURN = 13;

/**
 * Cuts text into lines, those of one chunk together; blank lines are left out. A byte order mark and carriage returns at
 * line ends are no part of a line. Bytes that are no UTF-8 become U+FFFD, and NUL bytes before a line (a crash of the
 * machine leaves runs of them) are dropped; both are warned of, once, at the end. A line of over 16 MiB is rejected.
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  hooks: ReaderHooks,
): AsyncGenerator<readonly Line[]> {
  const splitter = new LineSplitter(hooks);
  for await (const chunk of chunks) {
    throwIfAborted(hooks.signal);
    const lines = splitter.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    if (lines.length > 0) yield lines;
  }
  const rest = splitter.end();
  if (rest.length > 0) yield rest;
}

class LineSplitter {
  readonly #hooks: ReaderHooks;
  #pending: Buffer[] = [];
  #length = 0;
  #beginsWithNul = false;
  #number = 0;
  #notUtf8 = 0;
  #withNul = 0;

  constructor(hooks: ReaderHooks) {
    this.#hooks = hooks;
  }

  push(chunk: Buffer): Line[] {
    const lines: Line[] = [];
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      this.#keep(chunk.subarray(from, at));
      this.#finish(lines);
      from = at + 1;
    }
    this.#keep(chunk.subarray(from));
    return lines;
  }

  end(): Line[] {
    const lines: Line[] = [];
    if (this.#length > 0 || this.#beginsWithNul) this.#finish(lines, true);
    const warn = (count: number, what: string): void =>
      this.#hooks.onWarn(`${count === 1 ? "1 line" : `${count} lines`} ${what}`);
    if (this.#notUtf8 > 0) warn(this.#notUtf8, "held bytes that are no UTF-8; they are shown as \ufffd.");
    if (this.#withNul > 0) warn(this.#withNul, "began with NUL bytes, as a crash leaves them; they were dropped.");
    return lines;
  }

  /** Of a line that is too long only its beginning is kept, for the reject; of NUL bytes before a line nothing is. */
  #keep(part: Buffer): void {
    const kept = this.#length === 0 ? this.#withoutNul(part) : part;
    this.#length += kept.length;
    if (kept.length > 0 && this.#length <= LIMITS.recordBytes) this.#pending.push(kept);
    else if (this.#length > LIMITS.recordBytes) this.#pending.length = Math.min(1, this.#pending.length);
  }

  #withoutNul(part: Buffer): Buffer {
    let from = 0;
    while (from < part.length && part[from] === 0) from++;
    if (from > 0) this.#beginsWithNul = true;
    return part.subarray(from);
  }

  #finish(lines: Line[], isCut = false): void {
    const number = ++this.#number;
    const bytes = this.#pending.length === 1 ? this.#pending[0]! : Buffer.concat(this.#pending);
    if (this.#length > LIMITS.recordBytes) {
      const text = excerpt(bytes.toString("utf8", 0, 4096));
      this.#hooks.onReject({ line: number, reason: "the line is longer than 16 MiB", text });
    } else {
      const text = this.#decode(bytes);
      if (text.trim() !== "") lines.push({ number, text, isCut });
    }
    if (this.#beginsWithNul) this.#withNul++;
    this.#pending = [];
    this.#length = 0;
    this.#beginsWithNul = false;
  }

  #decode(bytes: Buffer): string {
    const line = bytes.at(-1) === RETURN ? bytes.subarray(0, -1) : bytes;
    if (!isUtf8(line)) this.#notUtf8++;
    const text = line.toString("utf8");
    return this.#number === 1 && text.startsWith("\ufeff") ? text.slice(1) : text;
  }
}
