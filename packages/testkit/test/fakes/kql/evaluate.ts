import { parseInstant } from "../../../src/fakes/kql/types.ts";
import { Store } from "../../../src/fakes/sentinel/store.ts";
import type { FakeTables } from "../../../src/fakes/sentinel/tables.ts";

const NOW = parseInstant("2026-03-10T12:00:00Z")!;

const stores = new Map<FakeTables, Promise<Store>>();

/** One store per set of tables: opening one takes longer than most queries. */
async function storeOf(tables: FakeTables): Promise<Store> {
  const open = stores.get(tables) ?? Store.open(new Map([["w", tables]]));
  stores.set(tables, open);
  return open;
}

const NO_TABLES: FakeTables = {};

/** Puts one query to tables: names and types of the columns, and the rows as the service would answer them. */
export async function evaluate(
  query: string,
  tables: FakeTables = NO_TABLES,
): Promise<{ readonly columns: readonly string[]; readonly rows: readonly unknown[][] }> {
  const store = await storeOf(tables);
  const analysed = store.analyse(query, ["w"]);
  if (analysed.errors.length > 0) throw new Error(analysed.errors.map(({ message }) => message).join("; "));
  const { columns, rows } = await store.evaluate(analysed, ["w"], undefined, NOW);
  const found: unknown[][] = [];
  for await (const texts of rows) for (const text of texts) found.push(JSON.parse(text) as unknown[]);
  return { columns: columns.map(({ name, type }) => `${name}: ${type}`), rows: found };
}

/** The rows of a query. */
export async function rowsOf(query: string, tables?: FakeTables): Promise<readonly unknown[][]> {
  return (await evaluate(query, tables)).rows;
}
