import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { withLock } from "../../src/output/lock.ts";
import { newToken } from "../../src/output/owner.ts";
import { failureOf, inDirectory, runsIn, write } from "./support.ts";

const { signal } = new AbortController();
const work = (): Promise<string> => Promise.resolve("done");

/** A directory of runs whose lock holds this file. */
async function locked(directory: string, name: string): Promise<string> {
  await mkdir(join(directory, "lock"), { recursive: true });
  await writeFile(join(directory, "lock", name), "");
  return directory;
}

const farToken = (): string => newToken(new Date("2126-01-02T03:04:05Z")).replace(/Z-[0-9a-f]{6}/, "Z-000000");

describe("withLock", () => {
  it.each([
    ["this process", newToken, /by process \d+, since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\n/],
    [
      "a process elsewhere",
      farToken,
      /by process \d+ on another host or in another container, since 2126-01-02 03:04:05 UTC\n/,
    ],
    ["a file of the user", () => "x", /by the file "x", which Winnow did not write\n/],
  ])("gives up after a while when %s keeps the lock, and names it", (_, owner, words) =>
    inDirectory(async (directory) => {
      const runs = await locked(directory, owner());
      const failure = await failureOf(withLock(runs, { signal, patienceMs: 50 }, work), directory);
      expect(failure).toMatch(/^WN1345 the lock "OUT\/lock" is held by /);
      expect(failure).toMatch(words);
      expect(failure).toMatch(/\n {2}If no run writes to this directory, remove the lock and run again\.$/);
      expect(await readdir(directory)).toEqual(["lock"]);
    }),
  );

  it("reports for whom it waits, and goes on when the lock is free", () =>
    inDirectory(async (directory) => {
      const runs = await locked(directory, "x");
      let waiter: Promise<string> | undefined;
      const owner = await new Promise<string>((onWait) => {
        waiter = withLock(runs, { signal, onWait }, work);
      });
      expect(owner).toBe('the file "x", which Winnow did not write');
      await rm(join(directory, "lock/x"));
      expect(await waiter).toBe("done");
    }));

  it("stops waiting when the run is stopped", () =>
    inDirectory(async (directory) => {
      const runs = await locked(directory, "x");
      const controller = new AbortController();
      const stopped = withLock(runs, { signal: controller.signal }, work);
      controller.abort();
      expect(await failureOf(stopped, directory)).toMatch(/^WN1001 /);
    }));
});

describe("A run into a directory whose lock a user's file keeps", () => {
  it("is refused before anything is read", () =>
    inDirectory(async (directory) => {
      await locked(join(directory, ".runs"), "x");
      expect(await failureOf(write(directory, "A"), directory)).toBe(
        'WN1345 the lock "OUT/.runs/lock" is held by the file "x", which Winnow did not write\n' +
          "  If no run writes to this directory, remove the lock and run again.",
      );
      expect(await runsIn(directory)).toEqual(["lock"]);
    }));
});
