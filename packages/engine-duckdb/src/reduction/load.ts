import type { Expression } from "@winnow/core";
import { compileExpression } from "@winnow/expressions";
import type { Database } from "../database.ts";
import { keySql } from "../dialect.ts";
import type { PartLoad } from "../parts/part.ts";
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
  for (const part of source.parts) {
    const places = placesIn(part, source.columns);
    loads.push(await part.load(database, (relation) => insert(plan, unified(relation, places, part.holdsNulls))));
  }
  const total = loads.reduce((sum, { accepted, rejected }) => sum + accepted + rejected.count, 0);
  return { ...source, loads, numbers: new RowNumbers(rejectedRows(loads)), total };
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

function createLoaded(plan: BoundPlan): string {
  const lacking = plan.columns.map(() => undefined);
  return `create table ${tableOf(plan, "loaded")} as ${selectLoaded(plan, unified("(select 1)", lacking, false))} limit 0`;
}

function insert(plan: BoundPlan, records: string): string {
  return `insert into ${tableOf(plan, "loaded")} ${selectLoaded(plan, records)}`;
}

/** A part with the columns of the source, `u<i>`. Missing text is empty. */
function unified(relation: string, places: Places, holdsNulls: boolean): string {
  const list = places.map((place, index) => {
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
