import type { DuckDBBlobValue, DuckDBListValue } from "@duckdb/node-api";
import type { Expression } from "@winnow/core";
import { type Database, loadDuckDb } from "../database.ts";
import { type Kernel, kernelOf } from "./kernels.ts";

/** A key over the distinct texts of a column. */
export interface DictionaryKey {
  /** Its column in the dictionary. */
  readonly column: string;
  readonly expression: Expression;
  /** The same over the column `v`. */
  readonly sql: string;
}

/** Texts sent to JavaScript at once, and texts per value. */
const SLICE = 65_536;
const RUN = 4096;
/** Longer texts, in bytes, stay in DuckDB, so that a slice never grows large. */
const LONGEST = 1024;

/**
 * Creates the table `dictionary`: each text of the relation `texts` (one column, `v`, all different) with the keys over it.
 */
export async function createDictionary(
  database: Database,
  dictionary: string,
  texts: string,
  keys: readonly DictionaryKey[],
): Promise<void> {
  const doing = "describing texts";
  const kernels = keys.flatMap(({ column, expression }) => {
    const kernel = kernelOf(expression);
    return kernel === undefined ? [] : [{ column, kernel }];
  });
  await database.run(doing, `create table ${dictionary}_texts as select v from ${texts}`);
  if (kernels.length === 0) {
    const list = keys.map(({ column, sql }) => `${sql} as ${column}`);
    await fillDictionary(
      database,
      dictionary,
      `select ${["v", ...list].join(", ")} from (select rowid as i, v from ${dictionary}_texts) as texts`,
    );
    return database.run(doing, `drop table ${dictionary}_texts`);
  }
  await database.run(
    doing,
    `create table ${dictionary}_numbers (${kernels.map(({ column }) => `${column} double`).join(", ")})`,
  );
  await computeKernels(database, dictionary, kernels);
  const byKernel = new Set(kernels.map(({ column }) => column));
  const list = keys.map(({ column, sql }) =>
    byKernel.has(column)
      ? `case when strlen(v) <= ${LONGEST} then numbers.${column} else ${sql} end as ${column}`
      : `${sql} as ${column}`,
  );
  await fillDictionary(
    database,
    dictionary,
    `select ${["v", ...list].join(", ")} from (select texts.rowid as i, texts.v, numbers.* ` +
      `from ${dictionary}_texts as texts positional join ${dictionary}_numbers as numbers) as numbers`,
  );
  await database.run(doing, `drop table ${dictionary}_texts; drop table ${dictionary}_numbers`);
}

/** Bytes of texts that DuckDB describes at once: each step of an expression holds them again. */
const MOST_BYTES = 8 * 1024 ** 2;
/** Texts that DuckDB describes at once anyway: a vector. */
const VECTOR = 2048;

/** Creates the dictionary by a query over `<dictionary>_texts`, in parts where texts are long. */
async function fillDictionary(database: Database, dictionary: string, query: string): Promise<void> {
  const doing = "describing texts";
  const [first, ...others] = await longTextRanges(database, dictionary);
  if (first === undefined) return database.run(doing, `create table ${dictionary} as ${query}`);
  const part = ([from, to]: Range): string => `${query} where i between ${from} and ${to}`;
  await database.run(doing, `create table ${dictionary} as ${part(first)}`);
  for (const range of others) await database.run(doing, `insert into ${dictionary} ${part(range)}`);
}

type Range = readonly [from: number, to: number];

/** Ranges of row numbers whose texts fit in memory together; none where all texts are short. */
async function longTextRanges(database: Database, dictionary: string): Promise<readonly Range[]> {
  const table = `${dictionary}_texts`;
  const doing = "describing texts";
  const [row] = await database.rows(doing, `select coalesce(max(strlen(v)), 0)::double from ${table}`);
  if ((row![0] as number) * VECTOR <= MOST_BYTES) return [];
  const sums = `select rowid as i, sum(strlen(v)) over (order by rowid) as bytes from ${table}`;
  const ranges = await database.rows(
    doing,
    `select min(i)::double, max(i)::double from (${sums}) group by bytes // ${MOST_BYTES} order by 1`,
  );
  return ranges as unknown as readonly Range[];
}

/** Fills `<dictionary>_numbers`, row for row with `<dictionary>_texts`. */
async function computeKernels(
  database: Database,
  dictionary: string,
  kernels: readonly { readonly kernel: Kernel }[],
): Promise<void> {
  const { DuckDBDataChunk, DOUBLE } = await loadDuckDb();
  const vectorSize = 2048;
  await database.withConnection("describing texts", async (connection) => {
    const [schema, table] = `${dictionary}_numbers`.split(".");
    const appender = await connection.createAppender(table!, schema!);
    for (let from = 0; ; from += SLICE) {
      const texts = await database.rows("describing texts", sliceSql(dictionary, from));
      if (texts.length === 0) break;
      for (const [blob, list] of texts) {
        const lengths = (list as DuckDBListValue).items as number[];
        const columns = kernels.map(({ kernel }) => applied(kernel, (blob as DuckDBBlobValue).bytes, lengths));
        for (let start = 0; start < lengths.length; start += vectorSize) {
          const chunk = DuckDBDataChunk.create(
            kernels.map(() => DOUBLE),
            Math.min(vectorSize, lengths.length - start),
          );
          columns.forEach((values, index) => chunk.setColumnValues(index, values.slice(start, start + vectorSize)));
          appender.appendDataChunk(chunk);
        }
      }
    }
    appender.closeSync();
  });
}

/** Texts joined into long values, with their lengths in bytes: one call for thousands of texts. */
function sliceSql(dictionary: string, from: number): string {
  const text = `case when strlen(v) <= ${LONGEST} then v else '' end`;
  return (
    `select encode(string_agg(x, '' order by i)), list(strlen(x)::integer order by i) from ` +
    `(select rowid as i, ${text} as x from ${dictionary}_texts where rowid >= ${from} and rowid < ${from + SLICE}) ` +
    `group by i // ${RUN} order by i // ${RUN}`
  );
}

function applied(kernel: Kernel, bytes: Uint8Array, lengths: readonly number[]): number[] {
  let start = 0;
  return lengths.map((length) => {
    const value = kernel(bytes, start, start + length);
    start += length;
    return value;
  });
}
