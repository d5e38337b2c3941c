import { Damage } from "./damage.ts";

/** Reads little-endian values from a part of a chunk, and never beyond it. Offsets count from the chunk's start. */
export class Cursor {
  readonly #view: DataView;
  readonly end: number;
  at: number;

  constructor(bytes: Uint8Array, at: number, end: number) {
    if (at > end || end > bytes.length) throw new Damage("a part lies outside its chunk");
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, end);
    this.at = at;
    this.end = end;
  }

  get left(): number {
    return this.end - this.at;
  }

  peekU8(): number {
    this.#need(1);
    return this.#view.getUint8(this.at);
  }

  u8(): number {
    const value = this.peekU8();
    this.at += 1;
    return value;
  }

  u16(): number {
    this.#need(2);
    this.at += 2;
    return this.#view.getUint16(this.at - 2, true);
  }

  u32(): number {
    this.#need(4);
    this.at += 4;
    return this.#view.getUint32(this.at - 4, true);
  }

  u64(): bigint {
    this.#need(8);
    this.at += 8;
    return this.#view.getBigUint64(this.at - 8, true);
  }

  bytes(length: number): Buffer {
    this.#need(length);
    this.at += length;
    return Buffer.from(this.#view.buffer, this.#view.byteOffset + this.at - length, length);
  }

  /** UTF-16 text of a number of code units. */
  text(units: number): string {
    return utf16(this.bytes(units * 2));
  }

  skip(length: number): void {
    this.#need(length);
    this.at += length;
  }

  #need(length: number): void {
    if (length > this.left) throw new Damage("a part reaches beyond its end");
  }
}

/** Lone surrogates, which only damage makes, become U+FFFD: they have no place in UTF-8 results. */
export function utf16(bytes: Buffer): string {
  return bytes.toString("utf16le").toWellFormed();
}
