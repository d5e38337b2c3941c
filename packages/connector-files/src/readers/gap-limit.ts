import { LIMITS } from "@winnow/core";
import type { RecordGap } from "./reader.ts";

/** Passes the first gaps of a file on and sums up the rest in one, however many a hostile file has. */
export class GapLimit {
  readonly #onGap: (gap: RecordGap) => void;
  #count = 0;

  constructor(onGap: (gap: RecordGap) => void) {
    this.#onGap = onGap;
  }

  add(gap: RecordGap): void {
    if (++this.#count <= LIMITS.gapsPerFile) this.#onGap(gap);
  }

  end(): void {
    const more = this.#count - LIMITS.gapsPerFile;
    if (more > 0)
      this.#onGap({ place: `${more} more ${more === 1 ? "place" : "places"}`, reason: "too many gaps to list" });
  }
}
