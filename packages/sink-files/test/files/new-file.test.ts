import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isWinnowError } from "@winnow/core";
import { describe, expect, it } from "vitest";
import { writeChunks, writeNewFile } from "../../src/files/new-file.ts";
import { inDirectory } from "../directory.ts";
import { each } from "../result.ts";

const idle = new AbortController().signal;

async function* failing(): AsyncIterable<Uint8Array> {
  yield Buffer.from("half");
  throw new Error("the source broke");
}

async function failureOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isWinnowError(error)) throw new Error("expected a coded error", { cause: error });
  return error.format();
}

function refuse(code: string): () => Promise<never> {
  return () => Promise.reject(Object.assign(new Error(`${code}: from the system`), { code, syscall: "write" }));
}

describe("Writing a file", () => {
  it("makes directories on the way and leaves nothing beside the file", () =>
    inDirectory(async (directory) => {
      await writeChunks(join(directory, "a/b/x.csv"), idle, each([Buffer.from("one"), Buffer.from("two")]));
      expect(await readFile(join(directory, "a/b/x.csv"), "utf8")).toBe("onetwo");
      expect(await readdir(join(directory, "a/b"))).toEqual(["x.csv"]);
    }));

  it("removes the half-written file when a chunk fails", () =>
    inDirectory(async (directory) => {
      await expect(writeChunks(join(directory, "x.csv"), idle, failing())).rejects.toThrow("the source broke");
      expect(await readdir(directory)).toEqual([]);
    }));

  it("removes the half-written file when the run is stopped", () =>
    inDirectory(async (directory) => {
      const controller = new AbortController();
      const stopping = async function* (): AsyncIterable<Uint8Array> {
        yield Buffer.from("half");
        controller.abort();
        yield Buffer.from("all");
      };
      expect(await failureOf(writeChunks(join(directory, "x.csv"), controller.signal, stopping()))).toBe(
        "WN1001 the run was stopped before it finished\n" +
          "  Nothing was left half-written. Start it again when you are ready.",
      );
      expect(await readdir(directory)).toEqual([]);
    }));

  it("says that the target is a directory", () =>
    inDirectory(async (directory) => {
      const path = join(directory, "x.csv");
      await mkdir(path);
      expect(await failureOf(writeChunks(path, idle, each([])))).toBe(
        `WN1903 "${path}" cannot be written: it is a directory.\n  Give the name of a file.`,
      );
    }));

  it("says that a part of the path is a file", () =>
    inDirectory(async (directory) => {
      await writeFile(join(directory, "file"), "");
      const path = join(directory, "file/x.csv");
      expect(await failureOf(writeChunks(path, idle, each([])))).toBe(
        `WN1904 "${path}" cannot be written: a part of its path is a file, not a directory.\n  Choose another path.`,
      );
    }));

  it("says that the disk is full, and leaves nothing behind", () =>
    inDirectory(async (directory) => {
      const path = join(directory, "x.csv");
      const text =
        `WN1902 "${path}" cannot be written: no space is left there.\n` +
        "  Free some space, or choose another disk with --out, and run again.";
      expect(await failureOf(writeNewFile(path, idle, refuse("ENOSPC")))).toBe(text);
      expect(await readdir(directory)).toEqual([]);
    }));

  it("says that it has no permission", () =>
    inDirectory(async (directory) => {
      const path = join(directory, "x.csv");
      expect(await failureOf(writeNewFile(path, idle, refuse("EACCES")))).toBe(
        `WN1901 "${path}" cannot be written: permission denied.\n` +
          "  Choose another directory with --out, or change the permissions of this one.",
      );
    }));

  it("passes on what else the system says", () =>
    inDirectory(async (directory) => {
      const path = join(directory, "x.csv");
      expect(await failureOf(writeNewFile(path, idle, refuse("EIO")))).toBe(
        `WN1905 "${path}" cannot be written: the system says EIO.\n  Check the path and the disk, and run again.`,
      );
    }));
});
