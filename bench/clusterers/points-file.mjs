import { readFileSync, writeFileSync } from "node:fs";

/** @typedef {{ readonly rows: number, readonly dimensions: number, readonly data: Float64Array }} Points row by row */

/**
 * Writes coordinates as raw doubles, row by row, in the machine's byte order: what all peers can read.
 * @param {string} file
 * @param {Points} points
 */
export function writePoints(file, { data }) {
  writeFileSync(file, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

/**
 * @param {string} file
 * @param {number} rows
 * @param {number} dimensions
 * @returns {Points}
 */
export function readPoints(file, rows, dimensions) {
  const { buffer, byteOffset, byteLength } = readFileSync(file);
  // A small file comes as a part of a shared buffer, at an offset that need not suit doubles.
  return { rows, dimensions, data: new Float64Array(buffer.slice(byteOffset, byteOffset + byteLength)) };
}

/**
 * Writes labels as raw 32-bit integers, −1 for noise.
 * @param {string} file
 * @param {Int32Array} labels
 */
export function writeLabels(file, labels) {
  writeFileSync(file, new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength));
}

/** @param {string} file @returns {Int32Array} */
export function readLabels(file) {
  const { buffer, byteOffset, byteLength } = readFileSync(file);
  return new Int32Array(buffer.slice(byteOffset, byteOffset + byteLength));
}
