import {
  columnsOf,
  compileExpression,
  type Dialect,
  type Expression,
  type GroupKey,
  type ReducePlan,
  runsIn,
} from "@winnow/core";
import { costOf, duckdbDialect, keySql } from "./dialect.ts";
import { beyondEngine, unknownColumn } from "./errors.ts";
import { identifier } from "./sql.ts";
import { timeSql } from "./time.ts";

/** What became of an event when it was loaded. */
export const STATE = { grouped: 0, timeUnreadable: 1, timeMissing: 2, filtered: 3 } as const;

/*
 * Tables: `events` (one row per readable record, in order: t µs, s state, k content hash, and the columns that groups
 * are made by), `dictionary_<c>` (distinct texts of a column with the costly keys over them), `groups`.
 */

/** Where the value of a key is computed. */
type Place =
  /** In the scan, on every row. */
  | { readonly at: "scan"; readonly column: string }
  /** Once per distinct text of a column, joined back. */
  | { readonly at: "dictionary"; readonly source: number; readonly column: string }
  /** On the groups, from texts that they are grouped by anyway. */
  | { readonly at: "groups"; readonly sql: string };

/** The SQL of a reduction. */
export interface ReductionSql {
  readonly createEvents: string;
  /** Appends a part's events. `positions[i]` is the place of the source's column `i` in the part, if it is there. */
  readonly insertEvents: (relation: string, positions: readonly (number | undefined)[]) => string;
  /** After loading: dictionaries and groups. */
  readonly group: readonly string[];
  /** `g`, `n`, `a`, `b`, `x`, then the keys as `key0`, `key1`, … */
  readonly readGroups: string;
  /** Position of every grouped event with its group. */
  readonly memberships: string;
}

/** Writes the SQL that reduces a source of these columns by this plan. */
export function reductionSql(plan: ReducePlan, columns: readonly string[]): ReductionSql {
  const dialect = boundDialect(columns);
  for (const { name, expression } of plan.keys) requireEngine(name, expression);
  if (plan.where !== null) requireEngine("where", plan.where);

  const rawTexts = new Set(
    plan.keys.flatMap(({ expression }) => (expression.op === "column" ? [expression.name] : [])),
  );
  const places = plan.keys.map((key, index) => placeOf(key, index, rawTexts, columns));
  const dictionaries = [...new Set(places.flatMap((place) => (place.at === "dictionary" ? [place.source] : [])))];
  const scanned = new Map<string, string>();
  plan.keys.forEach(({ expression }, index) => {
    const place = places[index]!;
    if (place.at === "scan") scanned.set(place.column, keySql(compileExpression(expression, dialect), expression.type));
  });
  for (const source of dictionaries) scanned.set(`r${source}`, `coalesce(u${source}, '')`);

  const grouped = [...new Set(places.flatMap((place) => (place.at === "groups" ? [] : [place.column])))];
  const joins = dictionaries
    .map((source) => `join dictionary_${source} on e.r${source} = dictionary_${source}.v`)
    .join(" ");
  const order = plan.time === null ? "{r: e.rowid, k: k}" : "{t: t, k: k, r: e.rowid}";
  return {
    createEvents: createEvents(plan, scanned, columns, dialect),
    insertEvents: (relation, positions) => insertEvents(plan, scanned, columns, dialect, relation, positions),
    group: [
      ...dictionaries.map((source) => createDictionary(source, plan.keys, places, columns)),
      `create or replace table groups as select (row_number() over (order by x) - 1)::integer as g, * from (` +
        `select ${[...grouped, "count(*) as n", "min(t) as a", "max(t) as b", `min(${order}) as x`].join(", ")} ` +
        `from events e ${joins} where s = ${STATE.grouped} ` +
        `${grouped.length === 0 ? "having count(*) > 0" : `group by ${grouped.join(", ")}`})`,
    ],
    readGroups: readGroups(plan.keys, places, columns),
    memberships:
      `select e.rowid as p, groups.g as g from events e ${joins} join groups on ` +
      `${grouped.map((column) => `${column === "" ? "" : qualified(column, dictionaries)} is not distinct from groups.${column}`).join(" and ") || "true"} ` +
      `where s = ${STATE.grouped}`,
  };
}

function qualified(column: string, dictionaries: readonly number[]): string {
  const source = dictionaries.find((index) => column.startsWith(`f${index}_`));
  return source === undefined ? `e.${column}` : `dictionary_${source}.${column}`;
}

/** The dialect with a source's columns as `u<i>` and the event's instant as `t`. */
function boundDialect(columns: readonly string[]): Dialect {
  return {
    ...duckdbDialect,
    leaf: (leaf) => {
      if (leaf.op === "time") return "t";
      return leaf.op === "column" ? `coalesce(u${columnIndex(leaf.name, columns)}, '')` : duckdbDialect.leaf(leaf);
    },
  };
}

function columnIndex(column: string, columns: readonly string[]): number {
  const index = columns.indexOf(column);
  if (index < 0) throw unknownColumn({ column, columns });
  return index;
}

function requireEngine(name: string, expression: Expression): void {
  if (!runsIn(duckdbDialect, expression)) throw beyondEngine({ key: name });
}

function usesTime(expression: Expression): boolean {
  if (expression.op === "apply") return expression.args.some(usesTime);
  return expression.op === "time";
}

function placeOf(key: GroupKey, index: number, rawTexts: ReadonlySet<string>, columns: readonly string[]): Place {
  const { expression } = key;
  const read = columnsOf(expression);
  if (expression.op === "column") return { at: "scan", column: `r${columnIndex(expression.name, columns)}` };
  if (!usesTime(expression) && read.length > 0 && read.every((name) => rawTexts.has(name))) {
    return { at: "groups", sql: keySql(compileExpression(expression, groupDialect(columns)), expression.type) };
  }
  const [only] = read;
  if (read.length === 1 && !usesTime(expression) && costOf(expression) === "costly") {
    const source = columnIndex(only!, columns);
    return { at: "dictionary", source, column: `f${source}_${index}` };
  }
  return { at: "scan", column: `key${index}` };
}

/** Over texts that stand in `events` or `groups` as `r<i>`. */
function groupDialect(columns: readonly string[]): Dialect {
  return {
    ...duckdbDialect,
    leaf: (leaf) => (leaf.op === "column" ? `r${columnIndex(leaf.name, columns)}` : duckdbDialect.leaf(leaf)),
  };
}

/** A source of all its columns: those that a part lacks are NULL. */
function unified(relation: string, positions: readonly (number | undefined)[]): string {
  const list = positions.map((position, index) =>
    position === undefined ? `null::varchar as u${index}` : `c${position} as u${index}`,
  );
  return `(select ${list.join(", ")} from ${relation})`;
}

/** Hash of an event's whole content: equal for equal events, wherever they stand. */
export function contentHash(columns: readonly string[]): string {
  return `hash(${columns.map((_, index) => `u${index}`).join(", ")})`;
}

/** The instant of an event, as an expression over the unified columns. */
export function instantSql(plan: ReducePlan, columns: readonly string[]): string {
  if (plan.time === null) return "0::bigint";
  return timeSql(`coalesce(u${columnIndex(plan.time.column, columns)}, '')`, plan.time.format);
}

export function unifiedRelation(relation: string, positions: readonly (number | undefined)[]): string {
  return unified(relation, positions);
}

function selectEvents(
  plan: ReducePlan,
  scanned: ReadonlyMap<string, string>,
  columns: readonly string[],
  dialect: Dialect,
  relation: string,
  positions: readonly (number | undefined)[],
): string {
  const missing =
    plan.time === null
      ? ""
      : `when t is null then (case when trim(coalesce(u${columnIndex(plan.time.column, columns)}, '')) = '' ` +
        `then ${STATE.timeMissing} else ${STATE.timeUnreadable} end) `;
  const kept = plan.where === null ? "" : `when not ${compileExpression(plan.where, dialect)} then ${STATE.filtered} `;
  const state =
    missing + kept === ""
      ? `${STATE.grouped}::utinyint`
      : `(case ${missing}${kept}else ${STATE.grouped} end)::utinyint`;
  const list = ["t", `${state} as s`, `${contentHash(columns)} as k`];
  for (const [column, sql] of scanned) list.push(`${sql} as ${identifier(column)}`);
  return `select ${list.join(", ")} from (select *, ${instantSql(plan, columns)} as t from ${unified(relation, positions)})`;
}

function createEvents(
  plan: ReducePlan,
  scanned: ReadonlyMap<string, string>,
  columns: readonly string[],
  dialect: Dialect,
): string {
  const nowhere = columns.map(() => undefined);
  return (
    `create or replace table events as ` +
    `${selectEvents(plan, scanned, columns, dialect, "(select 1)", nowhere)} limit 0`
  );
}

function insertEvents(
  plan: ReducePlan,
  scanned: ReadonlyMap<string, string>,
  columns: readonly string[],
  dialect: Dialect,
  relation: string,
  positions: readonly (number | undefined)[],
): string {
  return `insert into events ${selectEvents(plan, scanned, columns, dialect, relation, positions)}`;
}

function createDictionary(
  source: number,
  keys: readonly GroupKey[],
  places: readonly Place[],
  columns: readonly string[],
): string {
  const dialect: Dialect = { ...duckdbDialect, leaf: () => "v" };
  const list = keys.flatMap(({ expression }, index) => {
    const place = places[index]!;
    if (place.at !== "dictionary" || place.source !== source) return [];
    return [`${keySql(compileExpression(expression, dialect), expression.type)} as ${place.column}`];
  });
  void columns;
  return (
    `create or replace table dictionary_${source} as select v, ${list.join(", ")} from ` +
    `(select distinct r${source} as v from events where s = ${STATE.grouped})`
  );
}

function readGroups(keys: readonly GroupKey[], places: readonly Place[], columns: readonly string[]): string {
  void columns;
  const list = keys.map(({ expression }, index) => {
    const place = places[index]!;
    const sql = place.at === "groups" ? place.sql : place.column;
    return `${outgoing(sql, expression.type)} as key${index}`;
  });
  return `select ${["n::double", "a", "b", "x.r::double", "x.k", ...list].join(", ")} from groups`;
}

/** A value on its way to JavaScript. Its decoder drops one byte order mark at the start of a text, so such get two. */
export function outgoing(sql: string, type: Expression["type"]): string {
  switch (type) {
    case "text":
      return `(case when starts_with(${sql}, chr(65279)) then chr(65279) || ${sql} else ${sql} end)`;
    case "boolean":
      return `(${sql})::double`;
    default:
      return sql;
  }
}
