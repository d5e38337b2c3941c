import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { writeParquet } from "../../src/write-parquet.ts";
import { Opener } from "../support/opened.ts";

const opener = new Opener();
afterAll(() => opener.close());

describe("a Parquet file with damaged pages", () => {
  it("is refused as a damaged file, not reported as a failure of the engine", async () => {
    const directory = await mkdtemp(join(tmpdir(), "winnow-parquet-"));
    try {
      const path = join(directory, "events.parquet");
      const values = Array.from({ length: 1000 }, (_, row) => `value-${(row * 7919) % 104_729}`);
      await writeParquet(path, [{ name: "a", type: "text", values }]);
      const bytes = await readFile(path);
      // The footer stays: it says where pages are, and these are overwritten.
      await writeFile(path, bytes.fill(0x5a, 4, bytes.length >> 1));
      await expect(opener.open(path)).rejects.toMatchObject({ code: "WN1412" });
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
