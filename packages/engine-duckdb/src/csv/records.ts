import { LIMITS } from "@winnow/core";

/** Why a record's end, or its cells, cannot be determined. */
export type RecordDamage = "unclosed" | "trailing" | "endless" | "long";

/** One record of a CSV file, as bytes. */
export interface CsvRecord {
  /** Without its line end; of a record that is too long, the beginning. */
  readonly bytes: Buffer;
  /** 1-based line on which it starts. */
  readonly line: number;
  /** Set where quoting is broken, or the record too long; the record then ends with the line it starts on. */
  readonly damage: RecordDamage | null;
}

/** A record in a larger buffer. A buffer for each costs more than all else, so that it is made when it is needed. */
class ScannedRecord implements CsvRecord {
  readonly line: number;
  readonly damage: RecordDamage | null;
  readonly #data: Buffer;
  readonly #start: number;
  readonly #end: number;

  constructor(data: Buffer, start: number, end: number, line: number, damage: RecordDamage | null) {
    this.#data = data;
    this.#start = start;
    this.#end = end;
    this.line = line;
    this.damage = damage;
  }

  get bytes(): Buffer {
    return this.#data.subarray(this.#start, this.#end);
  }

  text(most: number): string {
    return this.#data.toString("utf8", this.#start, Math.min(this.#end, this.#start + most));
  }
}

/** The text of a record, of at most so many bytes. */
export function textOf(record: CsvRecord, most: number = Infinity): string {
  return record instanceof ScannedRecord ? record.text(most) : record.bytes.subarray(0, most).toString("utf8");
}

const LF = 10;
const CR = 13;
const SPACE = 32;
const QUOTE = 34;

/** Bytes of a record that is too long that are kept, to be quoted. */
const QUOTED_BYTES = 4096;
/** Bytes that are gathered before they are scanned, so that small chunks are not scanned again and again. */
const GATHERED_BYTES = 64 * 1024;

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
  readonly damage: RecordDamage | null;
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
  #gathered: Buffer[] = [];
  #gatheredBytes = 0;
  #last = false;
  #isStart = true;
  /** The rest of a record that was too long is passed over. */
  #skips = false;
  /** 1-based line on which the next record starts. */
  line = 1;

  constructor(delimiter: string, maxRecord: number = LIMITS.recordBytes) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#maxRecord = maxRecord;
  }

  /** Takes the next bytes and returns records that are complete. */
  feed(chunk: Buffer): CsvRecord[] {
    this.#gathered.push(chunk);
    this.#gatheredBytes += chunk.length;
    const enough = Math.max(Math.min(GATHERED_BYTES, this.#maxRecord), this.#data.length);
    return this.#gatheredBytes < enough ? [] : this.#scan();
  }

  /** The records that are complete, without the one that the end of the bytes cuts off. */
  complete(): CsvRecord[] {
    return this.#scan();
  }

  /** The rest of the records, with the one that the end closes. */
  end(): CsvRecord[] {
    this.#last = true;
    return this.#scan();
  }

  #scan(): CsvRecord[] {
    this.#data = Buffer.concat([this.#data, ...this.#gathered]);
    this.#gathered = [];
    this.#gatheredBytes = 0;
    for (const finder of [this.#lf, this.#cr, this.#quote]) finder.reset(this.#data);
    const records: CsvRecord[] = [];
    let start = this.#isStart ? byteOrderMark(this.#data) : 0;
    if (this.#skips) start = this.#skip(start);
    while (start < this.#data.length && !this.#skips) {
      const span = this.#span(start);
      const next = span === undefined ? undefined : this.#afterLineEnd(span.end);
      if (span === undefined || next === undefined) break;
      if (span.end > start) records.push(this.#record(start, span));
      this.line += countLineEnds(this.#data, start, next);
      start = next;
    }
    if (this.#data.length - start > this.#maxRecord && !this.#skips) {
      records.push(this.#record(start, { end: this.#data.length, damage: "long" }));
      this.#skips = true;
      start = this.#skip(start);
    }
    if (this.#data.length > 0) this.#isStart = false;
    this.#data = this.#data.subarray(start);
    return records;
  }

  #record(start: number, { end, damage }: Span): CsvRecord {
    const isLong = end - start > this.#maxRecord;
    const shown = isLong ? start + QUOTED_BYTES : end;
    return new ScannedRecord(this.#data, start, shown, this.line, isLong ? "long" : damage);
  }

  /** Where the line ends whose rest is passed over; the end of the data where it does not. */
  #skip(from: number): number {
    const end = this.#lineEnd(from);
    const next = end >= this.#data.length ? undefined : this.#afterLineEnd(end);
    if (next === undefined) return Math.min(end, this.#data.length);
    this.line++;
    this.#skips = false;
    return next;
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
  #cellEnd(from: number, isFirst: boolean): number | RecordDamage | undefined {
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

  #firstLine(start: number, damage: RecordDamage): Span | undefined {
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
