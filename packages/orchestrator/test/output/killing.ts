import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { filesBelow } from "../../src/output/names.ts";
import { openOutput } from "../../src/output/open-output.ts";
import { readPointer } from "../../src/output/pointer.ts";
import { createRegistry } from "../../src/registry/registry.ts";
import { runsIn } from "./support.ts";
import { writeMarked } from "./writer.mjs";

const writer = fileURLToPath(new URL("writer.mjs", import.meta.url));
export const isBuilt: boolean = existsSync(new URL("../../dist/output/open-output.js", import.meta.url));
const NEVER_MS = 60_000;

const write = (directory: string, marker: string, mode: string): Promise<void> =>
  writeMarked({ openOutput, createRegistry }, directory, marker, mode);

type Stage = "opened" | "written";

/**
 * Writes in a process that is killed so many ms after a stage. Returns how long it ran from there, and whether it was killed.
 */
async function writeAndKill(
  directory: string,
  marker: string,
  mode: string,
  stage: Stage,
  killAfter: number,
): Promise<{ ms: number; killed: boolean }> {
  const child = spawn(process.execPath, [writer, directory, marker, mode], { stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  let began = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
    if (timer !== undefined || !stdout.includes(stage)) return;
    began = performance.now();
    timer = setTimeout(() => child.kill("SIGKILL"), killAfter);
  });
  const [exitCode, signal] = (await once(child, "close")) as [number | null, string | null];
  clearTimeout(timer);
  if (signal === null && exitCode !== 0) throw new Error(`the writer failed: ${stderr}`);
  return { ms: performance.now() - began, killed: signal === "SIGKILL" };
}

function filesOf(marker: string): readonly string[] {
  const isOdd = Number(marker.slice(1)) % 2 === 1;
  return ["assignments.csv", "clusters.csv", "manifest.json", ...(isOdd ? ["rejects.csv", "sub/extra.csv"] : [])];
}

/** The run that a file is of; throws for half a file. */
async function markerOf(path: string, name: string): Promise<string> {
  const text = await readFile(path, "utf8");
  if (name === "manifest.json") return (JSON.parse(text) as { profile: { name: string } }).profile.name;
  const [, marker] = /^\S+ of (\S+)\n/.exec(text) ?? [];
  expect(text).toBe(`${name} of ${marker}\n`.repeat(5));
  return marker!;
}

/** The run that a directory holds all files of; `undefined` where it holds no file. Throws for a mix. */
async function wholeRun(directory: string, names: readonly string[]): Promise<string | undefined> {
  if (names.length === 0) return undefined;
  const markers = await Promise.all(names.map((name) => markerOf(join(directory, name), name)));
  expect(new Set(markers).size).toBe(1);
  expect(names).toEqual(filesOf(markers[0]!));
  return markers[0];
}

/** Names in the output directory through which a file can be read. */
async function readableNames(directory: string): Promise<readonly string[]> {
  const names = (await filesBelow(directory)).filter((name) => !name.startsWith(".runs/"));
  return names.filter((name) => existsSync(join(directory, name)));
}

/** What a reader finds after a kill, through the pointer and through the names: the old result or the new one. */
async function assertWhole(
  directory: string,
  mode: string,
  old: string | undefined,
  now: string,
): Promise<string | undefined> {
  const run = await readPointer(join(directory, ".runs"));
  const current = join(directory, ".runs", run ?? "none");
  const marker = await wholeRun(current, await filesBelow(current));
  const names = await readableNames(directory);
  // While copies are replaced there is no manifest.
  const isComplete = mode === "links" || names.includes("manifest.json");
  const named = isComplete ? await wholeRun(directory, names) : marker;
  // Results of Winnow 0.1 have no pointer.
  if (run !== undefined) expect(named).toBe(marker);
  expect([old, now]).toContain(named);
  return named;
}

/** With the record of what is outside goes the permission to replace it. */
async function removeResult(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await rm(join(directory, "../beside.csv"), { force: true });
}

/** Files as Winnow 0.1 left them: no directory of runs. */
async function writeLegacy(directory: string, marker: string): Promise<void> {
  await removeResult(directory);
  await mkdir(directory);
  for (const name of filesOf(marker)) {
    const manifest = { winnow: "0", profile: { name: marker, document: {} }, ledger: { rejected: 0 } };
    const text = name === "manifest.json" ? JSON.stringify(manifest) : `${name} of ${marker}\n`.repeat(5);
    await writeFile(join(directory, name), text);
  }
}

/** Some kills replace no result, some one of Winnow 0.1. Returns the result that is there. */
async function prepare(directory: string, round: number): Promise<string | undefined> {
  if (round % 7 === 3) {
    await removeResult(directory);
    return undefined;
  }
  if (round % 7 === 5) await writeLegacy(directory, `r${round * 4}`);
  return (await readableNames(directory)).length === 0
    ? undefined
    : markerOf(join(directory, "clusters.csv"), "clusters.csv");
}

/** What a complete run leaves: its own files, and nothing of the killed one. */
async function assertOnly(directory: string, marker: string): Promise<void> {
  const names = await readableNames(directory);
  expect(await wholeRun(directory, names)).toBe(marker);
  expect(await filesBelow(directory).then((all) => all.filter((name) => !name.startsWith(".runs/")))).toEqual(names);
  expect(await runsIn(directory)).toEqual(["RUN", "current", "outside.json"]);
  const parent = join(directory, "..");
  expect((await readdir(parent)).sort()).toEqual(["beside.csv", "out"]);
  expect(await markerOf(join(parent, "beside.csv"), "beside.csv")).toBe(marker);
}

/** Milliseconds from each stage to the end of a run that nobody kills. */
type Lasts = Record<Stage, number>;

/** Kills runs over results, one after the other, and checks what a reader finds after each. */
export class Killing {
  readonly found = { old: 0, new: 0, none: 0, leftovers: 0 };
  kills = 0;
  readonly #out: string;
  readonly #mode: string;
  readonly #before: string;
  readonly #random: () => number;
  readonly #lasts: Lasts;
  #round = 1;

  private constructor(out: string, mode: string, before: string, random: () => number, lasts: Lasts) {
    this.#out = out;
    this.#mode = mode;
    this.#before = before;
    this.#random = random;
    this.#lasts = lasts;
  }

  /**
   * @param mode of the runs that are killed, `links` or `copies`; `before` of those whose results they replace
   */
  static async begin(parent: string, mode: string, before: string, random: () => number): Promise<Killing> {
    const out = join(parent, "out");
    await write(out, "r0", before);
    const lasts = { opened: 0, written: 0 };
    for (const stage of ["opened", "written"] as const) {
      lasts[stage] = (await writeAndKill(out, "r1", mode, stage, NEVER_MS)).ms;
    }
    return new Killing(out, mode, before, random, lasts);
  }

  async next(): Promise<void> {
    const round = this.#round++;
    const old = await prepare(this.#out, round);
    const [now, next] = [`r${round * 4 + 1}`, `r${round * 4 + 2 + (round % 2)}`];
    // Most of the time goes into the files: every second kill comes when they are complete.
    const stage = round % 2 === 0 ? "opened" : "written";
    const after = this.#random() * this.#lasts[stage];
    const { ms, killed } = await writeAndKill(this.#out, now, this.#mode, stage, after);
    if (killed) this.kills++;
    else this.#lasts[stage] = ms;
    const current = await assertWhole(this.#out, this.#mode, old, now);
    this.found[current === undefined ? "none" : current === now ? "new" : "old"]++;
    if ((await runsIn(this.#out)).join() !== "RUN,current,outside.json") this.found.leftovers++;
    await write(this.#out, next, this.#before);
    await assertOnly(this.#out, next);
  }
}
