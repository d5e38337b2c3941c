import type { RunResult } from "@winnow/core";

/** Something about an event that tells an analyst what it is. */
interface Facet {
  readonly header: string;
  /** Widest that it is worth, in terminal columns. */
  readonly most: number;
  /** As in a table column: what goes first where room is short. */
  readonly expendable: number;
  /** The fields that say it, the best first. */
  readonly fields: readonly string[];
  /** Of a path, only the file's name. */
  readonly lastPart?: boolean;
}

/** A facet of the exemplars, by output row, and of the folded events, in their order. */
export interface FacetColumn extends Pick<Facet, "header" | "most" | "expendable"> {
  readonly ofExemplar: (row: number) => string;
  readonly ofFolded: (event: number) => string;
}

const PROCESS_FACETS: readonly Facet[] = [
  { header: "program", most: 24, expendable: 1, fields: ["process.executable", "process.name"], lastPart: true },
  { header: "account", most: 24, expendable: 2, fields: ["user.account", "user.name"] },
  { header: "command line", most: Infinity, expendable: 0, fields: ["process.command_line", "process.executable"] },
];
const PROCESS_FIELDS = ["process.executable", "process.name", "process.command_line"];
const LOGON_FACETS: readonly Facet[] = [
  { header: "account", most: 32, expendable: 0, fields: ["user.account", "user.name"] },
  { header: "outcome", most: 10, expendable: 2, fields: ["event.outcome"] },
  { header: "how", most: 36, expendable: 1, fields: ["logonRoute", "LogonTypeName", "winlog.logon.type"] },
  { header: "from", most: 40, expendable: 0, fields: ["source.ip", "source.host"] },
];

/**
 * What to show of a result's events, the most telling last: program, account and command line of process starts; who,
 * how and from where of logons; of anything else the kept fields or, without any, the features.
 */
export function facetsOf(result: RunResult): readonly FacetColumn[] {
  const columns = facetsFor(result).flatMap((facet) => columnOf(facet, result));
  return columns.length > 0 ? columns : [summaryOf(result)];
}

function facetsFor({ manifest, kept }: RunResult): readonly Facet[] {
  const has = (field: string): boolean => Object.hasOwn(manifest.fieldMap.fields, field);
  // Process starts have a command line, or at least no logon type and no outcome.
  if (has("winlog.logon.type") || (has("event.outcome") && !has("process.command_line"))) return LOGON_FACETS;
  if (PROCESS_FIELDS.some(has)) return PROCESS_FACETS;
  // Events of which nobody here knows what tells them apart: the profile does.
  const fields = kept.filter(has);
  return fields.map((field, i) => {
    const expendable = fields.length - 1 - i;
    return { header: field, most: expendable === 0 ? Infinity : 32, expendable, fields: [field] };
  });
}

/** The facet from the first of its fields that the events, or the kept values, give. */
function columnOf(facet: Facet, result: RunResult): FacetColumn[] {
  const show = facet.lastPart === true ? fileName : (text: string): string => text;
  for (const field of facet.fields) {
    const reader = result.reader(field);
    if (reader !== undefined) {
      const [ofExemplar, ofFolded] = [reader(result.exemplars), reader(result.foldedEvents)];
      return [{ ...facet, ofExemplar: (row) => show(ofExemplar(row)), ofFolded: (event) => show(ofFolded(event)) }];
    }
    const kept = result.kept.indexOf(field);
    if (kept >= 0) {
      return [{ ...facet, ofExemplar: (row) => show(result.rows[row]!.kept[kept] ?? ""), ofFolded: () => "" }];
    }
  }
  return [];
}

function summaryOf({ rows, kept, features }: RunResult): FacetColumn {
  const ofExemplar = (row: number): string => {
    const { kept: texts, features: numbers } = rows[row]!;
    return kept.length > 0
      ? kept.map((name, i) => `${name}=${texts[i] ?? ""}`).join(" ")
      : features.map((name, i) => `${name}=${numbers[i]}`).join(" ");
  };
  return {
    header: kept.length > 0 ? "kept fields" : "features",
    most: Infinity,
    expendable: 0,
    ofExemplar,
    ofFolded: () => "",
  };
}

function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("\\"), path.lastIndexOf("/")) + 1);
}
