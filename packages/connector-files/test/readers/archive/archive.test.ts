import { isWinnowError } from "@winnow/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
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
  const damage: string[] = [];
  for await (const { name, bytes } of zipEntries(archive, { name: "logs.zip", maxExpandedBytes, onSkip, signal })) {
    files.push([name, (await bytesOf(bytes)).toString()]);
    if (bytes.damage !== undefined) damage.push(`${name}: ${bytes.damage}`);
  }
  return { files, skipped, damage };
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
      damage: [],
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
      damage: [],
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
      "WN1416 logs.zip unpacks to too much: the limit is 1,000,000 bytes\n" +
        "  If you trust the file, raise maxExpandedBytes or unpack it first.",
    );
  });

  it("gives what it can of a damaged file, and the next", async () => {
    const zip = zipOf(file("a", "x", { crc: 7 }), file("b", "y"));
    expect(await unzip(zip)).toEqual({
      files: [
        ["a", "x"],
        ["b", "y"],
      ],
      skipped: [],
      damage: ["a: its checksum is wrong"],
    });
  });

  it("that is damaged is refused", async () => {
    expect(await messageOf(unzip(zipOf(file("a", "0".repeat(600_000), { size: 5 }))))).toMatch(
      /^WN1552 logs\.zip!a cannot be unpacked: /,
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
        expect(outcome).toMatch(/^read$|^WN1552 |^WN1416 /);
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
      for await (const { name, bytes } of zipEntries(path!, { name: sample, onSkip: () => {} })) {
        const { head, chunks: whole } = await peek(bytes, 4096);
        expect(detectReader(name, head)).toBeUndefined();
        files.push((await bytesOf(whole)).toString());
      }
      const lines = files.join("").trim().split("\n");
      expect(lines.filter((line) => typeof JSON.parse(line) !== "object")).toEqual([]);
      expect(lines.length).toBe(events);
    });
  }
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
