import { columnsOf, compileExpression, type Dialect, type Expression, type ReducePlan, runsIn } from "@winnow/core";
import { duckdbDialect, keySql } from "./dialect.ts";
import type { DictionaryKey } from "./dictionary.ts";
import { beyondEngine, unknownColumn } from "./errors.ts";
import { type BaseKey, type DerivedKey, type KeyPlan, planKeys } from "./key-plan.ts";
import { timeSql } from "./time.ts";

/** What became of an event when it was loaded. */
export const STATE = { grouped: 0, timeUnreadable: 1, timeMissing: 2, filtered: 3 } as const;

/** Where a part keeps each of the source's columns, `undefined` where it lacks one. */
export type Positions = readonly (number | undefined)[];

/** A dictionary to make: the distinct texts of a column, and the keys over them. */
export interface DictionaryPlan {
  readonly name: string;
  readonly texts: string;
  readonly keys: readonly DictionaryKey[];
  /** What makes the dictionary's texts into numbers, afterwards. */
  readonly encode: readonly string[];
}

/** How the values of a key come out of the groups. */
export interface KeyColumnPlan {
  readonly type: Expression["type"];
  /** The value, or its number in `values`. */
  readonly sql: string;
  /** What `sql` needs beside the groups. */
  readonly joins: readonly string[];
  /** A query for the values by number, where `sql` gives numbers. */
  readonly values: string | undefined;
}

/**
 * The SQL of one reduction. Texts become numbers as early as can be: events are grouped, and told to groups, by numbers
 * alone. The tables stand in a schema of their own:
 *
 * | table | one row per | columns |
 * |---|---|---|
 * | `events` | readable record, in order | `t` µs, `s` state, `r<c>` the text of column c, `x<i>` key i as scanned |
 * | `source_<c>` | distinct text of column c | `v`, `y` its hash, `d<i>` key i, `y<i>` its hash; a text's number is its rowid |
 * | `texts_<i>` | distinct text of key i | `v`, `y` its hash; a text's number is its rowid |
 * | `keyed` | grouped event | `p` position in `events`, `t`, `k<i>` base keys, texts as numbers, `y` hash of their contents |
 * | `grouped` | group | `h`, `n` events, `a` first and `b` last time, `y`, `k<i>` |
 * | `members` | grouped event | `p`, `h`, `f` whether it happened at the group's first instant |
 * | `firsts` | group | `h`, `r` earliest position at the first instant, `c` events at that instant |
 * | `ties` | group whose first instant holds different events | `h`, `r` the one that stands for it |
 * | `groups` | group, in order; its number is its rowid | `h`, `n`, `a`, `b`, `r`, `y`, `k<i>` |
 * | `derived_<i>` | combination of inputs of derived key i | the inputs, `v` |
 */
export class ReductionSql {
  readonly plan: ReducePlan;
  readonly #schema: string;
  readonly #columns: readonly string[];
  readonly #keys: KeyPlan;
  readonly #bases: ReadonlyMap<number, BaseKey>;
  /** Columns whose text is kept until it is a number. */
  readonly #sources: readonly number[];
  readonly #rows: Dialect;

  /** @throws `WN1405` for a column that the source lacks, `WN1406` for what DuckDB cannot compute */
  constructor(plan: ReducePlan, columns: readonly string[], schema: string) {
    this.plan = plan;
    this.#schema = schema;
    this.#columns = columns;
    for (const { name, expression } of plan.keys) this.#require(name, expression);
    if (plan.where !== null) this.#require("where", plan.where);
    this.#keys = planKeys(plan.keys);
    this.#bases = new Map(this.#keys.base.map((key) => [key.index, key]));
    this.#sources = [
      ...new Set(this.#keys.base.flatMap(({ column }) => (column === undefined ? [] : [this.#index(column)]))),
    ];
    this.#rows = dialectOf((leaf) => (leaf.op === "column" ? `u${this.#index(leaf.name)}` : "t"));
  }

  /** Before loading. */
  prepare(): string {
    const nothing = this.#selectEvents(
      unified(
        "(select 1)",
        this.#columns.map(() => undefined),
        false,
      ),
    );
    return `create schema ${this.#schema}; create table ${this.#name("events")} as ${nothing} limit 0`;
  }

  /** Appends the events of a part. */
  insert(relation: string, positions: Positions, holdsNulls: boolean): string {
    return `insert into ${this.#name("events")} ${this.#selectEvents(unified(relation, positions, holdsNulls))}`;
  }

  /** After loading. */
  dictionaries(): readonly DictionaryPlan[] {
    return this.#sources.map((source) => ({
      name: this.#name(`dictionary_${source}`),
      texts: this.#distinct(`r${source}`),
      keys: this.#dictionaryKeys(source).map(({ index, expression }) => ({
        column: `d${index}`,
        expression,
        sql: keySql(
          compileExpression(
            expression,
            dialectOf(() => "v"),
          ),
          expression.type,
        ),
      })),
      encode: this.#encodeDictionary(source),
    }));
  }

  /** After that: what groups there are, who belongs to them and who came first. */
  group(): readonly string[] {
    const keys = this.#keys.base.map(({ index }) => `k${index}`);
    const same = this.#keys.base.map((key) => `keyed.${this.#sameAs(key, "grouped")}`).join(" and ") || "true";
    const textColumns = [
      ...this.#sources.map((source) => `r${source}`),
      ...this.#scannedTexts().map(({ index }) => `x${index}`),
    ];
    return [
      ...this.#scannedTexts().map(
        ({ index }) =>
          `create table ${this.#name(`texts_${index}`)} as select v, hash(v) as y from ${this.#distinct(`x${index}`)}`,
      ),
      this.#createKeyed(),
      ...textColumns.map((column) => `alter table ${this.#name("events")} drop column ${column}`),
      `create table ${this.#name("grouped")} as select (row_number() over () - 1)::integer as h, * from (` +
        `select ${["count(*) as n", "min(t) as a", "max(t) as b", "any_value(y) as y", ...keys].join(", ")} ` +
        `from ${this.#name("keyed")} ${keys.length === 0 ? "having count(*) > 0" : `group by ${keys.join(", ")}`})`,
      `create table ${this.#name("members")} as select p, h, t = a as f from ${this.#name("keyed")} as keyed ` +
        `join ${this.#name("grouped")} as grouped on ${same}`,
      `drop table ${this.#name("keyed")}`,
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

  /** Puts the groups in order, by what they hold and not by where it stood, and computes what follows from their keys. */
  number(): readonly string[] {
    const order = this.plan.time === null ? "r" : "a, y, r";
    return [
      `create table ${this.#name("groups")} as select * exclude (r, c), coalesce(ties.r, firsts.r) as r ` +
        `from ${this.#name("grouped")} join ${this.#name("firsts")} as firsts using (h) ` +
        `left join ${this.#name("ties")} as ties using (h) order by ${order}`,
      ...this.#keys.derived.flatMap((key) => (this.#soleText(key) === undefined ? [this.#createDerived(key)] : [])),
    ];
  }

  /** Tables of texts and derived values, which may be too many to hold. */
  valueTables(): readonly string[] {
    const bases = this.#keys.base.flatMap((key) => (isText(key) ? [this.#textTable(key)] : []));
    const derived = this.#keys.derived.flatMap((key) =>
      this.#soleText(key) === undefined ? [this.#derivedTable(key)] : [],
    );
    return [...bases, ...derived];
  }

  /** How the keys come out of the groups, given the tables whose values can be held. */
  keyColumns(held: ReadonlySet<string>): readonly KeyColumnPlan[] {
    const columns = new Map<number, KeyColumnPlan>([
      ...this.#keys.base.map((key) => [key.index, this.#baseColumn(key, held)] as const),
      ...this.#keys.derived.map((key) => [key.index, this.#derivedColumn(key, held)] as const),
    ]);
    return this.#keys.canonical.map((index) => columns.get(index)!);
  }

  /** Count, first and last time, exemplar's position, hash, then the keys. */
  readGroups(keys: readonly KeyColumnPlan[]): string {
    const list = ["n::double", "a", "b", "groups.r::double", "groups.y", ...keys.map(({ sql }) => sql)];
    const joins = [...new Set(keys.flatMap((key) => key.joins))];
    return `select ${list.join(", ")} from ${this.#name("groups")} as groups ${joins.join(" ")} order by groups.rowid`;
  }

  /** `p`, `g` of every grouped event. */
  memberships(): string {
    return `select p, g from ${this.#name("members")} join (select h, rowid::integer as g from ${this.#name("groups")}) using (h)`;
  }

  /** First and last time of the grouped events, null where the source has no time. */
  groupedRange(): string {
    return this.plan.time === null ? "select null, null" : `select min(a), max(b) from ${this.#name("groups")}`;
  }

  /** Group, step and events of every pair that occurs, by group and step. */
  activity(start: bigint, width: bigint): string {
    const step = `((t - ${start}) // ${width})::integer`;
    const timed = `(${this.memberships()}) join (select rowid as p, t from ${this.#name("events")}) using (p)`;
    return `select g, ${step} as s, count(*)::double from ${timed} group by g, s order by g, s`;
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

  #require(name: string, expression: Expression): void {
    if (!runsIn(duckdbDialect, expression)) throw beyondEngine({ key: name });
    for (const column of columnsOf(expression)) this.#index(column);
  }

  /** The distinct values of a text column of `events`, as `v`. */
  #distinct(column: string): string {
    return `(select distinct ${column} as v from ${this.#name("events")} where s = ${STATE.grouped})`;
  }

  #scannedTexts(): BaseKey[] {
    return this.#keys.base.filter((key) => key.from === "scan" && isText(key));
  }

  #dictionaryKeys(source: number): BaseKey[] {
    return this.#keys.base.filter(({ from, column }) => from === "dictionary" && this.#index(column!) === source);
  }

  #selectEvents(source: string): string {
    const scanned = this.#keys.base.flatMap(({ from, index, expression }) =>
      from === "scan" ? [`${keySql(compileExpression(expression, this.#rows), expression.type)} as x${index}`] : [],
    );
    const list = ["t", `${this.#state()} as s`, ...this.#sources.map((index) => `u${index} as r${index}`), ...scanned];
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

  /** Makes `source_<c>` of `dictionary_<c>`: its own texts get hashes, those of its keys numbers. */
  #encodeDictionary(source: number): string[] {
    const dictionary = this.#name(`dictionary_${source}`);
    const keys = this.#dictionaryKeys(source);
    const texts = keys.filter(isText);
    const values = keys.map((key) => {
      const { index } = key;
      return isText(key) ? `t${index}.rowid::integer as d${index}, t${index}.y as y${index}` : `d${index}`;
    });
    const joins = texts.map(
      ({ index }) => ` join ${this.#name(`texts_${index}`)} as t${index} on dictionary.d${index} = t${index}.v`,
    );
    return [
      ...texts.map(
        ({ index }) =>
          `create table ${this.#name(`texts_${index}`)} as select v, hash(v) as y from (select distinct d${index} as v from ${dictionary})`,
      ),
      `create table ${this.#name(`source_${source}`)} as select ${["dictionary.v", "hash(dictionary.v) as y", ...values].join(", ")} ` +
        `from ${dictionary} as dictionary${joins.join("")}`,
      `drop table ${dictionary}`,
    ];
  }

  #createKeyed(): string {
    const values = this.#keys.base.map((key) => this.#keyedValue(key));
    const joins = [
      ...this.#sources.map(
        (source) => ` join ${this.#name(`source_${source}`)} as s${source} on e.r${source} = s${source}.v`,
      ),
      ...this.#scannedTexts().map(
        ({ index }) => ` join ${this.#name(`texts_${index}`)} as t${index} on e.x${index} = t${index}.v`,
      ),
    ];
    const hash = values.length === 0 ? "0::ubigint" : `hash(${values.map(({ content }) => content).join(", ")})`;
    const list = ["e.rowid as p", "t", `${hash} as y`, ...values.map(({ value, index }) => `${value} as k${index}`)];
    return (
      `create table ${this.#name("keyed")} as select ${list.join(", ")} from ${this.#name("events")} as e${joins.join("")} ` +
      `where s = ${STATE.grouped}`
    );
  }

  /** A base key of an event, and what to hash of it: numbers of texts depend on the order of the input, texts do not. */
  #keyedValue(key: BaseKey): { index: number; value: string; content: string } {
    const { index, from } = key;
    if (from === "scan") {
      if (!isText(key)) return { index, value: `e.x${index}`, content: `e.x${index}` };
      return { index, value: `t${index}.rowid::integer`, content: `t${index}.y` };
    }
    const source = `s${this.#index(key.column!)}`;
    if (from === "column") return { index, value: `${source}.rowid::integer`, content: `${source}.y` };
    return {
      index,
      value: `${source}.d${index}`,
      content: isText(key) ? `${source}.y${index}` : `${source}.d${index}`,
    };
  }

  /** `k<i>` equal in two tables. Texts are never NULL; numbers may be. */
  #sameAs(key: BaseKey, other: string): string {
    return `k${key.index} ${isText(key) ? "=" : "is not distinct from"} ${other}.k${key.index}`;
  }

  #textTable({ index, from, column }: BaseKey): string {
    return this.#name(from === "column" ? `source_${this.#index(column!)}` : `texts_${index}`);
  }

  #derivedTable({ index }: DerivedKey): string {
    return this.#name(`derived_${index}`);
  }

  /** The base key whose text alone decides a derived key. */
  #soleText({ inputs }: DerivedKey): BaseKey | undefined {
    const [only] = inputs.map((input) => this.#bases.get(input)!);
    return inputs.length === 1 && isText(only!) ? only : undefined;
  }

  #createDerived(key: DerivedKey): string {
    const inputs = key.inputs.map((input) => this.#bases.get(input)!);
    const list = inputs.map(({ index }) => `k${index}`).join(", ");
    const joins = inputs.flatMap((input) =>
      isText(input)
        ? [` join ${this.#textTable(input)} as t${input.index} on c.k${input.index} = t${input.index}.rowid`]
        : [],
    );
    return (
      `create table ${this.#derivedTable(key)} as select ${inputs.map(({ index }) => `c.k${index}`).join(", ")}, ${this.#derivedSql(key, "c")} as v ` +
      `from (select distinct ${list} from ${this.#name("groups")}) as c${joins.join("")}`
    );
  }

  /** A derived key over `t<i>.v` for texts and columns of `relation` for other inputs. */
  #derivedSql({ expression }: DerivedKey, relation: string): string {
    const dialect = dialectOf((leaf) => {
      const input = this.#bases.get((leaf as { readonly index: number }).index)!;
      return isText(input) ? `t${input.index}.v` : `${relation}.k${input.index}`;
    });
    return keySql(compileExpression(expression, dialect), expression.type);
  }

  #baseColumn(key: BaseKey, held: ReadonlySet<string>): KeyColumnPlan {
    const { index, expression } = key;
    const { type } = expression;
    if (!isText(key)) return { type, sql: outgoing(`groups.k${index}`, type), joins: [], values: undefined };
    const table = this.#textTable(key);
    const values = held.has(table) ? `select ${outgoing("v", type)} from ${table} order by rowid` : undefined;
    if (values !== undefined) return { type, sql: `groups.k${index}`, joins: [], values };
    return { type, sql: outgoing(`t${index}.v`, type), joins: [this.#joinText(key)], values };
  }

  #derivedColumn(key: DerivedKey, held: ReadonlySet<string>): KeyColumnPlan {
    const sole = this.#soleText(key);
    return sole === undefined ? this.#combinedColumn(key, held) : this.#followingColumn(key, sole, held);
  }

  /** Follows from one text: computed once for each. */
  #followingColumn(key: DerivedKey, text: BaseKey, held: ReadonlySet<string>): KeyColumnPlan {
    const { type } = key.expression;
    const table = this.#textTable(text);
    const sql = outgoing(this.#derivedSql(key, "groups"), type);
    if (!held.has(table)) return { type, sql, joins: [this.#joinText(text)], values: undefined };
    const values = `select ${sql} from ${table} as t${text.index} order by rowid`;
    return { type, sql: `groups.k${text.index}`, joins: [], values };
  }

  /** Follows from several keys: computed once for each combination. */
  #combinedColumn(key: DerivedKey, held: ReadonlySet<string>): KeyColumnPlan {
    const { type } = key.expression;
    const table = this.#derivedTable(key);
    const alias = `g${key.index}`;
    const same = key.inputs.map((input) => `groups.${this.#sameAs(this.#bases.get(input)!, alias)}`).join(" and ");
    const joins = [`join ${table} as ${alias} on ${same}`];
    if (!held.has(table)) return { type, sql: outgoing(`${alias}.v`, type), joins, values: undefined };
    const values = `select ${outgoing("v", type)} from ${table} order by rowid`;
    return { type, sql: `${alias}.rowid::integer`, joins, values };
  }

  #joinText(key: BaseKey): string {
    return `join ${this.#textTable(key)} as t${key.index} on groups.k${key.index} = t${key.index}.rowid`;
  }
}

function isText({ expression }: BaseKey): boolean {
  return expression.type === "text";
}

function dialectOf(leaf: (leaf: Expression) => string): Dialect {
  return { ...duckdbDialect, leaf };
}

/** A part with the columns of the whole source, `u<i>`. Missing text counts as empty. */
export function unified(relation: string, positions: Positions, holdsNulls: boolean): string {
  const list = positions.map((position, index) => {
    if (position === undefined) return `'' as u${index}`;
    return holdsNulls ? `coalesce(c${position}, '') as u${index}` : `c${position} as u${index}`;
  });
  return `(select ${["1", ...list].join(", ")} from ${relation})`;
}

/** A value on its way to JavaScript. Its decoder drops one byte order mark at the start of a text, so all get one. */
export function outgoing(sql: string, type: Expression["type"]): string {
  switch (type) {
    case "text":
      return `(chr(65279) || ${sql})`;
    case "boolean":
      return `(${sql})::double`;
    default:
      return sql;
  }
}
