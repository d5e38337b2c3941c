import type { EventBatch, Gap, Reject } from "@winnow/core";

/** A record that a reader could not read. The caller knows the file. `reason` is one of few, so that it can be counted. */
export type RecordReject = Omit<Reject, "file">;

/** A gap in a file that the caller knows. */
export type RecordGap = Pick<Gap, "place" | "reason">;

/** What a reader tells while it reads. */
export interface ReaderHooks {
  /** A record that is not among the events. Every record is either an event or told here. */
  readonly onReject: (reject: RecordReject) => void;
  /** Something the analyst should know, in whole sentences. */
  readonly onWarn: (message: string) => void;
  /** A part of the file whose records are lost, or may be: neither events nor rejects. */
  readonly onGap: (gap: RecordGap) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads the events of one file in order, in memory bounded by the size of its chunks.
 * @throws `WN1001` once `signal` has fired; `WN155x` where the file as a whole is not what it should be
 */
export type Reader = (chunks: AsyncIterable<Uint8Array>, hooks: ReaderHooks) => AsyncGenerator<EventBatch>;

const EXCERPT_LENGTH = 200;

/** The beginning of a record, as long as a person wants to see it. */
export function excerpt(text: string): string {
  return text.length <= EXCERPT_LENGTH ? text : `${text.slice(0, EXCERPT_LENGTH).toWellFormed()}…`;
}
