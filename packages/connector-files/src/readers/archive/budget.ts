import { isWinnowError, throwIfAborted } from "@winnow/core";
import { damagedArchive, expandsTooFar } from "../errors.ts";

/** Bytes that an archive may unpack to unless told otherwise: 16 GiB. Readers hold a chunk at a time, disks hold more. */
export const DEFAULT_MAX_EXPANDED_BYTES: number = 16 * 1024 ** 3;

export interface ExpandOptions {
  /** What errors call the archive. */
  readonly name: string;
  /** Bytes after which unpacking stops with `WN1551`. */
  readonly maxExpandedBytes?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Counts what an archive unpacks to, over all that is in it. */
export class ExpansionBudget {
  readonly #name: string;
  readonly #max: number;
  readonly #signal: AbortSignal | undefined;
  #spent = 0;

  constructor({ name, maxExpandedBytes, signal }: ExpandOptions) {
    this.#name = name;
    this.#max = maxExpandedBytes ?? DEFAULT_MAX_EXPANDED_BYTES;
    this.#signal = signal;
  }

  /**
   * Passes unpacked bytes on.
   * @param where what errors call the part of the archive
   * @throws `WN1551` past the limit, `WN1552` where they cannot be unpacked, `WN1001` once the signal has fired
   */
  async *watch(bytes: AsyncIterable<Uint8Array>, where: string): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of bytes) {
        throwIfAborted(this.#signal);
        this.#spent += chunk.byteLength;
        if (this.#spent > this.#max) throw expandsTooFar({ name: this.#name, maxBytes: this.#max });
        yield chunk;
      }
    } catch (cause) {
      throw asDamage(cause, where);
    }
  }
}

export function asDamage(cause: unknown, name: string): unknown {
  if (isWinnowError(cause)) return cause;
  return damagedArchive({ name, reason: cause instanceof Error ? cause.message : String(cause) }, { cause });
}
