import { mkdirSync } from "node:fs";
import { mkdir, rename, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { explainSystemError, notPublished } from "./errors.ts";
import { besideOf, fileBehind, flush, moveBeside } from "./file-moves.ts";
import { filesBelow, nameInside, RUNS } from "./names.ts";
import { recordOutside, refuseForeignOutside, type OutsideMove } from "./outside-files.ts";
import { newToken } from "./owner.ts";
import { FAILED, OUTSIDE, removeTemporaryFiles, TEMPORARY_FILES } from "./runs.ts";

/** The directory of a run that is being written. */
export class Staging {
  readonly run: string = newToken();
  readonly directory: string;
  readonly #output: string;
  readonly #runs: string;
  readonly #outside: string;
  /** Places outside of the output directory, by the path that is written instead. */
  readonly #moves = new Map<string, string>();
  /** The uppermost directory that did not exist before. */
  #made: string | undefined;

  constructor(output: string) {
    this.#output = output;
    this.#runs = join(output, RUNS);
    this.directory = join(this.#runs, this.run);
    this.#outside = `${this.directory}${OUTSIDE}`;
  }

  async make(): Promise<void> {
    this.#made = await mkdir(this.#runs, { recursive: true });
    await mkdir(this.directory);
  }

  /** Path for temporary names of this run, which a later run recognises. */
  temporary(kind: string): string {
    return `${this.directory}.${kind}`;
  }

  /** Where a sink writes the file of that path. */
  readonly pathFor = (path: string): string => {
    const name = nameInside(this.#output, path);
    const written = name === undefined ? this.#outsidePath(resolve(this.#output, path)) : join(this.directory, name);
    try {
      mkdirSync(dirname(written), { recursive: true });
    } catch {
      // Writing the file fails for the same reason, and then it is the sink that says why.
    }
    return written;
  };

  #outsidePath(target: string): string {
    const known = [...this.#moves].find(([, to]) => to === target);
    if (known !== undefined) return known[0];
    const written = join(this.#outside, String(this.#moves.size), basename(target));
    this.#moves.set(written, target);
    return written;
  }

  /** A file by the name that users know: relative to the output directory where it is inside. */
  nameOf(answer: string): string {
    // An address: of a table, a dashboard.
    if (/^[a-z][a-z0-9+.-]+:/i.test(answer)) return answer;
    const path = resolve(this.directory, answer);
    const staged = relative(this.directory, path);
    if (!staged.startsWith("..") && !isAbsolute(staged)) return staged.split(sep).join("/");
    const target = this.#moves.get(path) ?? resolve(this.#output, answer);
    return nameInside(this.#output, target) ?? target;
  }

  names(): Promise<string[]> {
    return filesBelow(this.directory);
  }

  /**
   * Moves the files that go elsewhere to their places: first all beside them, where a full disk or a missing permission
   * shows, then each in one step.
   * @throws `WN1346` for a place with a file that no run into this directory wrote
   */
  async moveOutside(): Promise<void> {
    const moves = await this.#outsideMoves();
    if (moves.length === 0) return;
    const targets = moves.map(({ target }) => target);
    await refuseForeignOutside(this.#output, this.#runs, targets);
    await writeFile(join(this.#outside, TEMPORARY_FILES), JSON.stringify(moves.map(({ beside }) => beside)));
    for (const { file, target } of moves) {
      await explained(target, async () => flush(await moveBeside(file, target, this.run), false));
    }
    await recordOutside(this.#runs, moves, this.temporary("record"));
    for (const { beside, target } of moves) await explained(target, () => rename(beside, target));
  }

  /** The files that sinks wrote for other places, and these places. */
  async #outsideMoves(): Promise<readonly OutsideMove[]> {
    const written = new Set(await filesBelow(this.#outside));
    const moves: OutsideMove[] = [];
    for (const [file, to] of this.#moves) {
      if (!written.has(relative(this.#outside, file).split(sep).join("/"))) continue;
      const target = await fileBehind(to);
      moves.push({ file, beside: besideOf(target, this.run), target });
    }
    return moves;
  }

  /** Removes what does not belong to the finished run. */
  async tidy(): Promise<void> {
    await removeTemporaryFiles(this.#runs, `${this.run}${OUTSIDE}`);
    await rm(this.#outside, { recursive: true, force: true });
    for (const kind of ["pointer", "link", "copy", "record"]) await rm(this.temporary(kind), { force: true });
  }

  async remove(): Promise<void> {
    await this.tidy();
    await rm(this.directory, { recursive: true, force: true });
    if (this.#made === undefined) return;
    for (let path = this.#runs; path.startsWith(this.#made); path = dirname(path)) {
      // Only an empty one goes.
      await rmdir(path).catch(() => undefined);
    }
  }

  /** Keeps the finished files of a run that failed, until the next; `undefined` where there are none. */
  async keepFailed(): Promise<string | undefined> {
    await this.tidy();
    if ((await this.names()).length === 0) {
      await this.remove();
      return undefined;
    }
    const kept = `${this.directory}${FAILED}`;
    await rename(this.directory, kept);
    return kept;
  }
}

async function explained(target: string, work: () => Promise<void>): Promise<void> {
  try {
    if ((await stat(target).catch(() => undefined))?.isFile() === false) {
      throw notPublished({ path: target, problem: "it is not a file" });
    }
    await work();
  } catch (error) {
    throw explainSystemError(error, target);
  }
}
