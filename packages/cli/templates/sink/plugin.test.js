import { readFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { sinkChecks } from "@winnow/testkit";
import { sink } from "../sink.js";

const checks = sinkChecks(sink, {
  failing: [{ path: "." }],
  ranksIn: async (directory) => {
    const text = await readFile(join(directory, "rows.txt"), "utf8");
    return Array.from(text.matchAll(/^(\d+)\. /gm), ([, rank]) => Number(rank));
  },
});

for (const { id, must, run } of checks) test(`${id}: ${must}`, run);
