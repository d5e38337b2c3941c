import * as fc from "fast-check";
import { LIMITS } from "@winnow/core";
import { describe, expect, it } from "vitest";
import { readEvtx } from "../../../src/readers/evtx/read-evtx.ts";
import { readLog } from "../../../src/readers/read-log.ts";
import { readAll } from "../reading.ts";
import {
  ChunkWriter,
  element,
  eventRecord,
  eventTemplate,
  evtxChunk,
  evtxFile,
  hole,
  sealHeader,
  stringValue,
  type FileSettings,
} from "./evtx-builder.ts";

const template = eventTemplate(element("EventData", {}, element("Data", { Name: "Path" }, hole(10))));
const record = (id: number) => eventRecord(BigInt(id), 4688, template, stringValue(`C:\\${id}.exe`));

/** A chunk with the records of these numbers. */
const chunk = (first: number, last: number): Buffer =>
  evtxChunk(Array.from({ length: last - first + 1 }, (_, index) => record(first + index)));

const blank = Buffer.alloc(65_536);
const noise = Buffer.alloc(65_536, 0xab);

const read = (chunks: readonly Buffer[], settings?: FileSettings) => readAll(readEvtx, evtxFile(chunks, settings));
const gapsOf = async (chunks: readonly Buffer[], settings?: FileSettings) =>
  (await read(chunks, settings)).gaps.map(({ place, reason }) => `${place}: ${reason}`);

const WIPED = "all zeros: the log was wiped here, or the copy is incomplete";
const DESTROYED = "no record can be located: the log was overwritten here or is damaged";
const CUT = "the file ends here: it was cut short";
const JUMP = "the record numbers jump: the records were removed or lost";

describe("an event log without a gap", () => {
  it.each<readonly [string, readonly Buffer[], FileSettings]>([
    ["begins with any number", [chunk(700, 705), chunk(706, 709)], {}],
    ["went on in its first chunk when it was full", [chunk(30, 39), chunk(10, 19), chunk(20, 29)], {}],
    ["has chunks at its end that were never written", [chunk(1, 5), blank, blank], {}],
    [
      "was not closed, and has more chunks than its header says",
      [chunk(1, 5), chunk(6, 9)],
      { dirty: true, promised: 1 },
    ],
    ["has no record", [], { nextRecord: 17n }],
    ["has a chunk that was begun", [chunk(1, 5), new ChunkWriter().finish()], {}],
    ["says which number comes next", [chunk(1, 5)], { nextRecord: 6n }],
  ])("%s", async (_, chunks, settings) => {
    expect(await gapsOf(chunks, settings)).toEqual([]);
  });
});

describe("a gap in an event log", () => {
  it("is a chunk of zeros between others, with the numbers of its records", async () => {
    expect(await gapsOf([chunk(1, 5), blank, chunk(9, 12)])).toEqual([
      `chunk 2 of 3, bytes 69632–135168, records 6–8: ${WIPED}`,
    ]);
  });

  it("is a chunk of zeros at the end that the file header promises", async () => {
    expect(await gapsOf([chunk(1, 5), blank, blank, blank], { promised: 3, nextRecord: 40n })).toEqual([
      `chunks 2–3 of 4, bytes 69632–200704, records 6–39: ${WIPED}`,
    ]);
  });

  it("is a chunk of zeros at the beginning, whose records follow on those of the last chunk", async () => {
    expect(await gapsOf([blank, chunk(20, 25), chunk(1, 9)])).toEqual([
      `chunk 1 of 3, bytes 4096–69632, records 10–19: ${WIPED}`,
    ]);
  });

  it("is a chunk in which no record can be located", async () => {
    const { gaps, rejects, events } = await read([chunk(1, 5), noise, noise, chunk(20, 21)]);
    expect(gaps).toEqual([{ place: "chunks 2–3 of 4, bytes 69632–200704, records 6–19", reason: DESTROYED }]);
    expect([events.length, rejects.length]).toEqual([7, 0]);
  });

  it("is what the file header promises and the file lacks", async () => {
    expect(await gapsOf([chunk(1, 5), chunk(6, 9)], { promised: 96, nextRecord: 1000n })).toEqual([
      `chunks 3–96 of 96, bytes 135168–6295552, records 10–999: ${CUT}`,
    ]);
  });

  it("begins within the chunk that is not all there", async () => {
    const file = evtxFile([chunk(1, 5), chunk(6, 9)], { promised: 3 });
    const { gaps, events } = await readAll(readEvtx, file.subarray(0, 4096 + 65_536 + 800));
    expect(gaps).toEqual([{ place: "chunks 2–3 of 3, bytes 70432–200704", reason: CUT }]);
    expect(events.length).toBeGreaterThanOrEqual(5);
  });

  it("is a file that ends within its header", async () => {
    const { gaps } = await readAll(readEvtx, evtxFile([chunk(1, 5)]).subarray(0, 1000));
    expect(gaps).toEqual([{ place: "chunk 1 of 1, bytes 1000–69632", reason: CUT }]);
    expect((await readAll(readEvtx, evtxFile([]).subarray(0, 100))).gaps).toEqual([
      { place: "bytes 100–4096", reason: CUT },
    ]);
  });

  it("is none where only the unused end of the last chunk is cut off", async () => {
    const file = evtxFile([chunk(1, 3)]);
    expect((await readAll(readEvtx, file.subarray(0, -1000))).gaps).toEqual([]);
  });

  it("is a jump in the record numbers from chunk to chunk", async () => {
    expect(await gapsOf([chunk(30, 39), chunk(10, 18), chunk(20, 28)])).toEqual([
      `record 19: ${JUMP}`,
      `record 29: ${JUMP}`,
    ]);
  });

  it("is a jump in the record numbers within a chunk, although the chunk's header says nothing of it", async () => {
    const { gaps, events, rejects } = await read([evtxChunk([record(4), record(5), record(9), record(10)])]);
    expect(gaps).toEqual([{ place: "chunk 1, records 6–8", reason: JUMP }]);
    expect([events.length, rejects.length]).toEqual([4, 0]);
  });

  it("is none where records are destroyed: each of them is rejected", async () => {
    const writer = new ChunkWriter();
    for (let id = 1; id <= 9; id++) writer.record(record(id));
    const bytes = writer.finish();
    bytes.fill(0, writer.starts[3], writer.starts[6]);
    const { gaps, events, rejects } = await read([bytes]);
    expect([gaps, events.length, rejects.length]).toEqual([[], 6, 3]);
    bytes.fill(0, 0, 512);
    expect(await read([bytes])).toMatchObject({ gaps: [], events: { length: 6 }, rejects: { length: 3 } });
  });

  it("is none where the number of a record is damaged", async () => {
    const writer = new ChunkWriter();
    for (let id = 1; id <= 4; id++) writer.record(record(id));
    const bytes = writer.finish();
    bytes.writeBigUInt64LE(2n ** 63n, writer.starts[2]! + 8);
    sealHeader(bytes);
    const { gaps, events } = await read([bytes, chunk(5, 6)]);
    expect([events.length, gaps]).toEqual([6, []]);
  });

  it("is summed up with others where there are more than can be listed", async () => {
    const jumping = evtxChunk(Array.from({ length: LIMITS.gapsPerFile + 3 }, (_, index) => record(1 + index * 2)));
    const { gaps } = await readAll((chunks, hooks) => readLog("evtx", chunks, hooks, {}), evtxFile([jumping]));
    expect(gaps).toHaveLength(LIMITS.gapsPerFile + 1);
    expect(gaps.at(-1)).toEqual({ place: "2 more places", reason: "too many gaps to list" });
  });

  it("is found wherever chunks of a log are wiped, and never elsewhere", async () => {
    const log = fc.tuple(
      fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 3, maxLength: 8 }),
      fc.nat({ max: 7 }),
      fc.uniqueArray(fc.nat({ max: 7 }), { maxLength: 3 }),
    );
    await fc.assert(
      fc.asyncProperty(log, async ([sizes, turn, wiped]) => {
        const starts = sizes.map((_, index) => 100 + sizes.slice(0, index).reduce((sum, size) => sum + size, 0));
        const inOrder = sizes.map((size, index) => ({ first: starts[index]!, last: starts[index]! + size - 1 }));
        const at = turn % inOrder.length;
        const rotated = [...inOrder.slice(at), ...inOrder.slice(0, at)];
        const chunks = rotated.map(({ first, last }, index) => (wiped.includes(index) ? blank : chunk(first, last)));
        const { gaps } = await read(chunks, { promised: chunks.length });
        const lost = chunks.flatMap((bytes, index) => (bytes === blank ? [index + 1] : []));
        const told = gaps.flatMap(({ place }) => {
          const [, from, to] = /^chunks? (\d+)(?:–(\d+))? of/.exec(place!)!;
          return Array.from({ length: Number(to ?? from) - Number(from) + 1 }, (_, index) => Number(from) + index);
        });
        expect(told).toEqual(lost);
      }),
      { numRuns: 40 },
    );
  });
});
