import { isObject, writeExactly } from "../service/json.ts";

export type Labels = Readonly<Record<string, string>>;

export const NO_LABELS: Labels = {};

/** The label by which Loki spreads a busy stream over several; it says nothing of the log. */
export const STREAM_SHARD = "__stream_shard__";

/** One line of a log in Loki. */
export interface Entry {
  /** Nanoseconds since 1970. */
  readonly nanos: bigint;
  readonly line: string;
  /** Of its stream. */
  readonly labels: Labels;
  /** Its structured metadata. */
  readonly metadata: Labels;
  /** What the query's own stages (`| json`, `| pattern`) made of the line. */
  readonly parsed: Labels;
}

/** An object's members as texts, without Loki's own label. */
export function labelsOf(value: unknown): Labels {
  if (!isObject(value)) return NO_LABELS;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== STREAM_SHARD)
      .map(([name, text]) => [name, typeof text === "string" ? text : writeExactly(text)]),
  );
}
