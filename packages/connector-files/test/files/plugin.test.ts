import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EventEngine, RunContext } from "@winnow/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filesConnector, plugins } from "../../src/index.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "winnow-test-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function context(): RunContext {
  return {
    signal: new AbortController().signal,
    profileDirectory: folder,
    outputDirectory: folder,
    progress: () => undefined,
    warn: () => undefined,
    gap: () => undefined,
  };
}

function problems(options: unknown): string[] | undefined {
  const checked = filesConnector.options["~standard"].validate(options);
  if (checked instanceof Promise) throw new TypeError("the schema checks at once");
  return checked.issues?.map(({ message }) => message);
}

describe("the files connector", () => {
  it("is the plugin of its package", () => {
    expect(plugins).toEqual([filesConnector]);
    expect(filesConnector).toMatchObject({ api: 1, kind: "connector", name: "files" });
  });

  it("opens files beside the profile", async () => {
    await writeFile(join(folder, "a.log"), "a#b\n1#2\n");
    const options = { path: "*.log", format: "csv", delimiter: "#" } as const;
    const engine = (await filesConnector.connect(options, context())) as EventEngine;
    expect(await engine.sample(5)).toEqual({ columns: ["a", "b"], rows: 1, values: [["1"], ["2"]] });
    await engine.close();
  });

  it.each([
    [{ path: "a.csv" }, undefined],
    [{ path: ["a.csv", "b.csv"], format: "auto", delimiter: "\t" }, undefined],
    [{ path: "" }, 1],
    [{ path: [] }, 1],
    [{ path: "a", format: "xml" }, 1],
    [{ path: "a", delimiter: '"' }, 1],
    [{ path: "a", delimiter: "ab" }, 1],
    [{ path: "a", delimiter: "\n" }, 1],
    [{ path: "a", paths: "b" }, 1],
    [{}, 1],
  ])("checks its options: %j", (options, count) => {
    expect(problems(options)?.length).toBe(count);
  });
});
