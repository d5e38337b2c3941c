import type { Database } from "../database.ts";
import { type BoundPlan, STATE, tableOf } from "./bound-plan.ts";

const DOING = "describing texts";

/** Bytes of a text from which on it is long. */
const LONG = 4096;
/** Bytes of all long texts of a column from which on its texts are described some at a time. */
export const MUCH_LONG_TEXT: number = 32 * 1024 ** 2;
/** Bytes of texts that are described at once, each step of an expression holds them again; and parts at most. */
const LEAST_AT_ONCE = 4 * 1024 ** 2;
const MOST_PARTS = 32;

/** A key over the texts of a column. */
export interface LongTextKey {
  readonly index: number;
  /** The key over the text `v`. */
  readonly sql: string;
  readonly isText: boolean;
}

/** Whether the long texts of a column of `loaded` would fill memory if they were held several times. */
export async function hasLongTexts(
  database: Database,
  plan: BoundPlan,
  source: number,
  much: number,
): Promise<boolean> {
  const bytes = `coalesce(sum(strlen(r${source})) filter (strlen(r${source}) > ${LONG}), 0)::double`;
  const [row] = await database.rows(DOING, `select ${bytes} from ${tableOf(plan, "loaded")}`);
  return (row![0] as number) > much;
}

/** Finds a long text in a table by its digest: a hash table of digests holds no text. */
export function digestOf(text: string): string {
  return `sha256(${text})`;
}

/**
 * Creates `source_<c>`, with the digest `h` of each text, and `texts_<i>` of its text keys, for a column with long texts. Texts
 * are compared by their digests and described some at a time, so that all of them are held once as loaded, and once for
 * each text key.
 * @param keepsTexts whether `source_<c>` has the texts `v`
 */
export async function encodeLongTexts(
  database: Database,
  plan: BoundPlan,
  source: number,
  keys: readonly LongTextKey[],
  keepsTexts: boolean,
): Promise<void> {
  const [loaded, encoded] = [tableOf(plan, "loaded"), tableOf(plan, `source_${source}`)];
  const [places, part] = [`${encoded}_places`, `${encoded}_part`];
  const text = `r${source}`;
  const texts = keys.filter(({ isText }) => isText);
  const run = (sql: string): Promise<void> => database.run(DOING, sql);
  // The place of a text is that of the first event that has it; `i` orders texts by place, `b` are the bytes before.
  await run(
    `create table ${places} as select h, p, row_number() over (order by p) - 1 as i, sum(b) over (order by p) as b from ` +
      `(select ${digestOf(text)} as h, min(rowid) as p, min(strlen(${text})) as b from ${loaded} where s = ${STATE.grouped} group by h)`,
  );
  const ranges = await database.rows(
    DOING,
    `select min(p)::double, max(p)::double from ${places}, ` +
      `(select greatest(${LEAST_AT_ONCE}, max(b) // ${MOST_PARTS}) as most from ${places}) group by b // most order by 1`,
  );
  for (const { index } of texts) await run(textTables(plan, index));
  for (const [at, [from, to]] of ranges.entries()) {
    const list = keys.map(({ index, sql }) => `${sql} as d${index}`);
    await run(
      `create table ${part} as select ${["h", "i", "v", ...list].join(", ")} from (select h, i, ${text} as v from ${loaded} as e ` +
        `join ${places} as places on e.rowid = places.p where e.rowid between ${from} and ${to})`,
    );
    for (const { index } of texts) await run(addTexts(plan, part, index));
    const into = at === 0 ? `create table ${encoded} as` : `insert into ${encoded}`;
    await run(`${into} ${numbered(plan, part, keys, keepsTexts)}; drop table ${part}`);
  }
  await run(
    [places, ...texts.map(({ index }) => digests(plan, index))].map((table) => `drop table ${table}`).join("; "),
  );
}

function digests(plan: BoundPlan, key: number): string {
  return tableOf(plan, `digests_${key}`);
}

function textTables(plan: BoundPlan, key: number): string {
  return `create table ${tableOf(plan, `texts_${key}`)} (v varchar); create table ${digests(plan, key)} (h varchar)`;
}

/** Adds the new texts of a key in the order of their digests' table, so that their numbers are the same. */
function addTexts(plan: BoundPlan, part: string, key: number): string {
  const added = tableOf(plan, `added_${key}`);
  return (
    `create table ${added} as select h, first(v) as v from (select ${digestOf(`d${key}`)} as h, d${key} as v from ${part}) ` +
    `where h not in (select h from ${digests(plan, key)}) group by h; ` +
    `insert into ${tableOf(plan, `texts_${key}`)} select v from ${added} order by rowid; ` +
    `insert into ${digests(plan, key)} select h from ${added} order by rowid; drop table ${added}`
  );
}

/** The texts of a part with their keys, text keys as numbers. */
function numbered(plan: BoundPlan, part: string, keys: readonly LongTextKey[], keepsTexts: boolean): string {
  const values = keys.map(({ index, isText }) => (isText ? `t${index}.rowid::integer as d${index}` : `d${index}`));
  const joins = keys.flatMap(({ index, isText }) =>
    isText ? [` join ${digests(plan, index)} as t${index} on ${digestOf(`part.d${index}`)} = t${index}.h`] : [],
  );
  const list = ["part.h as h", ...(keepsTexts ? ["part.v as v"] : []), ...values];
  return `select ${list.join(", ")} from ${part} as part${joins.join("")} order by part.i`;
}
