import type { EventBatch, EventKind, Expression, FieldMap } from "@winnow/core";
import { bindCondition, bindFields, columnFinder, type BoundFields, toEvaluator } from "@winnow/expressions";

export interface FieldDetection {
  readonly map: FieldMap;
  /** Why this one: `all of NewProcessName present; 98 of 100 sampled events are process starts (event id 4688); …`. */
  readonly reason: string;
  /** The other maps that fit, best first. */
  readonly alternatives: readonly FieldMap[];
}

/** A map that does not fit but nearly does. */
export interface NearFieldMap {
  readonly map: FieldMap;
  /** What the source does not have: `Image`, `EventID or event_id`. */
  readonly lacks: readonly string[];
}

/** The kinds of event that are wanted; every kind when left out. */
export interface WantedEvents {
  readonly event?: EventKind | readonly EventKind[];
}

/** What is known of a source besides its columns, and what of it is wanted. */
export interface DetectionHints extends WantedEvents {
  /** Some events of the source. What they hold is looked at besides the names of the columns. */
  readonly sample?: EventBatch;
}

/**
 * The field map that fits a source: of those for the wanted kind of event whose required columns are all there, the
 * one that selects most of the sampled events; of equals the one told by content, then the one that binds most fields,
 * then the one that requires most columns, then the first by name. `undefined` when none fits.
 */
export function detectFieldMap(
  columns: readonly string[],
  maps: Iterable<FieldMap>,
  { sample = NO_EVENTS, ...wanted }: DetectionHints = {},
): FieldDetection | undefined {
  const candidates = [...maps]
    .filter((map) => isWanted(map, wanted) && lackingColumns(map, columns).length === 0)
    .map((map) => candidate(map, columns, sample))
    .filter(
      ({ map, selected, sampled }) => canSelect(map, columns) && isTypical(map, columns, sample, selected, sampled),
    )
    .sort(byFitness);
  const [best, ...others] = candidates;
  if (best === undefined) return undefined;
  return { map: best.map, reason: reasonFor(best, sample), alternatives: others.map(({ map }) => map) };
}

const NO_EVENTS: EventBatch = { columns: [], rows: 0, values: [] };

interface Candidate {
  readonly map: FieldMap;
  readonly bound: BoundFields;
  readonly boundFields: number;
  /** For each sampled event whether the map selects it. */
  readonly sampled: readonly boolean[];
  readonly selected: number;
}

function candidate(map: FieldMap, columns: readonly string[], sample: EventBatch): Candidate {
  const bound = bindFields(map, columns);
  const sampled = holdsFor(bound.selects ?? true, sample);
  const selected = sampled.filter(Boolean).length;
  return { map, bound, sampled, selected, boundFields: Object.keys(map.fields).length - bound.missing.length };
}

function byFitness(a: Candidate, b: Candidate): number {
  return (
    b.selected - a.selected ||
    Number(b.map.when !== undefined) - Number(a.map.when !== undefined) ||
    b.boundFields - a.boundFields ||
    b.map.requires.length - a.map.requires.length ||
    (a.map.name < b.map.name ? -1 : 1)
  );
}

/** Whether any row could be of the map's kind, going by the columns alone. */
function canSelect({ selects }: FieldMap, columns: readonly string[]): boolean {
  return selects === undefined || bindCondition(selects, columns) !== false;
}

/** Whether most of the sampled events of the map's kind are as the map says that they are. */
function isTypical(
  { when }: FieldMap,
  columns: readonly string[],
  sample: EventBatch,
  selected: number,
  sampled: readonly boolean[],
): boolean {
  if (when === undefined) return true;
  const typical = holdsFor(bindCondition(when, columns), sample);
  return typical.filter((holds, row) => holds && sampled[row] === true).length * 2 > selected;
}

/** For each event of a batch whether a bound condition holds. */
function holdsFor(condition: Expression | boolean, { columns, rows, values }: EventBatch): boolean[] {
  if (typeof condition === "boolean") return Array.from({ length: rows }, () => condition);
  const evaluate = toEvaluator(condition);
  const positions = new Map(columns.map((column, i) => [column, i]));
  return Array.from({ length: rows }, (_, row) => {
    const holds = evaluate((leaf) => (leaf.op === "column" ? cell(values, positions.get(leaf.name), row) : null));
    return holds === true;
  });
}

function cell(values: EventBatch["values"], column: number | undefined, row: number): string | null {
  return column === undefined ? null : (values[column]![row] ?? null);
}

/** The columns that a map requires and that a source does not have, each as a person reads it. */
function lackingColumns(map: FieldMap, columns: readonly string[]): string[] {
  const find = columnFinder(columns);
  const isThere = (required: FieldMap["requires"][number]): boolean =>
    [required].flat().some((name) => find(name) !== undefined);
  return map.requires.filter((required) => !isThere(required)).map((required) => [required].flat().join(" or "));
}

function isWanted(map: FieldMap, { event }: WantedEvents): boolean {
  return event === undefined || [event].flat().includes(map.event);
}

function reasonFor({ map, bound, boundFields }: Candidate, sample: EventBatch): string {
  const find = columnFinder(bound.columns);
  const present = map.requires.map((required) => [required].flat().find((name) => find(name) !== undefined));
  const required = present.length === 0 ? "no column is required" : `all of ${present.join(", ")} present`;
  const selection = describeSelection(bound, sample);
  const fields = `${boundFields} of ${Object.keys(map.fields).length} fields bind`;
  return [required, ...(selection === undefined ? [] : [selection]), fields].join("; ");
}

const KIND_NAMES: Readonly<Record<string, string>> = { process: "process starts", logon: "logons" };

/**
 * What a bound map makes of a sample, in words: `98 of 100 sampled events are process starts (event id 4688); the others
 * (event id 4689) are filtered out`. `undefined` where there is no event, or the map takes every row as it is.
 */
export function describeSelection({ map, selects, fields }: BoundFields, sample: EventBatch): string | undefined {
  if (selects === null || sample.rows === 0) return undefined;
  const sampled = holdsFor(selects, sample);
  const selected = sampled.filter(Boolean).length;
  const others = sample.rows - selected;
  const id = fields.get("winlog.event_id");
  const among = (wanted: boolean): string =>
    id === undefined ? "" : valuesOf(id, sample, (row) => sampled[row] === wanted);
  const said = `${selected} of ${sample.rows} sampled events are ${KIND_NAMES[map.event] ?? `${map.event} events`}`;
  const filtered = others === 0 ? "" : `; the others${among(false)} are filtered out`;
  return said + (selected === 0 ? "" : among(true)) + filtered;
}

/** Whether the sample has events, and none of them is of the map's kind. */
export function selectsNothing({ selects }: BoundFields, sample: EventBatch): boolean {
  return selects !== null && sample.rows > 0 && !holdsFor(selects, sample).includes(true);
}

const LISTED_VALUES = 4;

/** ` (event id 4688, 1)`: what a field holds in some rows of a sample, the commonest first. */
function valuesOf(field: Expression, sample: EventBatch, isMeant: (row: number) => boolean): string {
  const evaluate = toEvaluator(field);
  const positions = new Map(sample.columns.map((column, i) => [column, i]));
  const counts = new Map<string, number>();
  for (let row = 0; row < sample.rows; row++) {
    if (!isMeant(row)) continue;
    const text = evaluate((leaf) => (leaf.op === "column" ? cell(sample.values, positions.get(leaf.name), row) : null));
    if (typeof text === "string" && text !== "") counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  if (counts.size === 0) return "";
  const values = [...counts].sort(([, a], [, b]) => b - a).map(([text]) => text);
  const more = values.length > LISTED_VALUES ? ", …" : "";
  return ` (event id ${values.slice(0, LISTED_VALUES).join(", ")}${more})`;
}

const NEAR_MAPS = 3;

/**
 * The maps for the wanted kind of event that do not fit but come near: at least half of their required columns are there.
 * Those that lack least first.
 */
export function nearFieldMaps(
  columns: readonly string[],
  maps: Iterable<FieldMap>,
  wanted: WantedEvents = {},
): readonly NearFieldMap[] {
  return [...maps]
    .filter((map) => isWanted(map, wanted))
    .map((map) => ({ map, lacks: lackingColumns(map, columns) }))
    .filter(({ map, lacks }) => lacks.length > 0 && lacks.length * 2 <= map.requires.length)
    .sort((a, b) => a.lacks.length - b.lacks.length || (a.map.name < b.map.name ? -1 : 1))
    .slice(0, NEAR_MAPS);
}

/**
 * The field map that a profile means by a name: the one so called or, where the schema of that name has a map for
 * the wanted kind of event and the one so called has not, that one. `undefined` when nothing is called so.
 */
export function chooseFieldMap(
  name: string,
  maps: Iterable<FieldMap>,
  wanted: WantedEvents = {},
): FieldMap | undefined {
  const named = [...maps].filter((map) => map.name === name || map.schema === name);
  return (
    named.find((map) => map.name === name && isWanted(map, wanted)) ??
    named.find((map) => isWanted(map, wanted)) ??
    named.find((map) => map.name === name) ??
    named[0]
  );
}
