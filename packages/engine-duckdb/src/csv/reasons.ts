import { LONG_RECORD } from "../rejects/reject-store.ts";
import type { RecordDamage } from "./records.ts";

const DAMAGE: Readonly<Record<RecordDamage, string>> = {
  unclosed: "a quote opens and never closes",
  trailing: "a closing quote is followed by more text",
  endless: "a quote opens and does not close within 16 MiB",
  long: LONG_RECORD,
};

export function damageReason(damage: RecordDamage): string {
  return DAMAGE[damage];
}

/** Counts stay out of the reason, so that equal faults are counted together. */
export function widthReason(found: number, wanted: number): string {
  return found < wanted ? "too few columns" : "too many columns";
}
