// @ts-check
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";

/**
 * The lines of a text file, plain or packed with gzip: told by the first bytes, because rotated logs have many names.
 * Bytes that are no UTF-8 become U+FFFD. All files are closed, however the reading ends.
 * @param {string} file
 * @returns {AsyncGenerator<string>}
 */
export async function* linesOf(file) {
  const packed = await isGzip(file);
  /** @type {NodeJS.ReadableStream} */
  let bytes = createReadStream(file);
  // The callback is there because `pipeline` wants one: errors arrive where the stream is read.
  if (packed) bytes = pipeline(bytes, createGunzip(), () => {});
  const decoder = new TextDecoder("utf-8");
  let rest = "";
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(/** @type {Buffer} */ (chunk), { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield withoutReturn(line);
  }
  rest += decoder.decode();
  if (rest !== "") yield withoutReturn(rest);
}

/** @param {string} line */
function withoutReturn(line) {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}

/** @param {string} file */
async function isGzip(file) {
  const handle = await open(file);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}
