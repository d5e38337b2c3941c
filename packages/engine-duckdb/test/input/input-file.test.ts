import { createHash } from "node:crypto";
import { appendFile, rename, rm, truncate, utimes, writeFile } from "node:fs/promises";
import { isWinnowError } from "@winnow/core";
import { describe, expect, it } from "vitest";
import { InputFile } from "../../src/input/input-file.ts";
import { testDirectory } from "../support/files.ts";

const directory = testDirectory();
const CONTENT = "first line\n".repeat(20_000);

async function contentOf(file: InputFile): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of file.read()) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const sha256 = (content: string): string => createHash("sha256").update(content).digest("hex");

/** What a change makes of an input: its content still, or the error. */
async function after(name: string, change: (path: string) => Promise<unknown>, hasRead: boolean): Promise<string> {
  const path = await directory.write(name, CONTENT);
  const file = await InputFile.open(path);
  if (hasRead) await contentOf(file);
  await change(path);
  try {
    await (hasRead ? file.verify() : contentOf(file));
    expect(await contentOf(file)).toBe(CONTENT);
    expect(await file.sha256()).toBe(sha256(CONTENT));
    return "as it was";
  } catch (error) {
    if (!isWinnowError(error)) throw error;
    return error.format().replace(path, "FILE");
  }
}

const ended = (what: string): string =>
  `WN1415 FILE ${what} during the run\n` +
  "  Run it again on a copy, or when nothing else writes to the file. A file that only grows is read as it was.";

const CHANGES: readonly (readonly [string, (path: string) => Promise<unknown>, string])[] = [
  ["grown", (path) => appendFile(path, "more\n"), "as it was"],
  ["touched", (path) => utimes(path, 1, 1), "as it was"],
  ["written again with the same bytes", (path) => writeFile(path, CONTENT, { flag: "r+" }), "as it was"],
  ["removed", (path) => rm(path), ended("was removed")],
  ["shortened", (path) => truncate(path, 1000), ended("was shortened")],
  ["rewritten at its start", (path) => writeFile(path, "FIRST", { flag: "r+" }), ended("was rewritten")],
  [
    "replaced",
    async (path) => {
      await writeFile(`${path}.new`, CONTENT);
      await rename(`${path}.new`, path);
    },
    ended("was replaced"),
  ],
];

describe("an input file", () => {
  for (const [index, [how, change, outcome]] of CHANGES.entries()) {
    it(`that is ${how} before it is read, or after: ${outcome.slice(0, 9)}`, async () => {
      expect(await after(`before-${index}`, change, false)).toBe(outcome);
      expect(await after(`after-${index}`, change, true)).toBe(outcome);
    });
  }

  it("that is rewritten beyond its head is noticed once it has been read", async () => {
    const rewrite = (path: string): Promise<void> => {
      const changed = CONTENT.slice(0, 100_000) + "X".repeat(CONTENT.length - 100_000);
      return writeFile(path, changed, { flag: "r+" });
    };
    expect(await after("tail", rewrite, true)).toBe(ended("was rewritten"));
  });

  it("that is rewritten while it is read is refused", async () => {
    const path = await directory.write("meanwhile", "x".repeat(3 << 20));
    const file = await InputFile.open(path);
    const reading = (async () => {
      for await (const _ of file.read()) await writeFile(path, "y".repeat(3 << 20), { flag: "r+" });
    })();
    await expect(reading).rejects.toMatchObject({ code: "WN1415" });
  });

  it("that goes on growing while it is read is read to the length it had", async () => {
    const path = await directory.write("growing", CONTENT.repeat(20));
    const file = await InputFile.open(path);
    let length = 0;
    for await (const chunk of file.read()) {
      length += chunk.length;
      await appendFile(path, CONTENT);
    }
    expect([length, await file.sha256()]).toEqual([CONTENT.length * 20, sha256(CONTENT.repeat(20))]);
  });

  it("of a format that cannot grow may not grow", async () => {
    const path = await directory.write("fixed", CONTENT);
    const file = await InputFile.open(path);
    await file.whole(async () => undefined);
    await appendFile(path, "more");
    await expect(file.verify()).rejects.toMatchObject({ code: "WN1415" });
  });

  it("that cannot be read is named", async () => {
    const path = await directory.path("missing");
    await expect(InputFile.open(path, { name: "NAME" })).rejects.toThrow("NAME cannot be read: ENOENT");
    const folder = (await directory.path(".")).replace(/\/\.?$/, "");
    await expect(InputFile.open(folder, { name: "NAME" })).rejects.toThrow("NAME cannot be read: EISDIR");
  });
});
