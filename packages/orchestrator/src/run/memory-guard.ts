import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { memoryExhausted } from "../errors.ts";

/** Share of the heap that may be in use: the rest is for what a step needs until the next check. Node.js aborts at 1. */
const FULL = 0.75;
const CHECK_EVERY_MS = 100;
/** Share of the heap by which it must grow before it is collected again to be measured. */
const STEP = 0.05;

/** Ends a run with a code before it uses up the heap of Node.js, whatever fills it. */
export class MemoryGuard {
  readonly #exhausted = new AbortController();
  #suspicious: number;
  readonly #statistics: () => HeapUse;
  readonly #collect: () => void;

  constructor(statistics: () => HeapUse = getHeapStatistics, collect: () => void = collectGarbage) {
    this.#statistics = statistics;
    this.#collect = collect;
    this.#suspicious = statistics().heap_size_limit * FULL;
  }

  /** Aborted once memory is exhausted. */
  get signal(): AbortSignal {
    return this.#exhausted.signal;
  }

  /**
   * Checks again and again while `work` is under way, wherever it lets others run.
   * @throws `WN1365` for work that stops because memory is exhausted
   */
  async watch<T>(work: () => T | Promise<T>): Promise<T> {
    const timer = setInterval(() => this.#stopIfExhausted(), CHECK_EVERY_MS).unref();
    try {
      return await work();
    } catch (error) {
      throw this.signal.aborted ? this.signal.reason : error;
    } finally {
      clearInterval(timer);
    }
  }

  #stopIfExhausted(): void {
    try {
      this.check();
    } catch (error) {
      this.#exhausted.abort(error);
    }
  }

  /** @throws `WN1365` where too little memory is free, garbage excluded */
  check(): void {
    if (this.#statistics().used_heap_size < this.#suspicious) return;
    this.#collect();
    const { used_heap_size: used, heap_size_limit: limit } = this.#statistics();
    if (used >= limit * FULL) throw memoryExhausted({ bytes: limit });
    this.#suspicious = Math.max(used + limit * STEP, limit * FULL);
  }
}

interface HeapUse {
  readonly used_heap_size: number;
  readonly heap_size_limit: number;
}

let collector: (() => void) | undefined;

/** The heap holds garbage up to its limit, so only a collection shows what is in use. */
function collectGarbage(): void {
  if (collector === undefined) {
    setFlagsFromString("--expose-gc");
    collector = runInNewContext("gc") as () => void;
    setFlagsFromString("--no-expose-gc");
  }
  collector();
}
