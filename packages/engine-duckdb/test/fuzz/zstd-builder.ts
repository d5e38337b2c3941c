const MAX_BLOCK = 128 * 1024;

/** A zstd frame of stored blocks (RFC 8878): valid, and without a compressor. */
export function zstdStored(bytes: Buffer): Buffer {
  // No checksum, no content size, a window of 128 KiB.
  const parts: Buffer[] = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38])];
  for (let at = 0; at === 0 || at < bytes.length; at += MAX_BLOCK) {
    const block = bytes.subarray(at, at + MAX_BLOCK);
    parts.push(blockHeader(0, block.length, at + MAX_BLOCK >= bytes.length), block);
  }
  return Buffer.concat(parts);
}

/** A block that repeats one byte. */
export function zstdRepeated(byte: number, size: number, isLast: boolean): Buffer {
  return Buffer.concat([blockHeader(1, size, isLast), Buffer.from([byte])]);
}

export function zstdHeader(windowDescriptor: number): Buffer {
  return Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, windowDescriptor]);
}

function blockHeader(type: number, size: number, isLast: boolean): Buffer {
  const header = Buffer.alloc(3);
  header.writeUIntLE((size << 3) | (type << 1) | (isLast ? 1 : 0), 0, 3);
  return header;
}
