import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { openFiles } from "../src/index.ts";
import { createTempDirectory, removeTempDirectory } from "../src/temp-directory.ts";
import { quietContext } from "./support/context.ts";
import { testDirectory } from "./support/files.ts";

const directory = testDirectory();

async function emptyParent(name: string): Promise<string> {
  const path = await directory.path(name);
  await mkdir(path);
  return path;
}

async function runningProcess(): Promise<ChildProcess & { readonly pid: number }> {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000); console.log('running')"]);
  await once(child.stdout, "data");
  return child as ChildProcess & { readonly pid: number };
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "exit");
}

describe("a temporary directory", () => {
  it("is removed by the next engine when its process was killed, not while the process runs", async () => {
    const parent = await emptyParent("killed");
    const owner = await runningProcess();
    const left = await createTempDirectory(parent, owner.pid);
    await writeFile(join(left, "spilled"), "events");
    const file = await directory.write("a.csv", "a\n1\n");
    const open = async (): Promise<string[]> => {
      const engine = await openFiles({ paths: [file], tempDirectory: parent }, quietContext());
      const names = await readdir(parent);
      await engine.close();
      return names;
    };
    expect(await open()).toContain(basename(left));
    await kill(owner);
    expect(await open()).not.toContain(basename(left));
    expect(await readdir(parent)).toEqual([]);
  });

  it("of a killed process can be removed by several at once", async () => {
    const parent = await emptyParent("raced");
    const owner = await runningProcess();
    await createTempDirectory(parent, owner.pid);
    await kill(owner);
    const made = await Promise.all(Array.from({ length: 5 }, () => createTempDirectory(parent)));
    expect((await readdir(parent)).toSorted()).toEqual(made.map((path) => basename(path)).toSorted());
    await Promise.all(made.map(removeTempDirectory));
  });

  it.runIf(existsSync("/proc/self/stat"))("is removed when another process has the number of its owner", async () => {
    const parent = await emptyParent("reused");
    const own = await createTempDirectory(parent);
    const [, host, pid, start, random] = basename(own).split("-");
    const earlier = join(parent, `winnow-${host}-${pid}-${Number(start) - 1}-${random}`);
    await mkdir(earlier);
    const next = await createTempDirectory(parent);
    expect((await readdir(parent)).toSorted()).toEqual([basename(own), basename(next)].toSorted());
    await Promise.all([own, next].map(removeTempDirectory));
  });

  it("stays where it belongs to another host or has another name", async () => {
    const parent = await emptyParent("foreign");
    const names = ["winnow-00000000-1-1-abcdef", "winnow-out", "winnow-test-abcdef"];
    for (const name of names) await mkdir(join(parent, name));
    await removeTempDirectory(await createTempDirectory(parent));
    expect((await readdir(parent)).toSorted()).toEqual(names.toSorted());
  });
});
