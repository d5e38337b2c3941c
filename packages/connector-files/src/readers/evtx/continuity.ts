import type { RecordGap } from "../reader.ts";
import { CHUNK_SIZE, FILE_HEADER_SIZE, type FileHeader } from "./blocks.ts";
import type { NumberRange } from "./records.ts";

/** Chunks that follow one another in the file, 0-based, `to` not included. */
interface Chunks {
  readonly from: number;
  to: number;
}

interface RecordRun extends Chunks {
  readonly is: "records";
  readonly first: bigint;
  last: bigint;
}

/** Chunks in which no record can be located. */
interface LostRun extends Chunks {
  readonly is: "blank" | "destroyed";
}

type Run = RecordRun | LostRun;

/** How a file ends. */
export interface FileEnd {
  readonly header: FileHeader;
  /** The size of the file. */
  readonly bytes: number;
  /** The last chunk is not all there, and records of it are missing. */
  readonly isCut: boolean;
}

/**
 * Follows a log from chunk to chunk and finds what is missing from it. A log that is full goes on in its first chunk, so that
 * chunks need not be in the order of their records; it begins with any number, since older records are overwritten.
 */
export class Continuity {
  /** In the order of the file, joined where one continues another: at most one for each 64 KiB. */
  readonly #runs: Run[] = [];
  #chunks = 0;

  records(index: number, { first, last }: NumberRange): void {
    this.#chunks = index + 1;
    const before = this.#runs.at(-1);
    if (before?.is === "records" && before.last + 1n === first) {
      before.last = last;
      before.to = index + 1;
    } else this.#runs.push({ is: "records", from: index, to: index + 1, first, last });
  }

  lost(index: number, is: LostRun["is"]): void {
    this.#chunks = index + 1;
    const before = this.#runs.at(-1);
    if (before?.is === is) before.to = index + 1;
    else this.#runs.push({ is, from: index, to: index + 1 });
  }

  /** Notes a chunk without records of which none is lost. */
  empty(index: number): void {
    this.#chunks = index + 1;
  }

  /** What is missing: chunks, each with the numbers of its records where they are known, and records that no chunk explains. */
  *gaps({ header, bytes, isCut }: FileEnd): Generator<RecordGap> {
    const total = Math.max(this.#chunks, header.chunks);
    const jumps = new Map(jumpsOf(this.#runs.filter(isRecords), header.nextRecord).map((jump) => [jump.first, jump]));
    const explain = (before: RecordRun | undefined): NumberRange | undefined => {
      const jump = before === undefined ? undefined : jumps.get(before.last + 1n);
      if (jump !== undefined) jumps.delete(jump.first);
      return jump;
    };
    for (const run of this.#lostRuns(header)) {
      const jump = explain(runBefore(this.#runs, run));
      yield { place: placeOf(run, total, startOf(run.from), jump), reason: REASONS[run.is] };
    }
    if (isCut || header.chunks > this.#chunks) {
      const missing = { from: isCut ? this.#chunks - 1 : this.#chunks, to: total };
      const jump = explain(this.#runs.findLast(isRecords));
      yield { place: placeOf(missing, total, bytes, jump), reason: CUT };
    } else if (bytes < FILE_HEADER_SIZE) yield { place: `bytes ${bytes}–${FILE_HEADER_SIZE}`, reason: CUT };
    for (const jump of jumps.values()) yield { place: numbersOf(jump), reason: JUMP };
  }

  /** Chunks without records, but for those at the end that were set aside and never written. */
  *#lostRuns({ chunks: promised }: FileHeader): Generator<LostRun> {
    const lastWritten = this.#runs.findLastIndex(({ is }) => is !== "blank");
    for (const [index, run] of this.#runs.entries()) {
      if (run.is === "records") continue;
      const to = index > lastWritten ? Math.min(run.to, promised) : run.to;
      if (to > run.from) yield { ...run, to };
    }
  }
}

const CUT = "the file ends here: it was cut short";

export const JUMP = "the record numbers jump: the records were removed or lost";

const REASONS: Readonly<Record<LostRun["is"], string>> = {
  blank: "all zeros: the log was wiped here, or the copy is incomplete",
  destroyed: "no record can be located: the log was overwritten here or is damaged",
};

function isRecords(run: Run): run is RecordRun {
  return run.is === "records";
}

/** The records before lost chunks; those of the last chunk are before the first. */
function runBefore(runs: readonly Run[], lost: LostRun): RecordRun | undefined {
  return runs.filter(isRecords).findLast(({ to }) => to <= lost.from) ?? runs.findLast(isRecords);
}

/** Numbers that no chunk holds, between the first and the last that the log has. */
function jumpsOf(runs: readonly RecordRun[], nextRecord: bigint): readonly NumberRange[] {
  const sorted = runs.toSorted((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  const jumps: NumberRange[] = [];
  let next = sorted[0]?.first;
  for (const { first, last } of [...sorted, { first: nextRecord, last: nextRecord - 1n }]) {
    if (next === undefined) break;
    if (first > next) jumps.push({ first: next, last: first - 1n });
    if (last >= next) next = last + 1n;
  }
  return jumps;
}

function startOf(chunk: number): number {
  return FILE_HEADER_SIZE + chunk * CHUNK_SIZE;
}

/** `chunks 3–5 of 20, bytes 135168–331776, records 101–190`. */
function placeOf({ from, to }: Chunks, total: number, firstByte: number, numbers: NumberRange | undefined): string {
  const chunks = to - from === 1 ? `chunk ${to}` : `chunks ${from + 1}–${to}`;
  const place = `${chunks} of ${total}, bytes ${firstByte}–${startOf(to)}`;
  return numbers === undefined ? place : `${place}, ${numbersOf(numbers)}`;
}

/** `records 101–190`. */
export function numbersOf({ first, last }: NumberRange): string {
  return first === last ? `record ${first}` : `records ${first}–${last}`;
}
