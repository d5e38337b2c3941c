import { bindFields, columnFinder } from "./binding.ts";
import type { EventKind } from "./events.ts";
import type { FieldMap } from "./fields.ts";

export interface FieldDetection {
  readonly map: FieldMap;
  /** Why this one: `all of NewProcessName present; 14 of 16 fields bind`. */
  readonly reason: string;
  /** The other maps that fit, best first. */
  readonly alternatives: readonly FieldMap[];
}

/** The kinds of event that are wanted; every kind when left out. */
interface Wanted {
  readonly event?: EventKind | readonly EventKind[];
}

/**
 * The field map that fits a source: of those for the wanted kind of event whose required columns are all there, the
 * one that binds most fields; of equals the first by name. `undefined` when none fits.
 */
export function detectFieldMap(
  columns: readonly string[],
  maps: Iterable<FieldMap>,
  wanted: Wanted = {},
): FieldDetection | undefined {
  const candidates = [...maps]
    .filter((map) => isWanted(map, wanted) && lackingColumns(map, columns).length === 0)
    .map((map) => ({ map, bound: Object.keys(map.fields).length - bindFields(map, columns).missing.length }))
    .sort((a, b) => b.bound - a.bound || (a.map.name < b.map.name ? -1 : 1));
  const [best, ...others] = candidates;
  if (best === undefined) return undefined;
  return { map: best.map, reason: reasonFor(best.map, best.bound), alternatives: others.map(({ map }) => map) };
}

/** The columns that a map requires and that a source does not have. */
function lackingColumns(map: FieldMap, columns: readonly string[]): string[] {
  const find = columnFinder(columns);
  return map.requires.filter((name) => find(name) === undefined);
}

function isWanted(map: FieldMap, { event }: Wanted): boolean {
  return event === undefined || [event].flat().includes(map.event);
}

function reasonFor(map: FieldMap, bound: number): string {
  const required = map.requires.length === 0 ? "no column is required" : `all of ${map.requires.join(", ")} present`;
  return `${required}; ${bound} of ${Object.keys(map.fields).length} fields bind`;
}

/**
 * The field map that a profile means by a name: the one so called or, where the schema of that name has a map for
 * the wanted kind of event and the one so called has not, that one. `undefined` when nothing is called so.
 */
export function chooseFieldMap(name: string, maps: Iterable<FieldMap>, wanted: Wanted = {}): FieldMap | undefined {
  const named = [...maps].filter((map) => map.name === name || map.schema === name);
  return (
    named.find((map) => map.name === name && isWanted(map, wanted)) ??
    named.find((map) => isWanted(map, wanted)) ??
    named.find((map) => map.name === name) ??
    named[0]
  );
}
