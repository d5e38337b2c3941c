import { chooseFieldMap, describeSelection, detectFieldMap, nearFieldMaps } from "./field-detection.ts";
import { bindFields, inlineFieldMap } from "@winnow/expressions";
import { noFieldMap } from "../errors.ts";
import { isUse, type Profile } from "../profile/types.ts";
import type { Registry } from "../registry/registry.ts";
import type { ChosenFieldMap, SourceDescription } from "./types.ts";

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
  const columns = source.columns.map((column) => column.name);
  if (fields !== null && isUse(fields)) {
    const base = chooseFieldMap(fields.use, maps, wanted)!;
    const map = fields.with === undefined ? base : inlineFieldMap(fields.with, { base });
    const selection = describeSelection(bindFields(map, columns), source.sample);
    return {
      map,
      reason: ["named in the profile", ...(selection === undefined ? [] : [selection])].join("; "),
      others: [],
    };
  }
  if (fields !== null) return { map: inlineFieldMap(fields), reason: "written in the profile", others: [] };
  const detected = detectFieldMap(columns, maps, { ...wanted, sample: source.sample });
  const near = nearFieldMaps(columns, maps, wanted).map(({ map, lacks }) => `${map.name} lacks ${lacks.join(", ")}`);
  if (detected !== undefined) {
    const { map, reason, alternatives } = detected;
    return { map, reason, others: [...alternatives.map(({ name }) => `${name} fits too`), ...near] };
  }
  const other = detectFieldMap(columns, maps, { sample: source.sample });
  if (other !== undefined) near.unshift(`${other.map.name} fits, but for ${other.map.event} events`);
  const known = maps.filter((map) => events.length === 0 || events.includes(map.event)).map((map) => map.name);
  throw noFieldMap({ wanted: events.length === 0 ? ["any"] : events, columns, known, near });
}
