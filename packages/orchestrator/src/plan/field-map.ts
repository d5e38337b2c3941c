import { chooseFieldMap, detectFieldMap, inlineFieldMap, type FieldMap } from "@winnow/core";
import { noFieldMap } from "../errors.ts";
import { isUse, type Profile } from "../profile/types.ts";
import type { Registry } from "../registry/registry.ts";
import type { SourceDescription } from "./plan.ts";

/** The field map of a run and why it is that one. */
export interface ChosenFieldMap {
  readonly map: FieldMap;
  readonly reason: string;
}

/**
 * The map that the profile names or writes; without one, the best that fits the columns.
 * @param events kinds of events that the features accept; empty for any
 */
export function planFieldMap(
  { fields }: Profile,
  registry: Registry,
  source: SourceDescription,
  events: readonly string[],
): ChosenFieldMap {
  const maps = registry.list("field-map").map(({ plugin }) => plugin.map);
  const wanted = events.length === 0 ? {} : { event: events };
  if (fields !== null && isUse(fields)) {
    const base = chooseFieldMap(fields.use, maps, wanted)!;
    const map = fields.with === undefined ? base : inlineFieldMap(fields.with, { base });
    return { map, reason: "named in the profile" };
  }
  if (fields !== null) return { map: inlineFieldMap(fields), reason: "written in the profile" };
  const columns = source.columns.map((column) => column.name);
  const detected = detectFieldMap(columns, maps, wanted);
  if (detected !== undefined) return detected;
  const known = maps.filter((map) => events.length === 0 || events.includes(map.event)).map((map) => map.name);
  throw noFieldMap({ wanted: events.length === 0 ? ["any"] : events, columns, known });
}
