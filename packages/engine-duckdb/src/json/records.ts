const LF = 10;
const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const COMMA = 44;

/** One record of a JSON file, as bytes. */
export interface JsonRecord {
  readonly bytes: Buffer;
  /** 1-based line on which it starts. */
  readonly line: number;
}

function isSpace(byte: number): boolean {
  return byte === 32 || byte === LF || byte === 13 || byte === 9;
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every(isSpace);
}

/** The lines of a byte stream that hold anything: what NDJSON calls records. */
export async function* jsonLines(bytes: AsyncIterable<Buffer>): AsyncGenerator<JsonRecord[]> {
  let rest: Buffer = Buffer.alloc(0);
  let line = 1;
  for await (const chunk of withoutMark(bytes)) {
    const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const records: JsonRecord[] = [];
    let start = 0;
    for (let end = data.indexOf(LF, rest.length); end >= 0; end = data.indexOf(LF, start)) {
      const record = data.subarray(start, end);
      if (!isBlank(record)) records.push({ bytes: record, line });
      line++;
      start = end + 1;
    }
    rest = data.subarray(start);
    yield records;
  }
  if (!isBlank(rest)) yield [{ bytes: rest, line }];
}

/**
 * The elements of the one array that a byte stream holds, or, where it holds no array, its values one after the other.
 * What stands between two commas is one element, however broken, as long as its brackets and quotes pair up.
 */
export async function* jsonElements(bytes: AsyncIterable<Buffer>): AsyncGenerator<JsonRecord[]> {
  const splitter = new ElementSplitter();
  for await (const chunk of withoutMark(bytes)) yield splitter.feed(chunk);
  yield splitter.end();
}

class ElementSplitter {
  #pieces: Buffer[] = [];
  #line = 1;
  #startLine = 0;
  #depth = 0;
  #base: number | undefined;
  #inText = false;
  #escaped = false;

  feed(chunk: Buffer): JsonRecord[] {
    const records: JsonRecord[] = [];
    let start = this.#startLine > 0 ? 0 : -1;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (byte === LF) this.#line++;
      if (this.#inText) {
        this.#text(byte);
        continue;
      }
      const atBase = this.#base !== undefined && this.#depth === this.#base;
      if (this.#base === undefined && !isSpace(byte)) {
        this.#base = byte === OPEN_ARRAY ? 1 : 0;
        if (byte === OPEN_ARRAY) {
          this.#depth = 1;
          continue;
        }
      } else if (atBase && this.#base === 1 && (byte === COMMA || byte === CLOSE_ARRAY)) {
        this.#finish(chunk, start, at, records);
        start = -1;
        if (byte === CLOSE_ARRAY) this.#depth = 0;
        continue;
      }
      if (isSpace(byte)) continue;
      if (start < 0 && this.#startLine === 0) {
        start = at;
        this.#startLine = this.#line;
      }
      this.#structure(byte);
      const closed = this.#base === 0 && this.#depth === 0 && (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY);
      if (closed) {
        this.#finish(chunk, start, at + 1, records);
        start = -1;
      }
    }
    if (this.#startLine > 0) this.#pieces.push(Buffer.from(chunk.subarray(Math.max(start, 0))));
    return records;
  }

  /** What was begun and never ended. */
  end(): JsonRecord[] {
    const records: JsonRecord[] = [];
    this.#finish(Buffer.alloc(0), 0, 0, records);
    return records;
  }

  #text(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) this.#inText = false;
  }

  #structure(byte: number): void {
    if (byte === QUOTE) this.#inText = true;
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.#depth++;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) this.#depth--;
  }

  #finish(chunk: Buffer, start: number, end: number, records: JsonRecord[]): void {
    if (this.#startLine === 0) return;
    const bytes = Buffer.concat([...this.#pieces, chunk.subarray(Math.max(start, 0), end)]);
    records.push({ bytes, line: this.#startLine });
    this.#pieces = [];
    this.#startLine = 0;
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
