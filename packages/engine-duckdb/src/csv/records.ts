/** Why a record's end, or its cells, cannot be told. */
export type QuoteDamage = "unclosed" | "trailing" | "endless";

/** One record of a CSV file, as bytes. */
export interface CsvRecord {
  /** Without its line end. */
  readonly bytes: Buffer;
  /** 1-based line on which it starts. */
  readonly line: number;
  /** Position of its first byte in the (unpacked) file. */
  readonly offset: number;
  /** Set where quoting is broken; the record then ends with the line it starts on. */
  readonly damage: QuoteDamage | null;
}

const LF = 10;
const CR = 13;
const SPACE = 32;
const QUOTE = 34;

/** Longest record that is waited for when a quote does not close. */
export const MAX_RECORD_BYTES: number = 32 * 1024 * 1024;

/** Finds a byte again and again, remembering the last answer: searches that start before it cost nothing. */
class ByteFinder {
  readonly #byte: number;
  #data: Buffer = Buffer.alloc(0);
  #from = 0;
  #found = -1;

  constructor(byte: number) {
    this.#byte = byte;
  }

  reset(data: Buffer): void {
    this.#data = data;
    this.#from = 0;
    this.#found = data.indexOf(this.#byte);
  }

  /** First position of the byte at or after `from`; the data's length where there is none. */
  next(from: number): number {
    if (from < this.#from || (this.#found >= 0 && this.#found < from)) {
      this.#found = this.#data.indexOf(this.#byte, from);
      this.#from = from;
    }
    return this.#found < 0 ? this.#data.length : this.#found;
  }
}

interface Span {
  readonly end: number;
  readonly damage: QuoteDamage | null;
}

/**
 * Cuts a CSV byte stream into records. Line ends are LF, CRLF or CR; quoted cells may hold line ends. Where quoting is
 * broken (a quote never closes, or text follows a closing quote) only the line on which the record starts is given up
 * and reading goes on with the next line, so that one stray quote cannot swallow the rest of a file.
 */
export class RecordScanner {
  readonly #delimiter: number;
  readonly #maxRecord: number;
  readonly #lf = new ByteFinder(LF);
  readonly #cr = new ByteFinder(CR);
  readonly #quote = new ByteFinder(QUOTE);
  #data: Buffer = Buffer.alloc(0);
  #last = false;
  #offset = 0;
  #line = 1;

  constructor(delimiter: string, maxRecord: number = MAX_RECORD_BYTES) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#maxRecord = maxRecord;
  }

  /** Takes the next bytes and gives the records that they complete; with `last`, also the one that the end closes. */
  feed(chunk: Buffer, last: boolean): CsvRecord[] {
    this.#data = this.#data.length === 0 ? chunk : Buffer.concat([this.#data, chunk]);
    this.#last = last;
    for (const finder of [this.#lf, this.#cr, this.#quote]) finder.reset(this.#data);
    const records: CsvRecord[] = [];
    let start = this.#offset === 0 ? byteOrderMark(this.#data) : 0;
    while (start < this.#data.length) {
      const span = this.#span(start);
      const next = span === undefined ? undefined : this.#afterLineEnd(span.end);
      if (span === undefined || next === undefined) break;
      const bytes = this.#data.subarray(start, span.end);
      if (bytes.length > 0)
        records.push({ bytes, line: this.#line, offset: this.#offset + start, damage: span.damage });
      this.#line += countLineEnds(this.#data, start, next);
      start = next;
    }
    this.#offset += start;
    this.#data = this.#data.subarray(start);
    return records;
  }

  #lineEnd(from: number): number {
    return Math.min(this.#lf.next(from), this.#cr.next(from));
  }

  /** Start of what follows the line end at `end`; undefined where more bytes are needed to know. */
  #afterLineEnd(end: number): number | undefined {
    if (end >= this.#data.length) return end;
    if (this.#data[end] !== CR) return end + 1;
    if (end + 1 < this.#data.length) return this.#data[end + 1] === LF ? end + 2 : end + 1;
    return this.#last ? end + 1 : undefined;
  }

  /** The record that starts at `start`, or undefined where more bytes are needed. */
  #span(start: number): Span | undefined {
    const lineEnd = this.#lineEnd(start);
    if (this.#quote.next(start) >= lineEnd) return this.#closed(lineEnd);
    let cell = start;
    for (;;) {
      const end = this.#cellEnd(cell, cell === start);
      if (end === undefined) return this.#giveUpOrWait(start);
      if (typeof end === "string") return this.#firstLine(start, end);
      if (this.#data[end] !== this.#delimiter) return this.#closed(end);
      cell = end + 1;
    }
  }

  /** Where the cell at `from` ends, what is wrong with it, or undefined where more bytes are needed. */
  #cellEnd(from: number, isFirst: boolean): number | QuoteDamage | undefined {
    const data = this.#data;
    const opening = isFirst ? from : skipSpaces(data, from);
    if (data[opening] !== QUOTE) {
      const delimiter = data.indexOf(this.#delimiter, from);
      const lineEnd = this.#lineEnd(from);
      return delimiter >= 0 && delimiter < lineEnd ? delimiter : lineEnd;
    }
    let closing = this.#quote.next(opening + 1);
    while (data[closing + 1] === QUOTE) closing = this.#quote.next(closing + 2);
    if (closing >= data.length) return undefined;
    const end = skipSpaces(data, closing + 1);
    if (end >= data.length) return this.#last ? end : undefined;
    const follows = data[end];
    return follows === this.#delimiter || follows === LF || follows === CR ? end : "trailing";
  }

  #closed(end: number): Span | undefined {
    return end < this.#data.length || this.#last ? { end, damage: null } : undefined;
  }

  #giveUpOrWait(start: number): Span | undefined {
    if (this.#last) return this.#firstLine(start, "unclosed");
    return this.#data.length - start > this.#maxRecord ? this.#firstLine(start, "endless") : undefined;
  }

  #firstLine(start: number, damage: QuoteDamage): Span | undefined {
    const end = this.#lineEnd(start);
    return end < this.#data.length || this.#last ? { end, damage } : undefined;
  }
}

function byteOrderMark(data: Buffer): number {
  return data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf ? 3 : 0;
}

function skipSpaces(data: Buffer, from: number): number {
  let at = from;
  while (data[at] === SPACE) at++;
  return at;
}

/** Lines end with LF; a file whose lines end with CR alone counts those. */
function countLineEnds(data: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = data.indexOf(LF, from); at >= 0 && at < to; at = data.indexOf(LF, at + 1)) count++;
  return count === 0 && to > from && data[to - 1] === CR ? 1 : count;
}
