import { defineError, type ErrorFactory } from "./errors.ts";
import type { Gap } from "./events.ts";

/** What became of every event: `read = rejected + filtered + clustered`, or the run fails. */
export interface Ledger {
  readonly read: number;
  /** Could not be read; each has a reason. */
  readonly rejected: number;
  /** Left out by the profile's `where`. */
  readonly filtered: number;
  /** In a row of the result. */
  readonly clustered: number;
  /** How many records were rejected for which reason. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Parts of the source that are not among the events read, and why; absent where it was answered whole. */
  readonly gaps?: readonly Gap[];
  /** The inputs that have rejected records; absent in engines that cannot attribute them. */
  readonly inputs?: readonly InputLedger[];
}

/** What became of the records of one input: a file, an entry of an archive, a stream. */
export interface InputLedger {
  readonly name: string;
  readonly read: number;
  readonly rejected: number;
  /** How many of its records were rejected for which reason. */
  readonly reasons: Readonly<Record<string, number>>;
}

export const ledgerDoesNotAddUp: ErrorFactory<Ledger> = defineError({
  code: "WN1002",
  summary: "Events went missing between reading and clustering. A fault of Winnow or of a plugin; no result is given.",
  message: ({ read, rejected, filtered, clustered }) =>
    `${read} events were read, but ${rejected} rejected + ${filtered} filtered + ${clustered} clustered make ` +
    `${rejected + filtered + clustered}`,
  hint: () => "Please report this, with the profile and the source's format.",
});

/** @throws `WN1002` when events are missing or doubled, in all or in the reasons of the rejected. */
export function assertLedger(ledger: Ledger): void {
  const { read, rejected, filtered, clustered } = ledger;
  const reasons = Object.values(ledger.reasons).reduce((sum, count) => sum + count, 0);
  if (read !== rejected + filtered + clustered || reasons !== rejected) throw ledgerDoesNotAddUp(ledger);
}
