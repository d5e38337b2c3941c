import type { EventTable } from "../../src/data/report-data.ts";
import type { Report } from "./report.ts";

/** One part of what was typed: `mimikatz`, `"two words"`, `-svchost`, `user.name:alice`. */
export interface Term {
  readonly text: string;
  /** Rows with it are left out. */
  readonly not: boolean;
  /** Canonical field or column of the source, letter case ignored; `null` looks everywhere. */
  readonly field: string | null;
}

const TERM = /(-?)(?:([\w@.-]+):)?(?:"([^"]*)"?|(\S+))/g;

export function termsOf(query: string): readonly Term[] {
  return Array.from(query.matchAll(TERM), ([whole, not, field, quoted, word]): Term => {
    const text = quoted ?? word ?? "";
    // A drive or an address is no field: what stands before the colon must be a name of more than one letter.
    if (field !== undefined && field.length > 1 && !text.startsWith("//") && !text.startsWith("\\"))
      return { text: text.toLowerCase(), not: not === "-", field: field.toLowerCase() };
    return {
      text: (not === "-" ? whole.slice(1) : whole).replaceAll('"', "").toLowerCase(),
      not: not === "-",
      field: null,
    };
  }).filter(({ text }) => text !== "");
}

/** 1 for every row of which some event that the page holds, a reason or a folded value has all the terms. */
export function searchRows(report: Report, query: string): Uint8Array {
  const matching = new Uint8Array(report.data.rows.length).fill(1);
  for (const term of termsOf(query)) {
    const found = rowsWith(report, term);
    for (let row = 0; row < matching.length; row++) matching[row]! &= found[row]! ^ (term.not ? 1 : 0);
  }
  return matching;
}

function rowsWith({ data }: Report, { text, field }: Term): Uint8Array {
  const { events, rows } = data;
  const found = new Uint8Array(rows.length);
  // Every distinct text is looked at once, however many events have it.
  const hits = Uint8Array.from(events.texts, (known) => (known.toLowerCase().includes(text) ? 1 : 0));
  for (const cells of columnsNamed(events, field)) {
    for (let event = 0; event < events.size; event++) {
      if (cells[event]! >= 0 && hits[cells[event]!] === 1) found[events.rows[event]!] = 1;
    }
  }
  if (field !== null && field !== "reason") return found;
  rows.forEach(({ reasons }, row) => {
    if (reasons.some((reason) => reason.toLowerCase().includes(text))) found[row] = 1;
  });
  return found;
}

function columnsNamed({ fields, columns }: EventTable, name: string | null): readonly Int32Array[] {
  const named = [...Object.entries(fields), ...columns.map(({ name: own, cells }) => [own, cells] as const)];
  return named.filter(([known]) => name === null || known.toLowerCase() === name).map(([, cells]) => cells);
}
