import { LIMITS, type Reject } from "@winnow/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ReasonCounts } from "../../src/rejects/reason-counts.ts";
import { RejectList, RejectStore } from "../../src/rejects/reject-store.ts";
import { testDirectory } from "../support/files.ts";
import { mkdir } from "node:fs/promises";

const directory = testDirectory();
let stores = 0;

async function withStore<T>(use: (store: RejectStore) => T): Promise<T> {
  const path = await directory.path(`store-${++stores}`);
  await mkdir(path);
  const store = new RejectStore(path);
  try {
    return use(store);
  } finally {
    store.close();
  }
}

const text = fc.oneof(fc.string(), fc.string({ unit: "grapheme" }), fc.constantFrom("\n", " 1 2 ", "é\n€", "\0"));
const rejects = fc.array(fc.record({ file: text, line: fc.nat(), reason: text, text }), { maxLength: 30 });

describe("rejected records", () => {
  it("are read back as they were added, from several lists of one store", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(rejects, { maxLength: 4 }), fc.boolean(), (groups, sealOften) =>
        withStore((store) => {
          const lists = groups.map(() => new RejectList(store));
          groups.forEach((group, index) => {
            for (const reject of group) {
              lists[index]!.add(reject);
              if (sealOften) lists[index]!.seal();
            }
          });
          for (const list of lists) list.seal();
          for (let time = 0; time < 2; time++) expect(lists.map((list) => [...list.read()])).toEqual(groups);
          expect(lists.map(({ count }) => count)).toEqual(groups.map(({ length }) => length));
        }),
      ),
      { numRuns: 60 },
    );
  });

  it("take little memory, however many there are", async () => {
    await withStore((store) => {
      const list = new RejectList(store);
      const reject: Reject = { file: "a.log", line: 1, reason: "not a record", text: "x".repeat(400) };
      const before = process.memoryUsage().rss;
      for (let line = 0; line < 500_000; line++) list.add({ ...reject, line });
      list.seal();
      expect(process.memoryUsage().rss - before).toBeLessThan(120_000_000);
      let next = 0;
      for (const { line } of list.read()) if (line !== next++) throw new Error(`line ${line} follows ${next - 2}`);
      expect(next).toBe(500_000);
    });
  });
});

describe("reasons", () => {
  it("are counted up to a number of different ones, and those over it together", () => {
    const counts = new ReasonCounts();
    for (let i = 0; i < LIMITS.rejectReasons + 50; i++) counts.add(`reason ${i}`, 2);
    counts.add("__proto__");
    const reasons = counts.toObject();
    expect(Object.keys(reasons).length).toBe(LIMITS.rejectReasons + 1);
    expect(reasons["other reasons"]).toBe(101);
    expect(Object.values(reasons).reduce((sum, count) => sum + count, 0)).toBe(counts.total);
  });

  it("may have any name", () => {
    const counts = new ReasonCounts();
    counts.add("__proto__", 3);
    expect(Object.entries(counts.toObject())).toEqual([["__proto__", 3]]);
  });
});
