import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SinkPlugin } from "@winnow/core";
import { sinkChecks } from "@winnow/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import { plugins, readPage } from "../src/index.ts";
import { buildIfMissing } from "./support/built.ts";

async function ranksIn(directory: string): Promise<readonly number[]> {
  const path = join(directory, "report.html");
  const { rows } = await readPage(await readFile(path, "utf8"), path);
  return rows.map((_, row) => row + 1);
}

describe.each(plugins)("sink $name", (plugin) => {
  beforeAll(buildIfMissing);

  const checks = sinkChecks(plugin as SinkPlugin, { failing: [{ path: "." }], ranksIn });
  it.each(checks.map(({ id, must, run }) => [`${id}: ${must}`, run] as const))("%s", (_id, run) =>
    expect(run()).resolves.toBeUndefined(),
  );
});
