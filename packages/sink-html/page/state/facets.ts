import type { ReportData } from "../../src/data/report-data.ts";
import { cellsOf } from "./report.ts";

/** What events are told apart by in views that group them. */
export interface Facet {
  readonly id: "program" | "account" | "host" | "source" | "type";
  readonly title: string;
  readonly many: string;
  readonly field: string;
}

const FACETS: readonly (Omit<Facet, "field"> & { readonly fields: readonly string[] })[] = [
  { id: "program", title: "Program", many: "programs", fields: ["process.name"] },
  { id: "account", title: "Account", many: "accounts", fields: ["user.account", "user.name"] },
  { id: "host", title: "Host", many: "hosts", fields: ["host.name"] },
  { id: "source", title: "Source address", many: "source addresses", fields: ["source.ip"] },
  { id: "type", title: "Logon type", many: "logon types", fields: ["winlog.logon.type"] },
];

/**
 * What there is to group by. Of several fields that say the same, the one that is known of every event: any where all
 * events are held, else one that the run kept.
 */
export function facetsOf({ events, analysis }: Pick<ReportData, "events" | "analysis">): readonly Facet[] {
  const kept = new Set(analysis.plan.kept.map(({ name }) => name));
  return FACETS.flatMap(({ fields, ...facet }) => {
    const known = fields.filter((field) => cellsOf(events, field) !== undefined);
    const field = known.find((name) => events.complete || kept.has(name)) ?? known[0];
    return field === undefined ? [] : [{ ...facet, field }];
  });
}
