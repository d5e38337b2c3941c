import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { inDirectory } from "./directory.ts";
import { processLine, PROCESS_COLUMNS, writeEvents } from "./events.ts";

const command = fileURLToPath(new URL("../dist/main.js", import.meta.url));
const isBuilt = existsSync(command);

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** Runs the built command as a process of its own; `meanwhile` sees what it says on standard error so far. */
function start(
  argv: readonly string[],
  meanwhile: (child: ReturnType<typeof spawn>, stderr: string) => void = () => {},
  prefix: readonly string[] = [],
): Promise<Ended> {
  const began = performance.now();
  const [file, ...args] = [...prefix, process.execPath, command, ...argv] as [string, ...string[]];
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, WINNOW_DEBUG: "" } });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
    meanwhile(child, stderr);
  });
  return new Promise((settle, fail) => {
    child.on("error", fail);
    child.on("close", (exitCode) => settle({ exitCode, stdout, stderr, seconds: (performance.now() - began) / 1000 }));
  });
}

/** Enough events that a run is still at it when the signal comes. */
function manyEvents(): string {
  const lines = Array.from({ length: 100_000 }, (_, i) =>
    processLine(i, `C:\\Programs\\program-${i % 500}.exe`, `program-${i % 500}.exe --id ${i} --level ${i % 7}`),
  );
  return [PROCESS_COLUMNS.join(","), ...lines, ""].join("\n");
}

describe.skipIf(!isBuilt)(`the winnow process${isBuilt ? "" : " (skipped: packages/cli is not built)"}`, () => {
  it("prints its help without loading an engine", async () => {
    const { exitCode, stdout, stderr } = await start(["--help"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toMatch(/^Usage: winnow/);
  });

  it("runs a profile and ends by itself", () =>
    inDirectory(async (directory) => {
      const out = join(directory, "out");
      const { exitCode, stdout } = await start([
        "run",
        "windows-processes",
        await writeEvents(directory),
        "--out",
        out,
        "--json",
      ]);
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ events: { read: 11 }, rows: 3, out });
    }));

  it("ends quietly when its reader has seen enough", () =>
    inDirectory(async (directory) => {
      const argv = [await writeEvents(directory), "--out", join(directory, "out")];
      const closing = ["bash", "-c", 'set -o pipefail; "$@" | true', "closing"];
      const { exitCode, stderr } = await start(["run", "windows-processes", ...argv, "--json"], undefined, closing);
      expect(exitCode).toBe(0);
      expect(stderr).not.toMatch(/\n {4}at |EPIPE|WN\d/);
    }));

  it("tells a failure that a plugin lets loose like any other: in words, without a stack", () =>
    inDirectory(async (directory) => {
      const loose = "setTimeout(() => { throw new Error('loose end'); }, 0);\nexport const plugins = [];\n";
      await writeFile(join(directory, "loose.mjs"), loose);
      const profile = join(directory, "mine.yaml");
      await writeFile(profile, "extends: windows-processes\nname: mine\nplugins: [./loose.mjs]\n");
      const { exitCode, stderr } = await start([
        "run",
        profile,
        await writeEvents(directory),
        "--out",
        join(directory, "out"),
        "--quiet",
      ]);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^WN2005 something failed in a way that was not foreseen: loose end\n {2}[^\n]+\n$/);
    }));

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("stops cleanly on %s: exit 130, no file, no stack", (signal) =>
    inDirectory(async (directory) => {
      const input = join(directory, "events.csv");
      const out = join(directory, "out");
      await writeFile(input, manyEvents());
      let sent = false;
      const { exitCode, stdout, stderr } = await start(
        ["run", "windows-processes", input, "--out", out],
        (child, said) => {
          if (sent || !said.includes("s\n")) return;
          sent = true;
          child.kill(signal);
        },
      );
      expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: "" });
      expect(stderr).toContain("WN1001 the run was stopped before it finished\n");
      expect(stderr).not.toMatch(/\n {4}at /);
      expect(await readdir(out).catch(() => [])).toEqual([]);
    }),
  );

  it("says that the disk is full, and leaves nothing half-written", () =>
    inDirectory(async (directory) => {
      const out = join(directory, "out");
      const input = await writeEvents(
        directory,
        Array.from({ length: 3000 }, (_, i) => processLine(i, `C:\\a-${i}.exe`, `a-${i}.exe ${"x".repeat(i % 900)}`)),
      );
      // A limit on the size of files stands in for a full disk: the system refuses the write in the same place.
      const limited = ["bash", "-c", 'trap "" XFSZ; ulimit -f 100; exec "$@"', "limited"];
      const { exitCode, stdout, stderr } = await start(
        ["run", "windows-processes", input, "--out", out, "--quiet"],
        undefined,
        limited,
      );
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
      expect(stderr).toMatch(/^WN1902 ".*\.csv" cannot be written: no space is left there\.\n {2}Free some space/m);
      expect(await readdir(out).catch(() => [])).toEqual([]);
    }));
});
