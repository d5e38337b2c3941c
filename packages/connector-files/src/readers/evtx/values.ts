import { utf16 } from "./cursor.ts";

/** A value as text; `null` where there is none; a list where the type is an array. */
export type TextValue = string | null | readonly string[];

export const VALUE_TYPE = { null: 0x00, string: 0x01, binXml: 0x21 } as const;

const ARRAY = 0x80;

/**
 * Reads a value of BinXML into the text that Windows shows for it: hexadecimal types as `0x3e7`, times as ISO 8601 in UTC
 * with 100 ns, security identifiers as `S-1-5-18`, GUIDs in braces and capitals, binary as hexadecimal digits.
 * Bytes that do not fit their type are shown as hexadecimal digits: an odd value must not cost the record.
 */
export function valueToText(type: number, bytes: Buffer): TextValue {
  if (bytes.length === 0) return type === VALUE_TYPE.string || type === ANSI_STRING ? "" : null;
  if ((type & ARRAY) !== 0) return listToTexts(type & ~ARRAY, bytes);
  return toText(type, bytes);
}

const ANSI_STRING = 0x02;

function toText(type: number, bytes: Buffer): string | null {
  switch (type) {
    case 0x00:
      return null;
    case 0x01:
    case 0x23:
      return withoutEndMark(utf16(bytes));
    case 0x02:
      return withoutEndMark(windows1252(bytes));
    case 0x03:
    case 0x05:
    case 0x07:
    case 0x09:
      return integer(bytes, true);
    case 0x04:
    case 0x06:
    case 0x08:
    case 0x0a:
      return integer(bytes, false);
    case 0x0b:
      return bytes.length === 4 ? singleToText(bytes.readFloatLE()) : hexDigits(bytes);
    case 0x0c:
      return bytes.length === 8 ? String(bytes.readDoubleLE()) : hexDigits(bytes);
    case 0x0d:
      return bytes.some((byte) => byte !== 0) ? "true" : "false";
    case 0x0f:
      return bytes.length === 16 ? guidToText(bytes) : hexDigits(bytes);
    case 0x10:
    case 0x14:
    case 0x15:
      return hexInteger(bytes);
    case 0x11:
      return bytes.length === 8 ? fileTimeToText(bytes.readBigUInt64LE()) : hexDigits(bytes);
    case 0x12:
      return bytes.length === 16 ? systemTimeToText(bytes) : hexDigits(bytes);
    case 0x13:
      return bytes.length === sidLength(bytes, 0) ? sidToText(bytes) : hexDigits(bytes);
    default:
      return hexDigits(bytes);
  }
}

/** What Windows-1252 has where Latin-1 has control characters, from 0x80. (Node 20's own decoder takes it for Latin-1.) */
const HIGH_CONTROLS = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

function windows1252(bytes: Buffer): string {
  return bytes.toString("latin1").replace(/[\x80-\x9f]/g, (control) => HIGH_CONTROLS[control.charCodeAt(0) - 0x80]!);
}

function withoutEndMark(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0) end--;
  return text.slice(0, end);
}

function hexDigits(bytes: Buffer): string {
  return bytes.toString("hex").toUpperCase();
}

function unsigned(bytes: Buffer): bigint | undefined {
  if (bytes.length === 8) return bytes.readBigUInt64LE();
  return [1, 2, 4].includes(bytes.length) ? BigInt(bytes.readUIntLE(0, bytes.length)) : undefined;
}

function integer(bytes: Buffer, signed: boolean): string {
  const value = unsigned(bytes);
  if (value === undefined) return hexDigits(bytes);
  return String(signed ? BigInt.asIntN(bytes.length * 8, value) : value);
}

function hexInteger(bytes: Buffer): string {
  const value = unsigned(bytes);
  return value === undefined ? hexDigits(bytes) : `0x${value.toString(16)}`;
}

/** The fewest digits that give the same single-precision number. */
function singleToText(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return String(rounded);
  }
  return String(Number.isFinite(value) ? Number(value.toPrecision(9)) : value);
}

function guidToText(bytes: Buffer): string {
  const ordered = Buffer.from(bytes);
  ordered.subarray(0, 4).reverse();
  ordered.subarray(4, 6).reverse();
  ordered.subarray(6, 8).reverse();
  const digits = hexDigits(ordered);
  const part = (from: number, to: number): string => digits.slice(from, to);
  return `{${part(0, 8)}-${part(8, 12)}-${part(12, 16)}-${part(16, 20)}-${part(20, 32)}}`;
}

const TICKS_PER_MS = 10_000n;
const MS_FROM_1601_TO_1970 = 11_644_473_600_000n;

/** `2019-03-18T22:15:36.0363760Z` from 100 ns since 1601. */
export function fileTimeToText(ticks: bigint): string {
  const date = new Date(Number(ticks / TICKS_PER_MS - MS_FROM_1601_TO_1970));
  return date.toISOString().slice(0, -1) + String(ticks % TICKS_PER_MS).padStart(4, "0") + "Z";
}

function systemTimeToText(bytes: Buffer): string {
  const part = (index: number, width: number): string => String(bytes.readUInt16LE(index * 2)).padStart(width, "0");
  // The third of the eight numbers is the day of the week.
  return `${part(0, 4)}-${part(1, 2)}-${part(3, 2)}T${part(4, 2)}:${part(5, 2)}:${part(6, 2)}.${part(7, 3)}Z`;
}

function sidLength(bytes: Buffer, at: number): number {
  return at + 8 > bytes.length ? -1 : 8 + bytes[at + 1]! * 4;
}

function sidToText(bytes: Buffer): string {
  const authority = bytes.readUIntBE(2, 6);
  const parts: number[] = [];
  for (let at = 8; at < bytes.length; at += 4) parts.push(bytes.readUInt32LE(at));
  return ["S", bytes[0]!, authority, ...parts].join("-");
}

/** Bytes of one item of an array; arrays of 0x10 hold pointers of 64-bit systems. */
const ITEM_SIZES: Readonly<Record<number, number>> = {
  0x03: 1,
  0x04: 1,
  0x05: 2,
  0x06: 2,
  0x07: 4,
  0x08: 4,
  0x09: 8,
  0x0a: 8,
  0x0b: 4,
  0x0c: 8,
  0x0d: 4,
  0x0f: 16,
  0x10: 8,
  0x11: 8,
  0x12: 16,
  0x14: 4,
  0x15: 8,
};

function listToTexts(type: number, bytes: Buffer): TextValue {
  if (type === 0x01) return utf16(bytes).replace(/\0$/, "").split("\0");
  if (type === 0x02) return windows1252(bytes).replace(/\0$/, "").split("\0");
  if (type === 0x13) return sidList(bytes);
  const size = ITEM_SIZES[type];
  if (size === undefined || bytes.length % size !== 0) return hexDigits(bytes);
  const texts: string[] = [];
  for (let at = 0; at < bytes.length; at += size) texts.push(toText(type, bytes.subarray(at, at + size)) ?? "");
  return texts;
}

function sidList(bytes: Buffer): TextValue {
  const texts: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = sidLength(bytes, at);
    if (length < 0 || at + length > bytes.length) return hexDigits(bytes);
    texts.push(sidToText(bytes.subarray(at, at + length)));
    at += length;
  }
  return texts;
}
