import { LIMITS } from "@winnow/core";
import { slices, type UnpackedBytes } from "../input/unpack.ts";

const LF = 10;
const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const COMMA = 44;

/** Bytes of a record that is too long that are kept, to be quoted. */
const QUOTED_BYTES = 4096;

/** One record of a JSON file, as bytes. */
export interface JsonRecord {
  /** Of a record that is too long, the beginning. */
  readonly bytes: Buffer;
  readonly isTooLong: boolean;
  /** 1-based line on which it starts. */
  readonly line: number;
}

/** Where a file breaks off. */
export interface Cut {
  /** 1-based line of the record that is cut. */
  readonly line: number;
  readonly reason: string;
}

/** Cuts one byte stream into records. */
export interface JsonSplitter {
  records(bytes: UnpackedBytes): AsyncGenerator<JsonRecord[]>;
  /** Set at the end of the records where the file breaks off. A cut record is not among them. */
  readonly cut: Cut | undefined;
}

const CUT_RECORD = "the last record is cut off";
const CUT_ARRAY = "the array does not end";

function isSpace(byte: number): boolean {
  return byte === 32 || byte === LF || byte === 13 || byte === 9;
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every(isSpace);
}

/** A record that may arrive in several pieces. */
class Pieces {
  #pieces: Buffer[] = [];
  #length = 0;

  add(piece: Buffer): void {
    this.#length += piece.length;
    if (this.#length <= LIMITS.recordBytes) this.#pieces.push(piece);
    else if (this.#pieces.length > 0) this.#pieces = [this.#pieces[0]!.subarray(0, QUOTED_BYTES)];
    else this.#pieces = [piece.subarray(0, QUOTED_BYTES)];
  }

  /** The record; the next one starts empty. */
  take(line: number): JsonRecord {
    const bytes = this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces);
    const record = { bytes, isTooLong: this.#length > LIMITS.recordBytes, line };
    this.#pieces = [];
    this.#length = 0;
    return record;
  }
}

/** Splits into lines that are not blank: what NDJSON calls records. */
export class JsonLines implements JsonSplitter {
  cut: Cut | undefined;

  async *records(bytes: UnpackedBytes): AsyncGenerator<JsonRecord[]> {
    const pieces = new Pieces();
    let line = 1;
    for await (const chunk of withoutMark(slices(bytes))) {
      const records: JsonRecord[] = [];
      let start = 0;
      for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
        pieces.add(chunk.subarray(start, end));
        const record = pieces.take(line++);
        if (!isBlank(record.bytes)) records.push(record);
        start = end + 1;
      }
      pieces.add(chunk.subarray(start));
      yield records;
    }
    const last = pieces.take(line);
    if (bytes.damage !== undefined) this.cut = { line, reason: bytes.damage };
    else if (isBlank(last.bytes)) return;
    else if (!last.isTooLong && isCutOff(last.bytes)) this.cut = { line, reason: CUT_RECORD };
    else yield [last];
  }
}

/** Whether an object or array starts and does not end. */
function isCutOff(bytes: Buffer): boolean {
  const structure = new Structure();
  for (let at = 0; at < bytes.length; at++) at = structure.feed(bytes, at);
  return structure.isOpen;
}

/** Whether brackets are nested deeper than `most`. */
export function isDeeper(bytes: Buffer, most: number): boolean {
  const structure = new Structure();
  for (let at = 0; at < bytes.length && structure.depth <= most; at++) at = structure.feed(bytes, at);
  return structure.depth > most;
}

/** Depth of brackets, and whether a byte is inside a string. */
class Structure {
  #inText = false;
  #escaped = false;
  readonly #onTextLine: (() => void) | undefined;
  depth = 0;

  /** @param onTextLine called for each line end in a string, which only broken ones have */
  constructor(onTextLine?: () => void) {
    this.#onTextLine = onTextLine;
  }

  get inText(): boolean {
    return this.#inText;
  }

  get isOpen(): boolean {
    return this.#inText || this.depth > 0;
  }

  /** Takes the byte at `at`, in a string also those up to its end, and returns the position of the last one taken. */
  feed(bytes: Buffer, at: number): number {
    const byte = bytes[at]!;
    if (this.#inText) return this.#text(bytes, at);
    if (byte === QUOTE) this.#inText = true;
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.depth++;
    else if ((byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) && this.depth > 0) this.depth--;
    return at;
  }

  #text(bytes: Buffer, from: number): number {
    let at = from;
    for (; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (byte === LF) this.#onTextLine?.();
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) {
        this.#inText = false;
        return at;
      }
    }
    return at - 1;
  }
}

/**
 * Splits into the elements of the one array that a file consists of, or, where it is no array, into its values. Between two
 * commas is one element, however broken, as long as its brackets and quotes pair up.
 */
export class JsonElements implements JsonSplitter {
  cut: Cut | undefined;
  readonly #pieces = new Pieces();
  #structure: Structure | undefined;
  /** In an array whose end has not come. */
  #inArray = false;
  #line = 1;
  /** Line on which the element starts; 0 between elements. */
  #startLine = 0;

  async *records(bytes: UnpackedBytes): AsyncGenerator<JsonRecord[]> {
    for await (const chunk of withoutMark(slices(bytes))) yield this.#feed(chunk);
    const isOpen = this.#structure?.isOpen === true;
    const line = this.#startLine === 0 ? this.#line : this.#startLine;
    if (bytes.damage !== undefined) this.cut = { line, reason: bytes.damage };
    else if (this.#inArray) this.cut = { line, reason: CUT_ARRAY };
    else if (isOpen) this.cut = { line, reason: CUT_RECORD };
    if (this.#startLine > 0 && !isOpen) yield [this.#pieces.take(this.#startLine)];
  }

  #feed(chunk: Buffer): JsonRecord[] {
    const records: JsonRecord[] = [];
    let start = this.#startLine > 0 ? 0 : -1;
    const finish = (end: number): void => {
      if (this.#startLine === 0) return;
      this.#pieces.add(chunk.subarray(start, end));
      records.push(this.#pieces.take(this.#startLine));
      this.#startLine = 0;
    };
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (byte === LF && this.#structure?.inText !== true) this.#line++;
      if (this.#structure === undefined) {
        if (isSpace(byte)) continue;
        this.#inArray = byte === OPEN_ARRAY;
        this.#structure = new Structure(() => this.#line++);
        if (this.#inArray) continue;
      }
      const structure = this.#structure;
      if (!structure.isOpen) {
        if (isSpace(byte)) continue;
        if (this.#inArray && (byte === COMMA || byte === CLOSE_ARRAY)) {
          finish(at);
          this.#inArray = byte === COMMA;
          continue;
        }
        if (this.#startLine === 0) {
          start = at;
          this.#startLine = this.#line;
        }
      }
      at = structure.feed(chunk, at);
      const isClosing = byte === CLOSE_OBJECT || byte === CLOSE_ARRAY;
      if (!this.#inArray && isClosing && !structure.isOpen) finish(at + 1);
    }
    if (this.#startLine > 0) this.#pieces.add(chunk.subarray(start));
    return records;
  }
}

async function* withoutMark(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let first = true;
  for await (const chunk of bytes) {
    const marked = first && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf;
    first = false;
    yield marked ? chunk.subarray(3) : chunk;
  }
}
