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
  if (kernels.length === 0) {
    const list = keys.map(({ column, sql }) => `${sql} as ${column}`);
    return database.run(doing, `create table ${dictionary} as select ${["v", ...list].join(", ")} from ${texts}`);
  }
  await database.run(doing, `create table ${dictionary}_texts as select v from ${texts}`);
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
  await database.run(
    doing,
    `create table ${dictionary} as select ${["v", ...list].join(", ")} from ${dictionary}_texts positional join ${dictionary}_numbers as numbers; ` +
      `drop table ${dictionary}_texts; drop table ${dictionary}_numbers`,
  );
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
