import type { QuoteDamage } from "./records.ts";

const DAMAGE: Readonly<Record<QuoteDamage, string>> = {
  unclosed: "a quote opens and never closes",
  trailing: "a closing quote is followed by more text",
  endless: "a quote opens and does not close within 32 MB",
};

export function damageReason(damage: QuoteDamage): string {
  return DAMAGE[damage];
}

export const NOT_UTF8 = "not valid UTF-8";

/** Counts stay out of the reason, so that equal faults are counted together. */
export function widthReason(found: number, wanted: number): string {
  return found < wanted ? "too few columns" : "too many columns";
}
