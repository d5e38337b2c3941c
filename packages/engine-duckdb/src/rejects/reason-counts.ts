import { LIMITS } from "@winnow/core";

/** Longest reason that is counted as it is. */
const REASON_CHARACTERS = 200;
const OTHER_REASONS = "other reasons";

/** Counts records by reason. Plugins write reasons too, so there are at most `LIMITS.rejectReasons` of them. */
export class ReasonCounts {
  readonly #counts = new Map<string, number>();
  total = 0;

  add(reason: string, count: number = 1): void {
    if (count === 0) return;
    const counted = this.#counts.has(reason) ? reason : this.#nameOf(reason);
    this.#counts.set(counted, (this.#counts.get(counted) ?? 0) + count);
    this.total += count;
  }

  #nameOf(reason: string): string {
    const shortened = reason.slice(0, REASON_CHARACTERS).toWellFormed();
    return this.#counts.has(shortened) || this.#counts.size < LIMITS.rejectReasons ? shortened : OTHER_REASONS;
  }

  addAll(other: ReasonCounts): void {
    for (const [reason, count] of other.#counts) this.add(reason, count);
  }

  toObject(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }
}
