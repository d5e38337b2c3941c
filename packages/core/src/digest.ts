import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** 128 bits: two different events never share a digest by chance. */
const DIGEST_BYTES = 16;

/**
 * Digest of what an event holds: its non-empty cells, sorted by column name. Neither the order of the columns nor a
 * column without a value changes it, so that the same event has one digest in every file.
 * @returns 32 hexadecimal digits (the first half of SHA-256)
 */
export function contentDigest(columns: readonly string[], cells: readonly (string | null)[]): string {
  const filled = columns.flatMap((name, index) => (cells[index] ? [[name, cells[index]] as const] : []));
  filled.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  // Lengths keep a cell that holds a separator apart from two cells.
  const content = filled.map(([name, cell]) => `${name.length}:${name}${cell.length}:${cell}`).join("");
  return bytesToHex(sha256(utf8ToBytes(content)).subarray(0, DIGEST_BYTES));
}
