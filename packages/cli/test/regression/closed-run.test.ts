import type { WinnowError } from "@winnow/core";
import { loadProfile, reduceToFile, run, type LoadedProfile } from "@winnow/orchestrator";
import { join } from "node:path";
import { writeFile, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { builtInRegistry } from "../../src/builtin-plugins.ts";
import { builtInProfiles } from "../../src/builtin-profiles.ts";
import { inDirectory } from "../directory.ts";
import { writeEvents } from "../events.ts";

async function loaded(input: string, set: readonly string[] = []): Promise<LoadedProfile> {
  const registry = await builtInRegistry();
  return loadProfile({ path: "windows-processes" }, { registry, builtIn: builtInProfiles, inputs: [input], set });
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

async function codeOf(question: Promise<unknown>): Promise<string> {
  const error = (await question.then(
    () => new Error("no error"),
    (cause: unknown) => cause,
  )) as WinnowError;
  return `${error.code} ${error.message}`;
}

describe("a run that is closed", () => {
  it("answers no question about events, with one code", () =>
    inDirectory(async (directory) => {
      const outcome = await run(await loaded(await writeEvents(directory)), { outputDirectory: null });
      expect((await all(outcome.events({}))).length).toBeGreaterThan(0);
      const begun = outcome.events({})[Symbol.asyncIterator]();
      await outcome.close();
      const closed = "WN1360 the run is closed: its events can no longer be read";
      expect(await codeOf(all(outcome.events({})))).toBe(closed);
      expect(await codeOf(begun.next())).toBe(closed);
      expect(await codeOf(all(outcome.assignments!()))).toBe(closed);
      expect(await codeOf(outcome.histogram!({}, 3))).toBe(closed);
      expect(await codeOf(outcome.activity!(3))).toBe(closed);
      await outcome.close();
    }));

  it("of groups files gives no event either", () =>
    inDirectory(async (directory) => {
      const groups = join(directory, "a.groups.parquet");
      await reduceToFile(await loaded(await writeEvents(directory)), groups);
      const outcome = await run(await loaded(groups), { outputDirectory: null });
      expect((await all(outcome.events({ rows: [0] }))).length).toBe(1);
      await outcome.close();
      expect(await codeOf(all(outcome.events({ rows: [0] })))).toMatch(/^WN1360 /);
    }));
});

describe("reduceToFile", () => {
  it("checks key and path before it reads anything", () =>
    inDirectory(async (directory) => {
      const mine = join(directory, "mine.parquet");
      await writeFile(mine, "mine");
      const nowhere = join(directory, "none.csv");
      expect(await codeOf(reduceToFile(await loaded(nowhere, ["redact={}"]), join(directory, "a.parquet")))).toMatch(
        /^WN1355 /,
      );
      expect(await codeOf(reduceToFile(await loaded(nowhere), mine))).toMatch(/^WN1361 .* does not contain groups$/);
      expect(await codeOf(reduceToFile(await loaded(nowhere), join(directory, "a.csv")))).toMatch(/^WN1361 /);
      expect(await readFile(mine, "utf8")).toBe("mine");
    }));
});
