import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { ColumnInfo } from "@winnow/core";
import type { QueryAnswer, TickRange } from "../service/query-service.ts";
import { unusableCheckpoint } from "./errors.ts";
import { type Slice, sliceOf } from "./slice.ts";

/** Goes up when slices are kept or asked for in another way: what an older Winnow kept is then not used. */
const VERSION = 1;
const STATE = "state.json";
const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;
/** Slices compress tenfold at any level; the fastest is never what a run waits for. */
const LEVEL = 1;

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** What is asked, whole: a checkpoint is used for exactly this and nothing else. */
export interface CheckpointRequest {
  readonly endpoint: string;
  readonly workspaces: readonly string[];
  readonly query: string;
  readonly columns: readonly ColumnInfo[];
  readonly since: string;
  readonly until: string | null;
}

/** What a run that goes on has to know of the one before. */
export interface CheckpointState {
  readonly range: TickRange;
  /** The slices that were planned: together the whole range. */
  readonly planned: readonly TickRange[];
  /** ms since 1970 */
  readonly begunAt: number;
  readonly complete: boolean;
}

/**
 * Slices that were answered whole, as files below a folder of the request's own. A file appears under its name only
 * when it is complete, so the files that are there are the state; `state.json` holds what they belong to.
 */
export class Checkpoint {
  readonly folder: string;
  readonly #request: CheckpointRequest;
  /** Set by {@link begin}; what is not of this run's plan is not stored. */
  #state: CheckpointState | undefined;

  private constructor(folder: string, request: CheckpointRequest) {
    this.folder = folder;
    this.#request = request;
  }

  /** @throws `WN1578` where the folder cannot be made */
  static async open(root: string, request: CheckpointRequest): Promise<Checkpoint> {
    const key = createHash("sha256")
      .update(JSON.stringify([VERSION, request]))
      .digest("hex")
      .slice(0, 20);
    const folder = path.join(root, key);
    await guarded(folder, () => mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER }));
    return new Checkpoint(folder, request);
  }

  /** What an earlier run left; `undefined` where there was none, or where what it left cannot be read. */
  async earlier(): Promise<CheckpointState | undefined> {
    try {
      const state = JSON.parse(await readFile(path.join(this.folder, STATE), "utf8")) as Written;
      if (state.version !== VERSION || JSON.stringify(state.request) !== JSON.stringify(this.#request))
        return undefined;
      const planned = state.planned.map(readRange);
      return { range: readRange(state.range), planned, begunAt: state.begunAt, complete: state.complete };
    } catch {
      return undefined;
    }
  }

  /** Starts a run, or goes on with one: what is stored from now on belongs to `state`. */
  async begin(state: CheckpointState, goesOn: boolean): Promise<void> {
    if (!goesOn) await guarded(this.folder, () => this.#clear());
    this.#state = state;
    await this.#writeState(state);
  }

  /** Notes that every slice of the run is here. */
  async finish(): Promise<void> {
    if (this.#state !== undefined) await this.#writeState({ ...this.#state, complete: true });
  }

  /** The slices that are here, in order of time; of two that overlap only one. */
  async stored(): Promise<readonly Slice[]> {
    const names = await guarded(this.folder, () => readdir(this.folder));
    const ranges = names.map(rangeOfName).filter((range) => range !== undefined);
    ranges.sort((a, b) => compare(a.from, b.from) || compare(b.to, a.to));
    const kept: TickRange[] = [];
    for (const range of ranges) if (range.from >= (kept.at(-1)?.to ?? range.from)) kept.push(range);
    const untimed = names.includes(nameOf(null)) ? [sliceOf(null)] : [];
    return [...kept.map(sliceOf), ...untimed];
  }

  /** Keeps the answer to a slice. Parts of a single tick are not kept: they are asked for anew. */
  async store({ range, counted }: Slice, { columns, rows, values }: QueryAnswer): Promise<void> {
    if (counted) return;
    const lines = [JSON.stringify({ columns, rows })];
    for (let row = 0; row < rows; row++) lines.push(JSON.stringify(values.map((column) => column[row])));
    const packed = await pack(lines.join("\n"), { level: LEVEL });
    await this.#write(nameOf(range), packed);
  }

  /** A stored answer; `undefined` where it is damaged, and then it is away. */
  async load({ range }: Slice): Promise<QueryAnswer | undefined> {
    const file = path.join(this.folder, nameOf(range));
    try {
      const lines = (await unpack(await readFile(file))).toString("utf8").split("\n");
      const { columns, rows } = JSON.parse(lines[0]!) as Pick<QueryAnswer, "columns" | "rows">;
      const values = columns.map(() => new Array<string | null>(rows));
      if (lines.length !== rows + 1) throw new RangeError("lines are missing");
      for (let row = 0; row < rows; row++) {
        const cells = JSON.parse(lines[row + 1]!) as (string | null)[];
        for (let column = 0; column < columns.length; column++) values[column]![row] = cells[column]!;
      }
      return { columns, rows, values };
    } catch {
      await guarded(this.folder, () => rm(file, { force: true }));
      return undefined;
    }
  }

  async #writeState({ range, planned, begunAt, complete }: CheckpointState): Promise<void> {
    const written: Written = {
      version: VERSION,
      request: this.#request,
      range: writeRange(range),
      planned: planned.map(writeRange),
      begunAt,
      complete,
    };
    await this.#write(STATE, JSON.stringify(written));
  }

  /** Under another name first: whatever bears its own name is whole. */
  async #write(name: string, data: string | Uint8Array): Promise<void> {
    const half = path.join(this.folder, `${randomUUID()}.half`);
    await guarded(this.folder, async () => {
      try {
        await writeFile(half, data, { mode: PRIVATE_FILE });
        await rename(half, path.join(this.folder, name));
      } catch (error) {
        await rm(half, { force: true });
        throw error;
      }
    });
  }

  async #clear(): Promise<void> {
    const names = await readdir(this.folder);
    const ours = names.filter((name) => name === STATE || SLICE_NAME.test(name) || name.endsWith(".half"));
    await Promise.all(ours.map((name) => rm(path.join(this.folder, name), { force: true })));
  }
}

/** The state as JSON: ticks as decimal text. */
interface Written {
  readonly version: number;
  readonly request: CheckpointRequest;
  readonly range: readonly [string, string];
  readonly planned: readonly (readonly [string, string])[];
  readonly begunAt: number;
  readonly complete: boolean;
}

function writeRange({ from, to }: TickRange): [string, string] {
  return [from.toString(), to.toString()];
}

function readRange([from, to]: readonly [string, string]): TickRange {
  return { from: BigInt(from), to: BigInt(to) };
}

const SLICE_NAME = /^slice(?:\.(-?[0-9]+)\.(-?[0-9]+)|\.untimed)\.ndjson\.gz$/;

function nameOf(range: TickRange | null): string {
  return range === null ? "slice.untimed.ndjson.gz" : `slice.${range.from}.${range.to}.ndjson.gz`;
}

function rangeOfName(name: string): TickRange | undefined {
  const [, from, to] = SLICE_NAME.exec(name) ?? [];
  return from === undefined || to === undefined ? undefined : { from: BigInt(from), to: BigInt(to) };
}

/** What is left of `planned` without what is `stored`, and what is stored of it, in order of time. */
export function resumeFrom(planned: readonly TickRange[], stored: readonly TickRange[]): TickRange[] {
  const slices: TickRange[] = [...stored];
  for (const { from, to } of planned) {
    let at = from;
    for (const done of stored) {
      if (done.to <= at || done.from >= to) continue;
      if (done.from > at) slices.push({ from: at, to: done.from });
      at = done.to > at ? done.to : at;
    }
    if (at < to) slices.push({ from: at, to });
  }
  return slices.sort((a, b) => compare(a.from, b.from));
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

async function guarded<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw unusableCheckpoint({ path: folder, problem: error instanceof Error ? error.message : String(error) });
  }
}
