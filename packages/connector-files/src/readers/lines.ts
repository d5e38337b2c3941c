import { throwIfAborted } from "@winnow/core";
import { isUtf8 } from "node:buffer";
import { excerpt, type ReaderHooks } from "./reader.ts";

export interface Line {
  /** 1-based. */
  readonly number: number;
  readonly text: string;
}

/** Bytes. Far longer than any log's lines, and little enough to hold. */
const MAX_LINE = 16 * 1024 * 1024;

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
    if (this.#length > 0) this.#finish(lines);
    const warn = (count: number, what: string): void =>
      this.#hooks.onWarn(`${count === 1 ? "1 line" : `${count} lines`} ${what}`);
    if (this.#notUtf8 > 0) warn(this.#notUtf8, "held bytes that are no UTF-8; they are shown as \ufffd.");
    if (this.#withNul > 0) warn(this.#withNul, "began with NUL bytes, as a crash leaves them; they were dropped.");
    return lines;
  }

  /** Of a line that is too long only its beginning is kept, for the reject. */
  #keep(part: Buffer): void {
    this.#length += part.length;
    if (part.length > 0 && this.#length <= MAX_LINE) this.#pending.push(part);
    else if (this.#length > MAX_LINE) this.#pending.length = Math.min(1, this.#pending.length);
  }

  #finish(lines: Line[]): void {
    const number = ++this.#number;
    const bytes = this.#pending.length === 1 ? this.#pending[0]! : Buffer.concat(this.#pending);
    if (this.#length > MAX_LINE) {
      const text = excerpt(bytes.toString("utf8", 0, 4096));
      this.#hooks.onReject({ line: number, reason: "the line is longer than 16 MiB", text });
    } else {
      const text = this.#decode(bytes);
      if (text.trim() !== "") lines.push({ number, text });
    }
    this.#pending = [];
    this.#length = 0;
  }

  #decode(bytes: Buffer): string {
    let [from, to] = [0, bytes.length];
    if (to > 0 && bytes[to - 1] === RETURN) to--;
    while (from < to && bytes[from] === 0) from++;
    if (from > 0) this.#withNul++;
    const line = bytes.subarray(from, to);
    if (!isUtf8(line)) this.#notUtf8++;
    const text = line.toString("utf8");
    return this.#number === 1 && text.startsWith("\ufeff") ? text.slice(1) : text;
  }
}
