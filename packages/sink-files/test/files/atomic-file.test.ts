import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isWinnowError } from "@winnow/core";
import { describe, expect, it } from "vitest";
import { replaceFile, replaceFileByChunks } from "../../src/files/atomic-file.ts";
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

describe("replacing a file", () => {
  it("makes directories on the way and leaves nothing beside the file", () =>
    inDirectory(async (directory) => {
      await replaceFileByChunks(join(directory, "a/b/x.csv"), idle, each([Buffer.from("one"), Buffer.from("two")]));
      expect(await readFile(join(directory, "a/b/x.csv"), "utf8")).toBe("onetwo");
      expect(await readdir(join(directory, "a/b"))).toEqual(["x.csv"]);
    }));

  it("keeps the older file and takes the half-written one away when a chunk fails", () =>
    inDirectory(async (directory) => {
      const path = join(directory, "x.csv");
      await writeFile(path, "older");
      await expect(replaceFileByChunks(path, idle, failing())).rejects.toThrow("the source broke");
      expect(await readFile(path, "utf8")).toBe("older");
      expect(await readdir(directory)).toEqual(["x.csv"]);
    }));

  it("keeps the older file when the run is stopped", () =>
    inDirectory(async (directory) => {
      const path = join(directory, "x.csv");
      await writeFile(path, "older");
      const controller = new AbortController();
      const stopping = async function* (): AsyncIterable<Uint8Array> {
        yield Buffer.from("half");
        controller.abort();
        yield Buffer.from("whole");
      };
      expect(await failureOf(replaceFileByChunks(path, controller.signal, stopping()))).toBe(
        "WN1001 the run was stopped before it finished\n" +
          "  Nothing was left half-written. Start it again when you are ready.",
      );
      expect(await readFile(path, "utf8")).toBe("older");
      expect(await readdir(directory)).toEqual(["x.csv"]);
    }));

  it("replaces what a symbolic link points to and keeps the link", () =>
    inDirectory(async (directory) => {
      await writeFile(join(directory, "real.csv"), "older");
      await symlink("real.csv", join(directory, "link.csv"));
      await replaceFileByChunks(join(directory, "link.csv"), idle, each([Buffer.from("newer")]));
      expect(await readFile(join(directory, "real.csv"), "utf8")).toBe("newer");
      expect((await readdir(directory)).sort()).toEqual(["link.csv", "real.csv"]);
    }));

  it("says that the target is a directory", () =>
    inDirectory(async (directory) => {
      const path = join(directory, "x.csv");
      await mkdir(path);
      expect(await failureOf(replaceFileByChunks(path, idle, each([])))).toBe(
        `WN1903 "${path}" cannot be written: it is a directory.\n  Give the name of a file.`,
      );
    }));

  it("says that a part of the path is a file", () =>
    inDirectory(async (directory) => {
      await writeFile(join(directory, "file"), "");
      const path = join(directory, "file/x.csv");
      expect(await failureOf(replaceFileByChunks(path, idle, each([])))).toBe(
        `WN1904 "${path}" cannot be written: a part of its path is a file, not a directory.\n  Choose another path.`,
      );
    }));

  it("says that the disk is full, and leaves nothing behind", () =>
    inDirectory(async (directory) => {
      const path = join(directory, "x.csv");
      const text =
        `WN1902 "${path}" cannot be written: no space is left there.\n` +
        "  Nothing was left half-written. Free some space, or choose another disk with --out, and run again.";
      expect(await failureOf(replaceFile(path, idle, refuse("ENOSPC")))).toBe(text);
      expect(await readdir(directory)).toEqual([]);
    }));

  it("says that it has no permission", () =>
    inDirectory(async (directory) => {
      const path = join(directory, "x.csv");
      expect(await failureOf(replaceFile(path, idle, refuse("EACCES")))).toBe(
        `WN1901 "${path}" cannot be written: permission denied.\n` +
          "  Choose another directory with --out, or change the permissions of this one.",
      );
    }));

  it("passes on what else the system says", () =>
    inDirectory(async (directory) => {
      const path = join(directory, "x.csv");
      expect(await failureOf(replaceFile(path, idle, refuse("EIO")))).toBe(
        `WN1905 "${path}" cannot be written: the system says EIO.\n` +
          "  Nothing was left half-written. Check the path and the disk, and run again.",
      );
    }));
});
