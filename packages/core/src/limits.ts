import { defineError, type ErrorFactory } from "./errors.ts";

/**
 * The largest input that Winnow accepts, part by part: whatever input can grow is bounded by an entry here, so that no log
 * exhausts memory or time. `docs/limits.md` explains them.
 */
export const LIMITS = {
  /** Bytes that one compressed file or archive may expand to, unless a profile sets `maxExpandedBytes`. */
  expandedBytes: 16 * 1024 ** 3,
  /** Bytes of one record: a line, a CSV record, a JSON object, an event. Longer records are rejected. */
  recordBytes: 16 * 1024 ** 2,
  /** Columns of a source. */
  columns: 10_000,
  /** Different reasons of rejected records that are counted apart. */
  rejectReasons: 200,
  /** Gaps that are listed for one file; the rest are summed up in one. */
  gapsPerFile: 100,
  /** Characters of one value that a terminal, a table or a page shows; the complete value stays in the source. */
  shownCharacters: 4096,
} as const satisfies Readonly<Record<string, number>>;

export const limitExceeded: ErrorFactory<{ subject: string; limit: string; fix: string }> = defineError({
  code: "WN1003",
  summary: "An input exceeds a limit that protects memory and time.",
  message: ({ subject, limit }) => `${subject}: the limit is ${limit}`,
  hint: ({ fix }) => fix,
});
