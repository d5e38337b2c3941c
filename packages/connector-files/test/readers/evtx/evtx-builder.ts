import { crc32 } from "node:zlib";

/** What stands in a template: text, a hole for a value, an element, or raw tokens for what no honest writer makes. */
export type Part = string | Hole | Element | Raw;
export interface Hole {
  readonly hole: number;
  readonly type: number;
  readonly optional: boolean;
}
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, Part>>;
  readonly parts: readonly Part[];
}
export interface Raw {
  readonly raw: (chunk: ChunkWriter) => void;
}
export interface Value {
  readonly type: number;
  readonly bytes: Buffer | ((at: number, chunk: ChunkWriter) => void);
}
export interface RecordSpec {
  readonly id: bigint;
  readonly time: bigint;
  readonly template: Template;
  readonly values: readonly Value[];
}
export interface Template {
  readonly root: readonly Part[];
}

export const hole = (index: number, type = 1, optional = true): Hole => ({ hole: index, type, optional });
export const element = (name: string, attributes: Readonly<Record<string, Part>> = {}, ...parts: Part[]): Element => ({
  name,
  attributes,
  parts,
});
export const stringValue = (text: string): Value => ({ type: 0x01, bytes: Buffer.from(text, "utf16le") });
export const nullValue: Value = { type: 0x00, bytes: Buffer.alloc(0) };
export const value = (type: number, hexDigits: string): Value => ({ type, bytes: Buffer.from(hexDigits, "hex") });

/** XML as a value: elements without dependency numbers. */
export const xmlValue = (...parts: Part[]): Value => ({
  type: 0x21,
  bytes: (_at, chunk) => {
    chunk.bytes(0x0f, 1, 1, 0);
    for (const part of parts) chunk.part(part, false);
    chunk.bytes(0);
  },
});

const CHUNK_SIZE = 65_536;

/** Writes one chunk; names and templates are written where they are first used, as Windows does. */
export class ChunkWriter {
  readonly buffer: Buffer = Buffer.alloc(CHUNK_SIZE);
  at = 512;
  readonly #names = new Map<string, number>();
  readonly #templates = new Map<Template, number>();
  #first: bigint | undefined;
  #last = 0n;
  #count = 0n;
  #lastAt = 512;
  /** Where each record begins. */
  readonly starts: number[] = [];

  bytes(...bytes: number[]): void {
    for (const byte of bytes) this.buffer[this.at++] = byte;
  }
  u16(number: number): void {
    this.at = this.buffer.writeUInt16LE(number, this.at);
  }
  u32(number: number): void {
    this.at = this.buffer.writeUInt32LE(number, this.at);
  }
  u64(number: bigint): void {
    this.at = this.buffer.writeBigUInt64LE(number, this.at);
  }
  text(text: string): void {
    this.u16(text.length);
    this.at += this.buffer.write(text, this.at, "utf16le");
  }
  blob(bytes: Buffer): void {
    this.at += bytes.copy(this.buffer, this.at);
  }

  name(name: string): void {
    const known = this.#names.get(name);
    if (known !== undefined) return this.u32(known);
    const offset = this.at + 4;
    this.#names.set(name, offset);
    this.u32(offset);
    this.u32(0);
    this.u16(nameHash(name));
    this.text(name);
    this.u16(0);
  }

  part(part: Part, dependent: boolean): void {
    if (typeof part === "string") {
      this.bytes(0x05, 0x01);
      this.text(part);
    } else if ("hole" in part) {
      this.bytes(part.optional ? 0x0e : 0x0d);
      this.u16(part.hole);
      this.bytes(part.type);
    } else if ("raw" in part) part.raw(this);
    else this.#element(part, dependent);
  }

  #element({ name, attributes, parts }: Element, dependent: boolean): void {
    const names = Object.keys(attributes);
    this.bytes(names.length > 0 ? 0x41 : 0x01);
    if (dependent) this.u16(0xffff);
    const sizeAt = this.at;
    this.u32(0);
    this.name(name);
    if (names.length > 0) this.#attributes(attributes, names);
    if (parts.length === 0) this.bytes(0x03);
    else {
      this.bytes(0x02);
      for (const part of parts) this.part(part, dependent);
      this.bytes(0x04);
    }
    this.buffer.writeUInt32LE(this.at - sizeAt - 4, sizeAt);
  }

  #attributes(attributes: Readonly<Record<string, Part>>, names: readonly string[]): void {
    const sizeAt = this.at;
    this.u32(0);
    names.forEach((name, index) => {
      this.bytes(index < names.length - 1 ? 0x46 : 0x06);
      this.name(name);
      this.part(attributes[name]!, true);
    });
    this.buffer.writeUInt32LE(this.at - sizeAt - 4, sizeAt);
  }

  instance(template: Template, values: readonly Value[]): void {
    this.bytes(0x0c, 0x01);
    this.u32(0x1234_5678);
    const known = this.#templates.get(template);
    this.u32(known ?? this.at + 4);
    if (known === undefined) this.#template(template);
    this.#values(values);
  }

  #template(template: Template): void {
    this.#templates.set(template, this.at);
    this.u32(0);
    this.blob(Buffer.from("78563412000000000000000000000000", "hex"));
    const sizeAt = this.at;
    this.u32(0);
    this.bytes(0x0f, 1, 1, 0);
    for (const part of template.root) this.part(part, true);
    this.bytes(0);
    this.buffer.writeUInt32LE(this.at - sizeAt - 4, sizeAt);
  }

  #values(values: readonly Value[]): void {
    this.u32(values.length);
    const descriptors = this.at;
    this.at += values.length * 4;
    values.forEach(({ type, bytes }, index) => {
      const start = this.at;
      if (typeof bytes === "function") bytes(start, this);
      else this.blob(bytes);
      this.buffer.writeUInt16LE(this.at - start, descriptors + index * 4);
      this.buffer[descriptors + index * 4 + 2] = type;
    });
  }

  record({ id, time, template, values }: RecordSpec): void {
    const start = this.at;
    this.starts.push(start);
    this.#lastAt = start;
    this.#first ??= id;
    this.#last = id;
    this.#count++;
    this.u32(0x2a2a);
    this.u32(0);
    this.u64(id);
    this.u64(time);
    this.bytes(0x0f, 1, 1, 0);
    this.instance(template, values);
    this.bytes(0);
    while ((this.at - start + 4) % 8 !== 0) this.bytes(0);
    const size = this.at - start + 4;
    this.u32(size);
    this.buffer.writeUInt32LE(size, start + 4);
  }

  finish(): Buffer {
    const { buffer } = this;
    buffer.write("ElfChnk\0", 0, "latin1");
    buffer.writeBigUInt64LE(1n, 8);
    buffer.writeBigUInt64LE(this.#count, 16);
    buffer.writeBigUInt64LE(this.#first ?? 0n, 24);
    buffer.writeBigUInt64LE(this.#last, 32);
    buffer.writeUInt32LE(128, 40);
    buffer.writeUInt32LE(this.#lastAt, 44);
    buffer.writeUInt32LE(this.at, 48);
    buffer.writeUInt32LE(crc32(buffer.subarray(512, this.at)), 52);
    sealHeader(buffer);
    return buffer;
  }
}

/** Writes the checksum of a chunk's header. */
export function sealHeader(chunk: Buffer): void {
  chunk.writeUInt32LE(crc32(chunk.subarray(128, 512), crc32(chunk.subarray(0, 120))), 124);
}

function nameHash(name: string): number {
  let hash = 0;
  for (let i = 0; i < name.length; i++) hash = (Math.imul(hash, 65_599) + name.charCodeAt(i)) >>> 0;
  return hash & 0xffff;
}

export interface FileSettings {
  readonly dirty?: boolean;
  /** Chunks that the file header promises: those up to the last that is not all zeros, unless told otherwise. */
  readonly promised?: number;
  /** The number that the next record would have. */
  readonly nextRecord?: bigint;
}

/** A whole file. */
export function evtxFile(
  chunks: readonly Buffer[],
  {
    dirty = false,
    promised = chunks.findLastIndex((chunk) => chunk.some((byte) => byte !== 0)) + 1,
    nextRecord = 1n,
  }: FileSettings = {},
): Buffer {
  const header = Buffer.alloc(4096);
  header.write("ElfFile\0", 0, "latin1");
  header.writeBigUInt64LE(BigInt(Math.max(0, promised - 1)), 16);
  header.writeBigUInt64LE(nextRecord, 24);
  header.writeUInt32LE(128, 32);
  header.writeUInt16LE(1, 36);
  header.writeUInt16LE(3, 38);
  header.writeUInt16LE(4096, 40);
  header.writeUInt16LE(promised, 42);
  header.writeUInt32LE(dirty ? 1 : 0, 120);
  header.writeUInt32LE(crc32(header.subarray(0, 120)), 124);
  return Buffer.concat([header, ...chunks]);
}

/** A chunk with these records. */
export function evtxChunk(records: readonly RecordSpec[]): Buffer {
  const chunk = new ChunkWriter();
  for (const record of records) chunk.record(record);
  return chunk.finish();
}

/** 2024-02-29T12:34:56.7890123Z, in 100 ns since 1601. */
export const TIME = 133_536_836_967_890_123n;

/** An event as Windows writes it: the whole `System` part, and what `data` adds. Holes from 10 on are free for `data`. */
export function eventTemplate(...data: Part[]): Template {
  const system = element(
    "System",
    {},
    element("Provider", { Name: "Example-Provider", Guid: "{0d0a1b2c-0000-0000-0000-000000000001}" }),
    element("EventID", { Qualifiers: hole(9, 0x06) }, hole(0, 0x06)),
    element("Version", {}, hole(1, 0x04)),
    element("Level", {}, hole(1, 0x04)),
    element("Task", {}, hole(2, 0x06)),
    element("Opcode", {}, hole(1, 0x04)),
    element("Keywords", {}, hole(3, 0x15)),
    element("TimeCreated", { SystemTime: hole(4, 0x11) }),
    element("EventRecordID", {}, hole(5, 0x0a)),
    element("Correlation", { ActivityID: hole(9, 0x0f) }),
    element("Execution", { ProcessID: hole(6, 0x08), ThreadID: hole(6, 0x08) }),
    element("Channel", {}, "Security"),
    element("Computer", {}, "host.example"),
    element("Security", { UserID: hole(7, 0x13) }),
  );
  return {
    root: [element("Event", { xmlns: "http://schemas.microsoft.com/win/2004/08/events/event" }, system, ...data)],
  };
}

const u16Value = (number: number): Value => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(number);
  return { type: 0x06, bytes };
};
const u64Value = (type: number, number: bigint): Value => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(number);
  return { type, bytes };
};

/** Values 0 to 9 of {@link eventTemplate}, then those of its data. */
export function eventRecord(id: bigint, eventId: number, template: Template, ...values: Value[]): RecordSpec {
  const system = [
    u16Value(eventId),
    value(0x04, "02"),
    u16Value(13_312),
    u64Value(0x15, 0x8020_0000_0000_0000n),
    u64Value(0x11, TIME),
    u64Value(0x0a, id),
    value(0x08, "d2040000"),
    value(0x13, "010100000000000512000000"),
    nullValue,
    nullValue,
  ];
  return { id, time: TIME, template, values: [...system, ...values] };
}
