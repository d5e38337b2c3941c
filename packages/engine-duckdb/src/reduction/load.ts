import type { Expression } from "@winnow/core";
import { columnsOf, compileExpression } from "@winnow/expressions";
import type { Database } from "../database.ts";
import { keySql } from "../dialect.ts";
import type { Part, PartLoad } from "../parts/part.ts";
import { RowNumbers, RowRanges } from "../rejects/row-numbers.ts";
import { type Places, placesIn, type Source } from "../source.ts";
import { timeSql } from "../time.ts";
import { type BoundPlan, columnIndex, dialectOf, STATE, tableOf } from "./bound-plan.ts";

/** A source whose readable records are in the table `loaded`. */
export interface LoadedSource extends Source {
  /** One for each part. */
  readonly loads: readonly PartLoad[];
  readonly numbers: RowNumbers;
  /** Records of all parts, rejected ones included. */
  readonly total: number;
}

/** Loads all parts into the table `loaded`, in order. */
export async function load(database: Database, source: Source, plan: BoundPlan): Promise<LoadedSource> {
  await database.run("loading events", createLoaded(plan));
  const loads: PartLoad[] = [];
  const loader = new Loader(database, source.columns, plan);
  for (const part of source.parts) loads.push(await loader.load(part));
  await loader.flush();
  const total = loads.reduce((sum, { accepted, rejected }) => sum + accepted + rejected.count, 0);
  return { ...source, loads, numbers: new RowNumbers(rejectedRows(loads)), total };
}

/** Parts that one statement loads: planning one takes longer than reading a small input. */
const PARTS_PER_STATEMENT = 64;

/** Loads parts in order, those that are in tables many at a time. */
class Loader {
  readonly #database: Database;
  readonly #columns: readonly string[];
  readonly #plan: BoundPlan;
  readonly #used: readonly number[];
  #waiting: string[] = [];

  constructor(database: Database, columns: readonly string[], plan: BoundPlan) {
    this.#database = database;
    this.#columns = columns;
    this.#plan = plan;
    this.#used = usedColumns(plan);
  }

  async load(part: Part): Promise<PartLoad> {
    const places = placesIn(part, this.#columns);
    const unify = (relation: string): string => unified(relation, this.#used, places, part.holdsNulls);
    if (part.loaded === undefined) {
      await this.flush();
      return part.load(this.#database, (relation) => insert(this.#plan, unify(relation)));
    }
    const used = this.#used.flatMap((column) => places[column] ?? []);
    this.#waiting.push(unify(part.relation(used)));
    if (this.#waiting.length >= PARTS_PER_STATEMENT) await this.flush();
    return part.loaded(this.#database);
  }

  async flush(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const records = this.#waiting.length === 1 ? this.#waiting[0]! : `(${this.#waiting.join(" union all ")})`;
    this.#waiting = [];
    await this.#database.run("loading events", insert(this.#plan, records));
  }
}

function rejectedRows(loads: readonly PartLoad[]): RowRanges {
  const rows = new RowRanges();
  let first = 0;
  for (const { accepted, rejected } of loads) {
    rows.addAll(rejected, first);
    first += accepted + rejected.count;
  }
  return rows;
}

/** Columns of the source, by position, that the plan reads: binding the others costs more than a small input. */
function usedColumns(plan: BoundPlan): readonly number[] {
  const expressions = plan.keys.base.flatMap(({ from, expression }) => (from === "scan" ? [expression] : []));
  if (plan.where !== null) expressions.push(plan.where);
  const names = expressions.flatMap((expression) => [...columnsOf(expression)]);
  if (plan.time !== null) names.push(plan.time.column);
  return [...new Set([...plan.sources, ...names.map((name) => columnIndex(plan, name))])];
}

function createLoaded(plan: BoundPlan): string {
  const records = unified("(select 1)", usedColumns(plan), [], false);
  return `create table ${tableOf(plan, "loaded")} as ${selectLoaded(plan, records)} limit 0`;
}

function insert(plan: BoundPlan, records: string): string {
  return `insert into ${tableOf(plan, "loaded")} ${selectLoaded(plan, records)}`;
}

/** A part with columns of the source, `u<i>`. Missing text is empty. */
function unified(relation: string, used: readonly number[], places: Places, holdsNulls: boolean): string {
  const list = used.map((index) => {
    const place = places[index];
    if (place === undefined) return `'' as u${index}`;
    return holdsNulls ? `coalesce(c${place}, '') as u${index}` : `c${place} as u${index}`;
  });
  return `(select ${["1", ...list].join(", ")} from ${relation})`;
}

function selectLoaded(plan: BoundPlan, records: string): string {
  const scanned = plan.keys.base.flatMap(({ from, index, expression }) =>
    from === "scan" ? [`${keySql(overRecord(plan, expression), expression.type)} as x${index}`] : [],
  );
  const list = ["t", `${state(plan)} as s`, ...plan.sources.map((source) => `u${source} as r${source}`), ...scanned];
  return `select ${list.join(", ")} from (select *, ${instant(plan)} as t from ${records})`;
}

function overRecord(plan: BoundPlan, expression: Expression): string {
  const dialect = dialectOf((leaf) => (leaf.op === "column" ? `u${columnIndex(plan, leaf.name)}` : "t"));
  return compileExpression(expression, dialect);
}

function instant(plan: BoundPlan): string {
  return plan.time === null ? "0::bigint" : timeSql(timeText(plan, plan.time.column), plan.time.format);
}

function timeText(plan: BoundPlan, column: string): string {
  return `u${columnIndex(plan, column)}`;
}

/** An event whose time cannot be read is rejected, even where the filter excludes it. */
function state(plan: BoundPlan): string {
  const cases: string[] = [];
  if (plan.time !== null) {
    const missing = `trim(${timeText(plan, plan.time.column)}) = ''`;
    cases.push(`when t is null then (case when ${missing} then ${STATE.timeMissing} else ${STATE.timeUnreadable} end)`);
  }
  if (plan.where !== null) cases.push(`when not ${overRecord(plan, plan.where)} then ${STATE.filtered}`);
  const text = cases.length === 0 ? STATE.grouped : `(case ${cases.join(" ")} else ${STATE.grouped} end)`;
  return `${text}::utinyint`;
}
