import { defineError, type ErrorFactory } from "./errors.ts";

/** Limits by what they bound. */
export interface Limits {
  /** Bytes that one compressed file or archive may expand to, unless a profile sets `maxExpandedBytes`. */
  readonly expandedBytes: number;
  /** Bytes of one record: a line, a CSV record, a JSON object, an event. Longer records are rejected. */
  readonly recordBytes: number;
  /** Columns of a source. */
  readonly columns: number;
  /** Different reasons of rejected records that are counted apart. */
  readonly rejectReasons: number;
  /** Gaps that are listed for one file; the rest are summed up in one. */
  readonly gapsPerFile: number;
  /** Characters of one value that a terminal, a table or a page shows; the complete value stays in the source. */
  readonly shownCharacters: number;
}

/**
 * The largest input that Winnow accepts, part by part: whatever input can grow is bounded by an entry here, so that no log
 * exhausts memory or time. `docs/limits.md` explains them.
 */
export const LIMITS: Limits = {
  expandedBytes: 16 * 1024 ** 3,
  recordBytes: 16 * 1024 ** 2,
  columns: 10_000,
  rejectReasons: 200,
  gapsPerFile: 100,
  shownCharacters: 4096,
};

export const limitExceeded: ErrorFactory<{ subject: string; limit: string; fix: string }> = defineError({
  code: "WN1005",
  summary: "An input exceeds a limit that protects memory and time.",
  message: ({ subject, limit }) => `${subject}: the limit is ${limit}`,
  hint: ({ fix }) => fix,
});

export const memoryExhausted: ErrorFactory<{ bytes: number }> = defineError({
  code: "WN1004",
  summary: "A run needs more memory than Node.js may use.",
  message: ({ bytes }) => `the run needs more memory than the ${Math.round(bytes / 2 ** 20)} MiB that Node.js may use`,
  hint: () =>
    "Allow more: NODE_OPTIONS=--max-old-space-size=8192. Or reduce the inputs one by one with `winnow reduce` and run over the " +
    "groups files. Memory follows distinct behaviours: masks, and fewer fields under keep and guard, make them fewer.",
});
