import type { Gap, InputLedger, Ledger } from "@winnow/core";

/** Share of the records of an input that may be rejected before the run counts as incomplete. */
const MOST_REJECTED = 0.1;
/** Reasons that a gap quotes. */
const QUOTED_REASONS = 3;

/** A gap for each input that lost all of its records, or more than 10 %. */
export function lossyInputs(ledger: Ledger): readonly Gap[] {
  const { inputs = [{ ...ledger, name: "the source" }] } = ledger;
  return inputs
    .filter(({ read, rejected }) => rejected > read * MOST_REJECTED)
    .map((input) => ({ source: input.name, reason: reasonOf(input) }));
}

function reasonOf({ read, rejected, reasons }: InputLedger): string {
  const byCount = Object.entries(reasons).sort(([, a], [, b]) => b - a);
  const quoted = byCount.slice(0, QUOTED_REASONS).map(([reason, count]) => `${reason} (${count})`);
  const more = byCount.length > QUOTED_REASONS ? ", …" : "";
  return `${rejected} of ${read} records were rejected: ${quoted.join(", ")}${more}. ${fixFor(byCount[0]?.[0] ?? "")}`;
}

function fixFor(reason: string): string {
  if (!reason.startsWith("time ")) return "See rejects.csv for the records, and check the format of the input";
  return 'Under "fields", set @timestamp to the column that has the time; `winnow plan` shows how many events have a value';
}
