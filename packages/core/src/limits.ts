/**
 * The largest input that Winnow accepts, part by part: whatever input can grow is bounded by an entry here, so that no log
 * exhausts memory or time. `docs/limits.md` explains them.
 */
export const LIMITS: {
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
} = {
  expandedBytes: 16 * 1024 ** 3,
  recordBytes: 16 * 1024 ** 2,
  columns: 10_000,
  rejectReasons: 200,
  gapsPerFile: 100,
  shownCharacters: 2048,
};
