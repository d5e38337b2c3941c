const TABLE = new Int32Array(256).map((_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

const encoder = new TextEncoder();

/** CRC-32 (ISO-HDLC, the one of zlib and PNG) of the text's UTF-8 bytes: 0 to 2^32 − 1. */
export function crc32(text: string): number {
  let crc = -1;
  for (const byte of encoder.encode(text)) crc = TABLE[(crc ^ byte) & 255]! ^ (crc >>> 8);
  return (crc ^ -1) >>> 0;
}
