import type { EventBatch, EventDigest, Reject } from "@winnow/core";

/** Masks secrets in text, the same secret alike everywhere. */
export interface Redaction {
  text(text: string): string;
  batch(batch: EventBatch): EventBatch;
  /** What stands for a masked text in comparisons: no key decides an order. */
  sortText(masked: string): string;
  /** Digest of an event whose secrets are masked. */
  readonly digest: EventDigest;
}

export async function* maskBatches(
  batches: AsyncIterable<EventBatch>,
  redaction: Redaction | null,
): AsyncGenerator<EventBatch> {
  for await (const batch of batches) yield redaction === null ? batch : redaction.batch(batch);
}

export async function* maskRejects(
  rejects: AsyncIterable<Reject>,
  redaction: Redaction | null,
): AsyncGenerator<Reject> {
  for await (const reject of rejects) {
    if (redaction === null) yield reject;
    else yield { ...reject, reason: redaction.text(reject.reason), text: redaction.text(reject.text) };
  }
}
