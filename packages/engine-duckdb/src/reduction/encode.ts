import { compileExpression } from "@winnow/expressions";
import type { Database } from "../database.ts";
import { keySql } from "../dialect.ts";
import {
  type BoundPlan,
  columnIndex,
  dialectOf,
  dictionaryKeys,
  isText,
  scannedTexts,
  STATE,
  tableOf,
} from "./bound-plan.ts";
import { createDictionary } from "./dictionary.ts";
import type { BaseKey } from "./key-plan.ts";
import { digestOf, encodeLongTexts, hasLongTexts, MUCH_LONG_TEXT } from "./long-texts.ts";

const DOING = "describing texts";

/**
 * Gives the loaded texts numbers and turns `loaded` into `keyed` and `others`.
 * @param muchLongText bytes of long texts from which on a column's texts are described some at a time
 */
export async function encode(
  database: Database,
  plan: BoundPlan,
  muchLongText: number = MUCH_LONG_TEXT,
): Promise<void> {
  const long = new Set<number>();
  for (const source of plan.sources) {
    if (await hasLongTexts(database, plan, source, muchLongText)) long.add(source);
    await encodeSource(database, plan, source, long.has(source));
  }
  for (const { index } of scannedTexts(plan)) {
    const texts = distinct(plan, `x${index}`);
    await database.run(DOING, `create table ${tableOf(plan, `texts_${index}`)} as select v from ${texts}`);
  }
  for (const statement of [
    createKeyed(plan, long),
    `create table ${tableOf(plan, "others")} as select rowid as p, t, s from ${tableOf(plan, "loaded")} where s <> ${STATE.grouped}`,
    `drop table ${tableOf(plan, "loaded")}`,
    ...unreferredSources(plan).map((source) => `drop table ${tableOf(plan, `source_${source}`)}`),
  ])
    await database.run("grouping events", statement);
}

/** Creates `source_<c>` and, for its text keys, `texts_<i>`. */
async function encodeSource(database: Database, plan: BoundPlan, source: number, isLong: boolean): Promise<void> {
  const keys = dictionaryKeys(plan, source);
  const texts = keys.filter(isText);
  const encoded = tableOf(plan, `source_${source}`);
  const dictionary = texts.length === 0 ? encoded : tableOf(plan, `dictionary_${source}`);
  const dialect = dialectOf(() => "v");
  const computed = keys.map(({ index, expression }) => ({
    column: `d${index}`,
    expression,
    sql: keySql(compileExpression(expression, dialect), expression.type),
  }));
  if (isLong) {
    const described = keys.map((key, at) => ({ index: key.index, sql: computed[at]!.sql, isText: isText(key) }));
    const keepsTexts = !unreferredSources(plan).includes(source);
    const [row] = await database.rows(DOING, `select count(*)::double from ${tableOf(plan, "loaded")}`);
    await database.saveMemory(DOING, row![0] as number);
    return encodeLongTexts(database, plan, source, described, keepsTexts);
  }
  await createDictionary(database, dictionary, distinct(plan, `r${source}`), computed);
  if (texts.length === 0) return;
  for (const { index } of texts) {
    const values = `(select distinct d${index} as v from ${dictionary})`;
    await database.run(DOING, `create table ${tableOf(plan, `texts_${index}`)} as select v from ${values}`);
  }
  const values = keys.map((key) => (isText(key) ? `t${key.index}.rowid::integer as d${key.index}` : `d${key.index}`));
  const joins = texts.map(
    ({ index }) => ` join ${tableOf(plan, `texts_${index}`)} as t${index} on dictionary.d${index} = t${index}.v`,
  );
  const list = ["dictionary.v", ...values].join(", ");
  await database.run(
    DOING,
    `create table ${encoded} as select ${list} from ${dictionary} as dictionary${joins.join("")}; drop table ${dictionary}`,
  );
}

/** The distinct values of a text column of `loaded`, as `v`. */
function distinct(plan: BoundPlan, column: string): string {
  return `(select distinct ${column} as v from ${tableOf(plan, "loaded")} where s = ${STATE.grouped})`;
}

/** @param long sources whose texts are found by their digests */
function createKeyed(plan: BoundPlan, long: ReadonlySet<number>): string {
  const joins = [
    ...plan.sources.map((source) => {
      const same = long.has(source) ? `${digestOf(`e.r${source}`)} = s${source}.h` : `e.r${source} = s${source}.v`;
      return ` join ${tableOf(plan, `source_${source}`)} as s${source} on ${same}`;
    }),
    ...scannedTexts(plan).map(
      ({ index }) => ` join ${tableOf(plan, `texts_${index}`)} as t${index} on e.x${index} = t${index}.v`,
    ),
  ];
  const keys = plan.keys.base.map((key) => `${numbered(plan, key)} as k${key.index}`);
  return (
    `create table ${tableOf(plan, "keyed")} as select ${["e.rowid as p", "t", ...keys].join(", ")} ` +
    `from ${tableOf(plan, "loaded")} as e${joins.join("")} where s = ${STATE.grouped}`
  );
}

/** A base key of an event, a text as its number. */
function numbered(plan: BoundPlan, key: BaseKey): string {
  if (key.from === "scan") return isText(key) ? `t${key.index}.rowid::integer` : `e.x${key.index}`;
  const source = `s${columnIndex(plan, key.column!)}`;
  return key.from === "column" ? `${source}.rowid::integer` : `${source}.d${key.index}`;
}

/** Sources whose texts are no key, so that no group refers to them. */
function unreferredSources(plan: BoundPlan): readonly number[] {
  const referred = new Set(
    plan.keys.base.flatMap(({ from, column }) => (from === "column" ? [columnIndex(plan, column!)] : [])),
  );
  return plan.sources.filter((source) => !referred.has(source));
}
