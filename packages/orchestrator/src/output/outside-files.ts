import { lstat, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { outsideFileTaken } from "./errors.ts";
import { fileBehind, isSameContent } from "./file-moves.ts";
import { ignoreMissing } from "./pointer.ts";

/** In the directory of runs: the files outside of the output directory that runs wrote. */
const RECORD = "outside.json";

interface WrittenFile {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
}

/** A file that goes to a place outside of the output directory. */
export interface OutsideMove {
  /** Where a sink wrote it. */
  readonly file: string;
  /** Where it waits beside its place. */
  readonly beside: string;
  readonly target: string;
}

/**
 * Refuses files outside of the output directory that no run into it wrote, or that were changed since.
 * @throws `WN1346`
 */
export async function refuseForeignOutside(directory: string, runs: string, paths: readonly string[]): Promise<void> {
  const targets = await Promise.all(paths.map(fileBehind));
  const existing = await Promise.all(targets.map((target) => lstat(target).catch(ignoreMissing)));
  // Later than the files: a run that replaces them in this moment records them before.
  const written = await readRecord(runs);
  for (const [i, path] of paths.entries()) {
    const [target, found] = [targets[i], existing[i]];
    if (found?.isFile() !== true) continue;
    const isOurs = written.some((file) => file.path === target && isSameContent(found, file));
    if (!isOurs) throw outsideFileTaken({ path, directory });
  }
}

/**
 * Records files before they are moved to their places, so that no kill leaves one there that is not recorded.
 * @param temporary path for a temporary file
 */
export async function recordOutside(runs: string, moves: readonly OutsideMove[], temporary: string): Promise<void> {
  const written: WrittenFile[] = [];
  for (const file of await readRecord(runs)) {
    const found = await stat(file.path).catch(ignoreMissing);
    if (found !== undefined && isSameContent(found, file)) written.push(file);
  }
  for (const { beside, target } of moves) {
    const { size, mtimeMs } = await stat(beside);
    written.push({ path: target, size, mtimeMs });
  }
  await writeFile(temporary, JSON.stringify(written), { flush: true });
  await rename(temporary, join(runs, RECORD));
}

async function readRecord(runs: string): Promise<readonly WrittenFile[]> {
  try {
    const record: unknown = JSON.parse(await readFile(join(runs, RECORD), "utf8"));
    return Array.isArray(record) ? record.filter(isWrittenFile) : [];
  } catch {
    return [];
  }
}

function isWrittenFile(entry: Partial<WrittenFile> | null): entry is WrittenFile {
  return typeof entry?.path === "string" && typeof entry.size === "number" && typeof entry.mtimeMs === "number";
}
