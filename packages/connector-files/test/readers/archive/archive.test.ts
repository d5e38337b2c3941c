import { gzipSync } from "node:zlib";
import { isWinnowError } from "@winnow/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expandGzip } from "../../../src/readers/archive/gzip.ts";
import { zipEntries } from "../../../src/readers/archive/zip.ts";
import { detectReader } from "../../../src/readers/detect.ts";
import { peek } from "../../../src/readers/peek.ts";
import { damaged, TIME_LIMIT } from "../fuzz.ts";
import { sharedSample } from "../shared.ts";
import { zipOf, type ZipFileSpec } from "./zip-builder.ts";

async function* pieces(bytes: Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

const unzip = async (archive: string | Uint8Array, maxExpandedBytes?: number, signal?: AbortSignal) => {
  const skipped: string[] = [];
  const files: [string, string][] = [];
  const onSkip = ({ name, reason }: { name: string; reason: string }) => skipped.push(`${name}: ${reason}`);
  for await (const { name, chunks } of zipEntries(archive, { name: "logs.zip", maxExpandedBytes, onSkip, signal })) {
    files.push([name, (await bytesOf(chunks)).toString()]);
  }
  return { files, skipped };
};

const codedMessage = (error: unknown): string =>
  isWinnowError(error) ? error.format() : `not coded: ${String(error)}`;
const messageOf = (promise: Promise<unknown>): Promise<unknown> => promise.catch(codedMessage);

const file = (name: string, content: string, rest: Partial<ZipFileSpec> = {}): ZipFileSpec => ({
  name,
  content: Buffer.from(content),
  ...rest,
});

describe("a zip archive", () => {
  it("gives its files in order, whatever their names", async () => {
    const long = "x".repeat(200_000);
    expect(await unzip(zipOf(file("a/b.log", "one"), file("../../etc/é", long)))).toEqual({
      files: [
        ["a/b.log", "one"],
        ["../../etc/é", long],
      ],
      skipped: [],
    });
  });

  it("tells what it holds that cannot be read", async () => {
    const zip = zipOf(
      file("a/", ""),
      file("b", "secret", { encrypted: true }),
      file("c", "x", { method: 14 }),
      file("d", "y"),
    );
    expect(await unzip(zip)).toEqual({
      files: [["d", "y"]],
      skipped: ["a/: a directory", "b: encrypted", "c: packed in a way that is not supported"],
    });
  });

  it("without files gives none", async () => {
    expect((await unzip(zipOf())).files).toEqual([]);
  });

  it("lets files be passed over unread", async () => {
    const names: string[] = [];
    const zip = zipOf(file("a", "x"), file("b", "y"));
    for await (const { name } of zipEntries(zip, { name: "logs.zip", onSkip: () => {} })) names.push(name);
    expect(names).toEqual(["a", "b"]);
  });

  it("that unpacks to more than is allowed, in all its files together, is refused", async () => {
    const zip = zipOf(file("a", "0".repeat(600_000)), file("b", "0".repeat(600_000)));
    expect((await unzip(zip, 1_200_000)).files.length).toBe(2);
    expect(await messageOf(unzip(zip, 1_000_000))).toBe(
      "WN1551 logs.zip unpacks to more than 1,000,000 bytes\n" +
        "  If you trust the file, raise maxExpandedBytes or unpack it first.",
    );
  });

  it("that lies about a file's size is refused", async () => {
    const message = await messageOf(unzip(zipOf(file("a", "0".repeat(600_000), { size: 5 }))));
    expect(message).toMatch(/^WN1552 logs\.zip!a cannot be unpacked: /);
  });

  it("that is damaged is refused", async () => {
    const hint = "\n  The file is damaged or was not copied to its end. Copy or export it again.";
    expect(await messageOf(unzip(zipOf(file("a", "x", { crc: 7 }))))).toBe(
      `WN1552 logs.zip!a cannot be unpacked: its checksum is wrong${hint}`,
    );
    expect(await messageOf(unzip(zipOf(file("a", "x")).subarray(0, 40)))).toMatch(
      /^WN1552 logs\.zip cannot be unpacked: /,
    );
    expect(await messageOf(unzip("no/such/file.zip"))).toMatch(/^WN1552 logs\.zip cannot be unpacked: ENOENT/);
  });

  it("stops when told to", async () => {
    expect(await messageOf(unzip(zipOf(file("a", "x")), undefined, AbortSignal.abort()))).toMatch(/^WN1001 /);
  });

  it("is read or refused, whatever is in it", async () => {
    const zip = zipOf(file("a", "one two three"), file("b/", ""), file("c", "0".repeat(5000)));
    await fc.assert(
      fc.asyncProperty(damaged(zip), async (bytes) => {
        const start = performance.now();
        const outcome = await unzip(bytes, 1 << 20).then(() => "read", codedMessage);
        expect(outcome).toMatch(/^read$|^WN155[12] /);
        expect(performance.now() - start).toBeLessThan(TIME_LIMIT);
      }),
      { numRuns: 200 },
    );
  });

  for (const [sample, events] of [
    ["otrf_log4shell_syslog_sysmon.zip", 93],
    ["otrf_covenant_psremoting_command.zip", 4284],
  ] as const) {
    const path = sharedSample(sample);
    it.skipIf(path === undefined)(`of JSON lines gives them to the engine, every one: ${sample}`, async () => {
      const files: string[] = [];
      for await (const { name, chunks } of zipEntries(path!, { name: sample, onSkip: () => {} })) {
        const { head, chunks: whole } = await peek(chunks, 4096);
        expect(detectReader(name, head)).toBeUndefined();
        files.push((await bytesOf(whole)).toString());
      }
      const lines = files.join("").trim().split("\n");
      expect(lines.filter((line) => typeof JSON.parse(line) !== "object")).toEqual([]);
      expect(lines.length).toBe(events);
    });
  }
});

describe("gzip", () => {
  const expand = (bytes: Uint8Array, maxExpandedBytes?: number) =>
    bytesOf(expandGzip(pieces(bytes), { name: "auth.log.gz", maxExpandedBytes }));

  it("is unpacked, one member or several", async () => {
    const two = Buffer.concat([gzipSync("one\n"), gzipSync("two\n")]);
    expect((await expand(two)).toString()).toBe("one\ntwo\n");
  });

  it("that is none passes through as it is", async () => {
    for (const text of ["", "x", "plain text"]) expect((await expand(Buffer.from(text))).toString()).toBe(text);
  });

  it("that unpacks to more than is allowed is refused", async () => {
    expect(await messageOf(expand(gzipSync(Buffer.alloc(2_000_000)), 1_000_000))).toMatch(
      /^WN1551 auth\.log\.gz unpacks to more/,
    );
  });

  it("that is damaged or cut off is refused", async () => {
    const packed = gzipSync("one two three four".repeat(100));
    expect(await messageOf(expand(packed.subarray(0, -10)))).toBe(
      "WN1552 auth.log.gz cannot be unpacked: unexpected end of file\n" +
        "  The file is damaged or was not copied to its end. Copy or export it again.",
    );
    packed.fill(0xff, 12, 30);
    expect(await messageOf(expand(packed))).toMatch(/^WN1552 auth\.log\.gz cannot be unpacked: /);
  });

  it("gives up its source when the reader stops early", async () => {
    let closed = false;
    const source = (async function* () {
      try {
        const packed = gzipSync(fc.sample(fc.uint8Array({ minLength: 100_000, maxLength: 100_000 }), 1)[0]!);
        yield* pieces(packed, 100);
      } finally {
        closed = true;
      }
    })();
    for await (const _ of expandGzip(source, { name: "x" })) break;
    await new Promise((resolve) => setImmediate(resolve));
    expect(closed).toBe(true);
  });
});

describe("a peek at a stream", () => {
  it("shows the first bytes and loses none", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), fc.nat(60), fc.integer({ min: 1, max: 20 }), async (bytes, length, size) => {
        const { head, chunks } = await peek(pieces(bytes, size), length);
        expect([...head]).toEqual([...bytes.subarray(0, length)]);
        expect([...(await bytesOf(chunks))]).toEqual([...bytes]);
      }),
    );
  });
});
