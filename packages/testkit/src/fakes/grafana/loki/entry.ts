/** One line of a log, as it was pushed. */
export interface LokiEntry {
  readonly labels: Readonly<Record<string, string>>;
  /** ns since 1970. */
  readonly time: bigint;
  readonly line: string;
  /** Structured metadata. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Whether its chunk is in the store rather than in an ingester's memory; true unless told. */
  readonly isFlushed?: boolean;
}
