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
import type { DictionaryKey } from "./dictionary.ts";
import { beyondEngine, unknownColumn } from "./errors.ts";
import { timeSql } from "./time.ts";

/** What became of an event when it was loaded. */
export const STATE = { grouped: 0, timeUnreadable: 1, timeMissing: 2, filtered: 3 } as const;

/** Where the value of a key is computed. */
type Place =
  /** In the scan, on every row. */
  | { readonly at: "scan"; readonly column: string }
  /** Once per distinct text of a column, joined back. */
  | { readonly at: "dictionary"; readonly column: string; readonly source: number }
  /** On the groups, from texts by which they are grouped anyway. */
  | { readonly at: "groups"; readonly sql: string };

/** Where a part keeps each of the source's columns, `undefined` where it lacks one. */
export type Positions = readonly (number | undefined)[];

/**
 * The SQL of one reduction. Its tables stand in a schema of their own:
 *
 * | table | one row per | columns |
 * |---|---|---|
 * | `events` | readable record, in order | `t` µs, `s` state, and what groups are made by |
 * | `dictionary_<c>` | distinct text of column c | `v` and the costly keys over it |
 * | `grouped` | group | `h`, `n` events, `a` first and `b` last time, the keys |
 * | `members` | grouped event | `p` position in `events`, `h`, `f` whether it happened at the group's first instant |
 * | `firsts` | group | `h`, `r` earliest position at the first instant, `c` events at that instant |
 * | `ties` | group whose first instant holds different events | `h`, `r` the one that stands for it |
 * | `groups` | group, in order | `g`, `h`, `n`, `a`, `b`, `r`, `k` hash of the keys, the keys |
 */
export class ReductionSql {
  readonly plan: ReducePlan;
  readonly #schema: string;
  readonly #columns: readonly string[];
  readonly #places: readonly Place[];
  /** SQL of the columns that `events` gets from the scan. */
  readonly #scanned: ReadonlyMap<string, string>;
  readonly #dictionaries: readonly number[];
  /** Columns of `keyed` by which groups are made. */
  readonly #keys: readonly string[];
  readonly #rows: Dialect;

  /** @throws `WN1405` for a column that the source lacks, `WN1406` for what DuckDB cannot compute */
  constructor(plan: ReducePlan, columns: readonly string[], schema: string) {
    this.plan = plan;
    this.#schema = schema;
    this.#columns = columns;
    for (const { name, expression } of plan.keys) requireEngine(name, expression);
    if (plan.where !== null) requireEngine("where", plan.where);
    this.#rows = this.#dialect((column) => `u${this.#index(column)}`);
    const rawTexts = new Set(
      plan.keys.flatMap(({ expression }) => (expression.op === "column" ? [expression.name] : [])),
    );
    this.#places = plan.keys.map((key, index) => this.#placeOf(key, index, rawTexts));
    this.#dictionaries = [
      ...new Set(this.#places.flatMap((place) => (place.at === "dictionary" ? [place.source] : []))),
    ];
    this.#scanned = this.#scannedColumns();
    this.#keys = [...new Set(this.#places.flatMap((place) => (place.at === "groups" ? [] : [place.column])))];
  }

  /** Before loading. */
  prepare(): string {
    const nowhere = this.#columns.map(() => undefined);
    const nothing = this.#selectEvents(unified("(select 1)", nowhere, false));
    return `create schema ${this.#schema}; create table ${this.#name("events")} as ${nothing} limit 0`;
  }

  /** Appends the events of a part. */
  insert(relation: string, positions: Positions, holdsNulls: boolean): string {
    return `insert into ${this.#name("events")} ${this.#selectEvents(unified(relation, positions, holdsNulls))}`;
  }

  /** After loading: the dictionaries to make, each with the texts that it is about. */
  dictionaries(): readonly {
    readonly name: string;
    readonly texts: string;
    readonly keys: readonly DictionaryKey[];
  }[] {
    return this.#dictionaries.map((source) => ({
      name: this.#name(`dictionary_${source}`),
      texts: `(select distinct r${source} as v from ${this.#name("events")} where s = ${STATE.grouped})`,
      keys: this.#dictionaryKeys(source),
    }));
  }

  /** After that: what groups there are, who belongs to them and who came first. */
  group(): readonly string[] {
    const keys = this.#keys.map((key) => `${key}, `).join("");
    const same = this.#keys.map((key) => `keyed.${key} is not distinct from grouped.${key}`).join(" and ") || "true";
    return [
      `create table ${this.#name("grouped")} as select (row_number() over () - 1)::integer as h, * from (` +
        `select ${keys}count(*) as n, min(t) as a, max(t) as b from ${this.#keyed()} ` +
        `${this.#keys.length === 0 ? "having count(*) > 0" : `group by ${this.#keys.join(", ")}`})`,
      `create table ${this.#name("members")} as select p, h, t = a as f from ${this.#keyed()} ` +
        `join ${this.#name("grouped")} as grouped on ${same}`,
      `create table ${this.#name("firsts")} as select h, min(p) as r, count(*) as c from ${this.#name("members")} where f group by h`,
      `create table ${this.#name("ties")} (h integer, r bigint)`,
    ];
  }

  /** `p`, `h` of the events at first instants that hold several, in the order of their positions. */
  tied(): string {
    return (
      `select p::double, h from ${this.#name("members")} where f and h in ` +
      `(select h from ${this.#name("firsts")} where c > 1) order by p`
    );
  }

  settleTies(exemplars: ReadonlyMap<number, number>): string {
    const values = Array.from(exemplars, ([h, position]) => `(${h}, ${position})`);
    return `insert into ${this.#name("ties")} values ${values.join(", ")}`;
  }

  /** Numbers the groups by what they hold, not by where it stood. */
  number(): string {
    const hash = this.#keys.length === 0 ? "0::ubigint" : `hash(${this.#keys.join(", ")})`;
    const order = this.plan.time === null ? "r" : "a, k, r";
    return (
      `create table ${this.#name("groups")} as select (row_number() over (order by ${order}) - 1)::integer as g, * from (` +
      `select * exclude (r, c), coalesce(ties.r, firsts.r) as r, ${hash} as k from ${this.#name("grouped")} ` +
      `join ${this.#name("firsts")} as firsts using (h) left join ${this.#name("ties")} as ties using (h))`
    );
  }

  /** Count, first and last time, exemplar's position, hash, then the keys. */
  readGroups(): string {
    const keys = this.plan.keys.map(({ expression }, index) => {
      const place = this.#places[index]!;
      return outgoing(place.at === "groups" ? place.sql : place.column, expression.type);
    });
    return `select ${["n::double", "a", "b", "r::double", "k", ...keys].join(", ")} from ${this.#name("groups")} order by g`;
  }

  /** `p`, `g` of every grouped event. */
  memberships(): string {
    return `select p, g from ${this.#name("members")} join (select h, g from ${this.#name("groups")}) using (h)`;
  }

  /** `p`, `t` of the events of some groups, or of all that were loaded. */
  positions(groups: readonly number[] | undefined): string {
    if (groups === undefined) return `select rowid as p, t from ${this.#name("events")}`;
    const list = groups.length === 0 ? "null" : groups.map((group) => Math.trunc(group)).join(", ");
    return `select p, t from (${this.memberships()}) join (select rowid as p, t from ${this.#name("events")}) using (p) where g in (${list})`;
  }

  states(): string {
    return `select s, count(*)::double from ${this.#name("events")} group by s`;
  }

  grouped(): string {
    return `select coalesce(sum(n), 0)::double from ${this.#name("groups")}`;
  }

  /** Position and state of the events between two positions that were rejected for their time. */
  timeRejects(from: number, to: number): string {
    return (
      `select rowid::double, s from ${this.#name("events")} where s in (${STATE.timeUnreadable}, ${STATE.timeMissing}) ` +
      `and rowid >= ${from} and rowid < ${to} order by rowid`
    );
  }

  drop(): string {
    return `drop schema if exists ${this.#schema} cascade`;
  }

  #name(table: string): string {
    return `${this.#schema}.${table}`;
  }

  #index(column: string): number {
    const index = this.#columns.indexOf(column);
    if (index < 0) throw unknownColumn({ column, columns: this.#columns });
    return index;
  }

  #dialect(column: (name: string) => string): Dialect {
    return {
      ...duckdbDialect,
      leaf: (leaf) => (leaf.op === "time" ? "t" : leaf.op === "column" ? column(leaf.name) : duckdbDialect.leaf(leaf)),
    };
  }

  #placeOf({ expression }: GroupKey, index: number, rawTexts: ReadonlySet<string>): Place {
    if (expression.op === "column") return { at: "scan", column: `r${this.#index(expression.name)}` };
    const read = columnsOf(expression);
    const timeless = !readsTime(expression) && read.length > 0;
    if (timeless && read.every((name) => rawTexts.has(name))) {
      return {
        at: "groups",
        sql: this.#keySql(
          expression,
          this.#dialect((name) => `r${this.#index(name)}`),
        ),
      };
    }
    if (timeless && read.length === 1 && costOf(expression) === "costly") {
      const source = this.#index(read[0]!);
      return { at: "dictionary", source, column: `d${source}_${index}` };
    }
    return { at: "scan", column: `x${index}` };
  }

  #keySql(expression: Expression, dialect: Dialect): string {
    return keySql(compileExpression(expression, dialect), expression.type);
  }

  #scannedColumns(): Map<string, string> {
    const scanned = new Map<string, string>();
    this.plan.keys.forEach(({ expression }, index) => {
      const place = this.#places[index]!;
      if (place.at === "scan") scanned.set(place.column, this.#keySql(expression, this.#rows));
    });
    for (const source of this.#dictionaries) scanned.set(`r${source}`, `u${source}`);
    return scanned;
  }

  #selectEvents(source: string): string {
    const list = ["t", `${this.#state()} as s`, ...Array.from(this.#scanned, ([column, sql]) => `${sql} as ${column}`)];
    return `select ${list.join(", ")} from (select *, ${this.#instant()} as t from ${source})`;
  }

  #timeText(): string {
    return `u${this.#index(this.plan.time!.column)}`;
  }

  #instant(): string {
    return this.plan.time === null ? "0::bigint" : timeSql(this.#timeText(), this.plan.time.format);
  }

  /** A time that cannot be read is a rejection, whether or not the event would be filtered out. */
  #state(): string {
    const cases: string[] = [];
    if (this.plan.time !== null) {
      const missing = `trim(${this.#timeText()}) = ''`;
      cases.push(
        `when t is null then (case when ${missing} then ${STATE.timeMissing} else ${STATE.timeUnreadable} end)`,
      );
    }
    if (this.plan.where !== null) {
      cases.push(`when not ${compileExpression(this.plan.where, this.#rows)} then ${STATE.filtered}`);
    }
    const state = cases.length === 0 ? STATE.grouped : `(case ${cases.join(" ")} else ${STATE.grouped} end)`;
    return `${state}::utinyint`;
  }

  #dictionaryKeys(source: number): DictionaryKey[] {
    const dialect = this.#dialect(() => "v");
    return this.plan.keys.flatMap(({ expression }, index) => {
      const place = this.#places[index]!;
      if (place.at !== "dictionary" || place.source !== source) return [];
      return [{ column: place.column, expression, sql: this.#keySql(expression, dialect) }];
    });
  }

  /** Events to group: `p` position, `t`, the keys. */
  #keyed(): string {
    const joins = this.#dictionaries.map(
      (source) => ` join ${this.#name(`dictionary_${source}`)} as d${source} on e.r${source} = d${source}.v`,
    );
    return (
      `(select ${["e.rowid as p", "t", ...this.#keys].join(", ")} from ${this.#name("events")} as e${joins.join("")} ` +
      `where s = ${STATE.grouped}) as keyed`
    );
  }
}

function requireEngine(name: string, expression: Expression): void {
  if (!runsIn(duckdbDialect, expression)) throw beyondEngine({ key: name });
}

function readsTime(expression: Expression): boolean {
  return expression.op === "apply" ? expression.args.some(readsTime) : expression.op === "time";
}

/** A part with the columns of the whole source, `u<i>`. Missing text counts as empty. */
export function unified(relation: string, positions: Positions, holdsNulls: boolean): string {
  const list = positions.map((position, index) => {
    if (position === undefined) return `'' as u${index}`;
    return holdsNulls ? `coalesce(c${position}, '') as u${index}` : `c${position} as u${index}`;
  });
  return `(select ${["1", ...list].join(", ")} from ${relation})`;
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
