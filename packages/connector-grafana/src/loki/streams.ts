import { member, textOf } from "../service/json.ts";
import { type Entry, type Labels, labelsOf, NO_LABELS } from "./entry.ts";

/** What is wrong with an answer of Loki, in words that stand after "the answer cannot be used:". */
export class LokiFault extends Error {}

export interface LokiPage {
  /** By time; those of one nanosecond in the order in which Loki gave them. */
  readonly entries: readonly Entry[];
  readonly warnings: readonly string[];
}

/**
 * Reads the answer of `/loki/api/v1/query_range`.
 * @throws LokiFault where it holds no log lines, or not in the order that was asked for
 */
export function readPage(body: unknown): LokiPage {
  const data = member(body, "data");
  if (textOf(body, "status") !== "success") throw new LokiFault("Loki does not call it a success");
  const type = textOf(data, "resultType");
  const result = member(data, "result");
  if (type !== "streams") {
    throw new LokiFault(type === "" ? "it holds no result" : `the query gives numbers (${type}) and no log lines`);
  }
  if (!Array.isArray(result)) throw new LokiFault("it holds no streams");
  const entries = result.flatMap(readStream).sort((a, b) => (a.nanos < b.nanos ? -1 : a.nanos > b.nanos ? 1 : 0));
  const warnings = member(body, "warnings");
  return { entries, warnings: Array.isArray(warnings) ? warnings.filter((text) => typeof text === "string") : [] };
}

function readStream(stream: unknown): Entry[] {
  const labels = labelsOf(member(stream, "stream"));
  const values = member(stream, "values");
  if (!Array.isArray(values)) throw new LokiFault("a stream has no values");
  const entries = values.map((value) => readEntry(value, labels));
  // A full page of the newest lines first would lack the oldest, and nobody would know.
  if (entries.some(({ nanos }, i) => i > 0 && nanos < entries[i - 1]!.nanos)) {
    throw new LokiFault("a stream's lines are not in the order of time that was asked for");
  }
  return entries;
}

function readEntry(value: unknown, labels: Labels): Entry {
  const [time, line, categories] = Array.isArray(value) ? (value as unknown[]) : [];
  if (typeof time !== "string" || !/^-?\d{1,19}$/.test(time) || typeof line !== "string") {
    throw new LokiFault("a log line has no time in nanoseconds or no text");
  }
  const [metadata, parsed] = [member(categories, "structuredMetadata"), member(categories, "parsed")];
  return {
    nanos: BigInt(time),
    line,
    labels,
    metadata: metadata === undefined ? NO_LABELS : labelsOf(metadata),
    parsed: parsed === undefined ? NO_LABELS : labelsOf(parsed),
  };
}
