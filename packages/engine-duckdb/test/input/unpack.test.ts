import { gzipSync } from "node:zlib";
import { isWinnowError } from "@winnow/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packingOf, UnpackedBytes } from "../../src/input/unpack.ts";
import { ZstdFrames } from "../../src/input/zstd-frames.ts";
import { zstdHeader, zstdRepeated, zstdStored } from "../fuzz/zstd-builder.ts";

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

interface Unpacked {
  readonly text: string;
  readonly damage: string | undefined;
}

async function unpack(packed: Uint8Array, maxExpandedBytes?: number, size = 1000): Promise<Unpacked> {
  const bytes = new UnpackedBytes(() => pieces(packed, size), packingOf(packed), { name: "a.gz", maxExpandedBytes });
  const all: Buffer[] = [];
  for await (const chunk of bytes) all.push(chunk);
  return { text: Buffer.concat(all).toString("latin1"), damage: bytes.damage };
}

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.catch((error: unknown) => (isWinnowError(error) ? error.format() : error));

describe("unpacking", () => {
  it("returns what was packed, by gzip in several members or by zstd in several frames, or as it is", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 50 }),
        async (parts, size) => {
          const text = Buffer.concat(parts).toString("latin1");
          for (const packed of [
            parts.map((part) => gzipSync(part)),
            parts.map((part) => zstdStored(Buffer.from(part))),
          ])
            expect(await unpack(Buffer.concat(packed), undefined, size)).toEqual({ text, damage: undefined });
        },
      ),
    );
    expect((await unpack(Buffer.from("plain"))).text).toBe("plain");
  });

  it("that is cut off gives what comes before the cut", async () => {
    const text = Array.from({ length: 3000 }, (_, i) => `${(i * 7919) % 104_729}`).join();
    for (const packed of [gzipSync(text), zstdStored(Buffer.from(text.repeat(20)))]) {
      const cut = await unpack(packed.subarray(0, -5));
      expect(cut.damage).toMatch(/^unexpected (end of file|EOF)$/);
      expect(cut.text).toBe(text.repeat(20).slice(0, cut.text.length));
      expect(cut.text.length).toBeGreaterThan(text.length / 2);
    }
  });

  it("stops at the limit", async () => {
    const message =
      "WN1416 a.gz unpacks to too much: the limit is 1,000,000 bytes\n" +
      "  If you trust the file, raise maxExpandedBytes or unpack it first.";
    const zeros = Buffer.alloc(2_000_000);
    for (const packed of [gzipSync(zeros), zstdStored(zeros)])
      expect(await failure(unpack(packed, 1_000_000))).toBe(message);
    expect((await unpack(gzipSync(Buffer.alloc(1_000_000)), 1_000_000)).text.length).toBe(1_000_000);
  });

  it("stops at the limit within what a small file can ask for", async () => {
    // Four bytes for each 128 KiB.
    const blocks = Array.from({ length: 100_000 }, () => zstdRepeated(0x78, 128 * 1024, false));
    const before = process.memoryUsage().rss;
    expect(await failure(unpack(Buffer.concat([zstdHeader(0x38), ...blocks]), 100_000_000))).toMatch(/^WN1416 /);
    expect(process.memoryUsage().rss - before).toBeLessThan(400_000_000);
  });

  it("refuses a window that a header claims", async () => {
    const huge = Buffer.concat([zstdHeader(0xa8), zstdRepeated(0x78, 10, true), Buffer.alloc(20)]);
    expect(await failure(unpack(huge))).toMatch(
      /^WN1413 a\.gz cannot be unpacked: a window of 2147483648 bytes; the limit is 134217728/,
    );
  });

  it("gives up its source when the reader stops early", async () => {
    let isClosed = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        yield* pieces(gzipSync(Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * i) % 251))), 100);
      } finally {
        isClosed = true;
      }
    }
    const packing = { compression: "gzip", encoding: "utf-8" } as const;
    for await (const _ of new UnpackedBytes(source, packing, { name: "x" })) break;
    await new Promise((resolve) => setImmediate(resolve));
    expect(isClosed).toBe(true);
  });
});

describe("the structure of zstd", () => {
  it("is followed however the bytes arrive", () => {
    const skippable = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
    const stream = Buffer.concat([zstdStored(Buffer.alloc(300_000, 1)), skippable, zstdStored(Buffer.alloc(9))]);
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 12 }), (cuts) => {
        const frames = new ZstdFrames();
        const ends = [...cuts, stream.length].sort((a, b) => a - b);
        let from = 0;
        for (const end of ends) {
          frames.check(stream.subarray(from, end));
          from = end;
        }
        expect(() => frames.check(Buffer.from("no frame"))).toThrow("invalid zstd data");
      }),
      { numRuns: 50 },
    );
  });
});
