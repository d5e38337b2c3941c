import type { Expression } from "@winnow/core";
import { outgoing } from "../sql.ts";
import { baseKey, type BoundPlan, isText, sameKey, tableOf, textTable } from "./bound-plan.ts";
import { combinedKeys, derivedSql, derivedTable, joinText, soleText } from "./derived.ts";
import type { BaseKey, DerivedKey } from "./key-plan.ts";

/** How the values of a key are read from the groups. */
export interface KeyColumnPlan {
  readonly type: Expression["type"];
  /** The value, or its number in `values`. */
  readonly sql: string;
  /** Joins that `sql` needs. */
  readonly joins: readonly string[];
  /** A query for the values by number, where `sql` returns numbers. */
  readonly values: string | undefined;
  /** The number of the value, where `sql` returns a text of a table that is few texts, but too long to be kept. */
  readonly code?: string;
}

/** Which tables of values JavaScript keeps, and of which others it can number the values. */
export interface KeptTables {
  readonly held: ReadonlySet<string>;
  readonly numbered: ReadonlySet<string>;
}

/** Tables of texts and derived values, which may be too many to keep in JavaScript. */
export function valueTables(plan: BoundPlan): readonly string[] {
  const texts = plan.keys.base.flatMap((key) => (isText(key) ? [textTable(plan, key)] : []));
  return [...texts, ...combinedKeys(plan).map((key) => derivedTable(plan, key))];
}

/** One for each key of the plan. */
export function keyColumns(plan: BoundPlan, kept: KeptTables): readonly KeyColumnPlan[] {
  const columns = new Map<number, KeyColumnPlan>([
    ...plan.keys.base.map((key) => [key.index, baseColumn(plan, key, kept)] as const),
    ...plan.keys.derived.map((key) => [key.index, derivedColumn(plan, key, kept)] as const),
  ]);
  return plan.keys.canonical.map((index) => columns.get(index)!);
}

/** Groups by number. */
export interface GroupRange {
  readonly from: number;
  /** Not included. */
  readonly to: number;
}

/** Count, first and last time and exemplar's position of the groups, in order, then the keys, then the codes of keys that have one. */
export function selectGroups(plan: BoundPlan, keys: readonly KeyColumnPlan[], range?: GroupRange): string {
  const codes = keys.flatMap(({ code }) => code ?? []);
  const list = ["n::double", "a", "b", "groups.r::double", ...keys.map(({ sql }) => sql), ...codes];
  const joins = [...new Set(keys.flatMap((key) => key.joins))];
  // A scan alone keeps the order of its table.
  const order = joins.length === 0 ? "" : " order by groups.rowid";
  const where = range === undefined ? "" : ` where groups.rowid >= ${range.from} and groups.rowid < ${range.to}`;
  return `select ${list.join(", ")} from ${tableOf(plan, "groups")} as groups ${joins.join(" ")}${where}${order}`;
}

function baseColumn(plan: BoundPlan, key: BaseKey, kept: KeptTables): KeyColumnPlan {
  const { index, expression } = key;
  const { type } = expression;
  if (!isText(key)) return { type, sql: outgoing(`groups.k${index}`, type), joins: [], values: undefined };
  const table = textTable(plan, key);
  if (!kept.held.has(table)) {
    const joins = [joinText(plan, key, "groups")];
    return {
      type,
      sql: outgoing(`t${index}.v`, type),
      joins,
      values: undefined,
      ...coded(kept, table, `groups.k${index}`),
    };
  }
  return {
    type,
    sql: `groups.k${index}`,
    joins: [],
    values: `select ${outgoing("v", type)} from ${table} order by rowid`,
  };
}

function derivedColumn(plan: BoundPlan, key: DerivedKey, kept: KeptTables): KeyColumnPlan {
  const sole = soleText(plan, key);
  return sole === undefined ? combinedColumn(plan, key, kept) : followingColumn(plan, key, sole, kept);
}

function coded({ numbered }: KeptTables, table: string, code: string): Pick<KeyColumnPlan, "code"> {
  return numbered.has(table) ? { code } : {};
}

/** A key that follows from one text: computed once for each. */
function followingColumn(plan: BoundPlan, key: DerivedKey, text: BaseKey, kept: KeptTables): KeyColumnPlan {
  const { type } = key.expression;
  const table = textTable(plan, text);
  const sql = outgoing(derivedSql(plan, key, "groups"), type);
  if (!kept.held.has(table)) {
    return {
      type,
      sql,
      joins: [joinText(plan, text, "groups")],
      values: undefined,
      ...coded(kept, table, `groups.k${text.index}`),
    };
  }
  const values = `select ${sql} from ${table} as t${text.index} order by rowid`;
  return { type, sql: `groups.k${text.index}`, joins: [], values };
}

/** A key that follows from several keys: computed once for each combination. */
function combinedColumn(plan: BoundPlan, key: DerivedKey, kept: KeptTables): KeyColumnPlan {
  const { type } = key.expression;
  const table = derivedTable(plan, key);
  const alias = `g${key.index}`;
  const same = key.inputs.map((input) => sameKey(baseKey(plan, input), "groups", alias)).join(" and ");
  const joins = [`join ${table} as ${alias} on ${same}`];
  const code = `${alias}.rowid::integer`;
  if (!kept.held.has(table)) {
    return { type, sql: outgoing(`${alias}.v`, type), joins, values: undefined, ...coded(kept, table, code) };
  }
  const values = `select ${outgoing("v", type)} from ${table} order by rowid`;
  return { type, sql: code, joins, values };
}
