const FRAME_MAGIC = 0xfd2fb528;
/** The last four bits of the magic number of skippable frames vary. */
const SKIPPABLE_MAGIC = 0x184d2a5;
/** A frame's header: at least magic number and descriptor, at most 14 bytes more. */
const DESCRIPTOR_END = 5;
const BLOCK_HEADER_BYTES = 3;
/** The format's own limit. */
const MAX_BLOCK_BYTES = 128 * 1024;
/** What `zstd` itself accepts without `--long`. */
const MAX_WINDOW_BYTES = 128 * 1024 * 1024;

const RLE = 1;
const RESERVED = 3;

/**
 * Follows the structure of a zstd stream (RFC 8878, section 3) and refuses sizes that the decoder would otherwise reserve
 * memory for: an attacker writes headers.
 */
export class ZstdFrames {
  #held: Buffer = Buffer.alloc(0);
  #skip = 0;
  #inFrame = false;
  #hasChecksum = false;
  #isLastBlock = false;

  /** @throws Error for a window, or a block, that is too large */
  check(bytes: Buffer): void {
    let rest = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    for (;;) {
      const skipped = Math.min(this.#skip, rest.length);
      this.#skip -= skipped;
      rest = rest.subarray(skipped);
      if (this.#skip > 0) break;
      if (this.#isLastBlock) {
        this.#endFrame();
        continue;
      }
      const used = this.#inFrame ? this.#block(rest) : this.#header(rest);
      if (used === 0) break;
      rest = rest.subarray(used);
    }
    this.#held = Buffer.from(rest);
  }

  /** Bytes of a frame's header; 0 where there are not enough of them yet. */
  #header(bytes: Buffer): number {
    if (bytes.length < DESCRIPTOR_END) return 0;
    const magic = bytes.readUInt32LE(0);
    if (magic >>> 4 === SKIPPABLE_MAGIC) {
      if (bytes.length < 8) return 0;
      this.#skip = bytes.readUInt32LE(4);
      return 8;
    }
    if (magic !== FRAME_MAGIC) throw new Error("invalid zstd data");
    const descriptor = bytes[4]!;
    const isSingleSegment = (descriptor & 0x20) !== 0;
    const dictionaryBytes = [0, 1, 2, 4][descriptor & 3]!;
    const sizeFlag = descriptor >> 6;
    const sizeBytes = sizeFlag === 0 ? (isSingleSegment ? 1 : 0) : 1 << sizeFlag;
    const sizeAt = DESCRIPTOR_END + (isSingleSegment ? 0 : 1) + dictionaryBytes;
    if (bytes.length < sizeAt + sizeBytes) return 0;
    const window = isSingleSegment ? contentSize(bytes, sizeAt, sizeFlag) : windowSize(bytes[DESCRIPTOR_END]!);
    if (window > MAX_WINDOW_BYTES) throw new Error(`a window of ${window} bytes; the limit is ${MAX_WINDOW_BYTES}`);
    this.#inFrame = true;
    this.#hasChecksum = (descriptor & 4) !== 0;
    return sizeAt + sizeBytes;
  }

  /** Bytes of a block's header; 0 where there are not enough of them yet. */
  #block(bytes: Buffer): number {
    if (bytes.length < BLOCK_HEADER_BYTES) return 0;
    const header = bytes.readUIntLE(0, BLOCK_HEADER_BYTES);
    const type = (header >> 1) & 3;
    const size = header >> 3;
    if (type === RESERVED || size > MAX_BLOCK_BYTES) throw new Error("invalid zstd block");
    this.#isLastBlock = (header & 1) === 1;
    this.#skip = type === RLE ? 1 : size;
    return BLOCK_HEADER_BYTES;
  }

  #endFrame(): void {
    this.#inFrame = false;
    this.#isLastBlock = false;
    this.#skip = this.#hasChecksum ? 4 : 0;
  }
}

function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function contentSize(bytes: Buffer, at: number, flag: number): number {
  switch (flag) {
    case 0:
      return bytes[at]!;
    case 1:
      return bytes.readUInt16LE(at) + 256;
    case 2:
      return bytes.readUInt32LE(at);
    default:
      return Number(bytes.readBigUInt64LE(at));
  }
}
