import { lstat, open, readdir, readFile, readlink } from "node:fs/promises";
import type { Stats } from "node:fs";
import { dirname, join } from "node:path";
import type { Manifest } from "@winnow/core";
import type { Use } from "../profile/types.ts";
import { foreignFile } from "./errors.ts";
import { isSameContent } from "./file-moves.ts";
import { linkTarget, MANIFEST, nameInside, RUNS, STANDARD_FILES } from "./names.ts";
import { isToken } from "./owner.ts";
import { ignoreMissing, readPointer } from "./pointer.ts";

export type Claim = "absent" | "link" | "copy" | "legacy" | "foreign";

/** Decides which files in an output directory are Winnow's. */
export class Claims {
  readonly #directory: string;
  readonly #runs: string;
  readonly #kept: readonly string[];
  readonly legacy: ReadonlySet<string>;

  private constructor(directory: string, kept: readonly string[], legacy: ReadonlySet<string>) {
    this.#directory = directory;
    this.#runs = join(directory, RUNS);
    this.#kept = kept;
    this.legacy = legacy;
  }

  static async read(directory: string): Promise<Claims> {
    const runs = join(directory, RUNS);
    const kept = (await readdir(runs).catch(() => [])).filter(isRun);
    const legacy = (await readPointer(runs)) === undefined ? await legacyFiles(directory) : [];
    return new Claims(directory, kept, new Set(legacy));
  }

  /** What the directory has under a name, and whose it is. */
  async claimOn(name: string): Promise<Claim> {
    const path = join(this.#directory, name);
    const found = await lstat(path).catch(ignoreMissing);
    if (found === undefined) return (await this.#fileAbove(name)) === undefined ? "absent" : "foreign";
    if (found.isSymbolicLink()) return (await readlink(path)) === linkTarget(name) ? "link" : "foreign";
    if (!found.isFile()) return "foreign";
    for (const run of this.#kept) {
      const original = await lstat(join(this.#runs, run, name)).catch(ignoreMissing);
      if (original !== undefined && isSame(found, original)) return "copy";
    }
    return this.legacy.has(name) ? "legacy" : "foreign";
  }

  /** Whether the current run has a file of that name; for a copy, whether it is a copy of that one. */
  async isCurrent(name: string, claim: Claim): Promise<boolean> {
    const run = await readPointer(this.#runs);
    const original = run && (await lstat(join(this.#runs, run, name)).catch(ignoreMissing));
    if (!original || claim !== "copy") return Boolean(original);
    return isSame(await lstat(join(this.#directory, name)), original);
  }

  /** @throws `WN1340` for the first of these names that something else has */
  async refuseForeign(names: Iterable<string>): Promise<void> {
    for (const name of names) {
      if ((await this.claimOn(name)) !== "foreign") continue;
      const path = join(this.#directory, (await this.#fileAbove(name)) ?? name);
      throw foreignFile({ path, what: await kindOf(path) });
    }
  }

  /** The part of a name's directories that is no directory. */
  async #fileAbove(name: string): Promise<string | undefined> {
    for (let parent = dirname(name); parent !== "."; parent = dirname(parent)) {
      const found = await lstat(join(this.#directory, parent)).catch(ignoreMissing);
      if (found !== undefined && !found.isDirectory()) return parent;
    }
    return undefined;
  }
}

/** Whether it is the directory of a run: in writing, current, replaced or failed. */
function isRun(name: string): boolean {
  return isToken(name.replace(/\.(old|failed)$/, ""));
}

function isSame(file: Stats, original: Stats): boolean {
  return (file.ino === original.ino && file.dev === original.dev) || isSameContent(file, original);
}

async function kindOf(path: string): Promise<string> {
  const found = await lstat(path).catch(ignoreMissing);
  if (found?.isDirectory() === true) return "a directory";
  return found?.isSymbolicLink() === true ? "a link" : "a file";
}

/** Files that Winnow 0.1 wrote, which had no directories of runs: those that its manifest names. */
async function legacyFiles(directory: string): Promise<readonly string[]> {
  const manifest = await legacyManifest(join(directory, MANIFEST));
  if (manifest === undefined) return [];
  // It removed its own rejects.csv where no record was rejected: then this one is the user's.
  const standard = STANDARD_FILES.filter((name) => name !== "rejects.csv" || (manifest.ledger?.rejected ?? 0) > 0);
  const slots = (await isSlotsTable(join(directory, SLOTS))) ? [SLOTS] : [];
  const names = [...standard, ...sinkFiles(manifest, directory), ...slots, MANIFEST];
  const present = await Promise.all(names.map((name) => lstat(join(directory, name)).catch(ignoreMissing)));
  return [...new Set(names.filter((_, i) => present[i]?.isFile() === true))];
}

/** What `--slots` wrote is in no manifest of 0.1: this file is recognised by its content. */
const SLOTS = "slots.csv";
const SLOTS_HEADER = "rank,template,place,slot,value,events\n";

async function isSlotsTable(path: string): Promise<boolean> {
  // Opening a pipe would wait for its other end.
  if ((await lstat(path).catch(ignoreMissing))?.isFile() !== true) return false;
  const file = await open(path).catch(() => undefined);
  const start = await file?.read(Buffer.alloc(SLOTS_HEADER.length), 0, SLOTS_HEADER.length, 0).catch(() => undefined);
  await file?.close();
  return start?.buffer.toString("latin1") === SLOTS_HEADER;
}

/** The paths that sinks of Winnow 0.1 had where the profile had none. */
const LEGACY_PATHS: ReadonlyMap<unknown, string> = new Map([["html-report", "report.html"]]);

/** The files of the profile's sinks, in the directory. */
function sinkFiles({ profile }: Manifest, directory: string): readonly string[] {
  const { sinks } = profile.document as { readonly sinks?: unknown };
  const uses = (Array.isArray(sinks) ? sinks : []) as readonly (Partial<Use> | null)[];
  return uses.flatMap((sink) => {
    const path = sink?.with?.["path"] ?? LEGACY_PATHS.get(sink?.use);
    const name = typeof path === "string" && !path.includes("\0") ? nameInside(directory, path) : undefined;
    return name ?? [];
  });
}

async function legacyManifest(path: string): Promise<Manifest | undefined> {
  try {
    if (!(await lstat(path)).isFile()) return undefined;
    const manifest = JSON.parse(await readFile(path, "utf8")) as Partial<Manifest> | null;
    const isWinnows = typeof manifest?.winnow === "string" && typeof manifest.profile?.document === "object";
    return isWinnows && manifest.profile.document !== null ? (manifest as Manifest) : undefined;
  } catch {
    return undefined;
  }
}
