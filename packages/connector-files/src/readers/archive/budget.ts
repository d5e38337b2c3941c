import { isWinnowError, LIMITS, throwIfAborted } from "@winnow/core";
import { expandsTooFar } from "@winnow/engine-duckdb";
import { damagedArchive } from "../errors.ts";

export interface ExpandOptions {
  /** What errors call the archive. */
  readonly name: string;
  /** Bytes after which unpacking stops; `LIMITS.expandedBytes` by default. */
  readonly maxExpandedBytes?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Counts what an archive unpacks to, over all that is in it. */
export class ExpansionBudget {
  readonly #name: string;
  readonly #max: number;
  readonly #signal: AbortSignal | undefined;
  #spent = 0;

  constructor({ name, maxExpandedBytes = LIMITS.expandedBytes, signal }: ExpandOptions) {
    this.#name = name;
    this.#max = maxExpandedBytes;
    this.#signal = signal;
  }

  /** @throws `WN1416` past the limit, `WN1001` once the signal has fired */
  spend(bytes: number): void {
    throwIfAborted(this.#signal);
    this.#spent += bytes;
    if (this.#spent > this.#max) throw expandsTooFar(this.#name, this.#max);
  }
}

export function asDamage(cause: unknown, name: string): unknown {
  return isWinnowError(cause) ? cause : damagedArchive({ name, reason: reasonOf(cause) }, { cause });
}

export function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
