import { appendFile, rename, truncate, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openFiles, writeParquet } from "../../src/index.ts";
import { quietContext } from "../support/context.ts";
import { plan, rowsFrom } from "../support/engine.ts";
import { testDirectory } from "../support/files.ts";

const directory = testDirectory();

const rows = (mark: string): string => `a,b\n${Array.from({ length: 500 }, (_, i) => `${mark},${i}`).join("\n")}\n`;

async function writeTable(name: string, mark: string): Promise<string> {
  if (!name.endsWith(".parquet"))
    return directory.write(name, name.endsWith(".gz") ? gzipSync(rows(mark)) : rows(mark));
  const path = await directory.path(name);
  await writeParquet(path, [{ name: "a", type: "text", values: Array.from({ length: 500 }, () => mark) }]);
  return path;
}

const CHANGES: Readonly<Record<string, (path: string) => Promise<void>>> = {
  replaced: async (path) => rename(await writeTable(`new-${path.split("/").at(-1)!}`, "new"), path),
  shortened: (path) => truncate(path, 30),
  rewritten: (path) => writeFile(path, "A", { flag: "r+" }),
};

describe("an input that is changed", () => {
  for (const [how, change] of Object.entries(CHANGES)) {
    for (const [name, heldBytes] of [
      ["scanned.csv", 0],
      ["held.csv", undefined],
      ["packed.csv.gz", 0],
      ["table.parquet", undefined],
    ] as const) {
      it(`is never read again: ${name}, ${how}`, async () => {
        const path = await writeTable(`${how}-${name}`, "old");
        const engine = await openFiles({ paths: [path], heldBytes }, quietContext());
        const reduction = await engine.reduce(plan({ a: "a" }));
        const inputs = await reduction.inputs();
        await change(path);
        const read = rowsFrom(reduction.drill.events({})).catch((error: { code: string }) => error.code);
        expect(await read).toBe("WN1415");
        expect(await reduction.inputs()).toEqual(inputs);
        await engine.close();
      });

      it(`ends the run that has opened it: ${name}, ${how}`, async () => {
        const path = await writeTable(`opened-${how}-${name}`, "old");
        const engine = await openFiles({ paths: [path], heldBytes }, quietContext());
        await change(path);
        const reducing = (async () => {
          const reduction = await engine.reduce(plan({ a: "a" }));
          return rowsFrom(reduction.drill.events({}));
        })().catch((error: { code: string }) => error.code);
        expect(await reducing).toBe("WN1415");
        await engine.close();
      });
    }
  }

  for (const heldBytes of [0, undefined]) {
    it(`and only grew is read to the length it had: ${heldBytes === 0 ? "scanned" : "held"}`, async () => {
      const path = await writeTable(`growing-${heldBytes}.csv`, "old");
      const engine = await openFiles({ paths: [path], heldBytes }, quietContext());
      await appendFile(path, "new,1\nnew");
      const reduction = await engine.reduce(plan({ a: "a" }));
      const read = await rowsFrom(reduction.drill.events({}));
      expect([read.length, new Set(read.map(({ a }) => a))]).toEqual([500, new Set(["old"])]);
      expect((await reduction.inputs())[0]!.bytes).toBe(rows("old").length);
      await appendFile(path, "er,2\n");
      expect(await rowsFrom(reduction.drill.events({}))).toEqual(read);
      await engine.close();
    });
  }
});
