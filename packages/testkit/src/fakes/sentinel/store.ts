import type { DuckDBAppender, DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { loadDuckDb } from "../duckdb.ts";
import { badTable } from "../errors.ts";
import { languageFor, type AnalysedQuery } from "../kql/language.ts";
import { identifier } from "../kql/sql.ts";
import { Translator, type Translation } from "../kql/translator.ts";
import { parseInstant, parseSpan, SQL_TYPES, UNIX_EPOCH_TICKS } from "../kql/types.ts";
import { unsupported } from "../kql/unsupported.ts";
import type { FakeColumn, FakeRow, FakeTable, FakeTables } from "./tables.ts";

/** Bounds of a request's timespan, in ticks since 0001-01-01: `from` is part of it, `to` is not. */
export interface Timespan {
  readonly from: bigint;
  readonly to: bigint;
}

/** The answer to a query: its columns, and its rows one by one, each as the text of a JSON array. */
export interface EvaluatedQuery {
  readonly columns: Translation["columns"];
  readonly rows: AsyncIterable<readonly string[]>;
}

interface StoredTable {
  readonly name: string;
  readonly columns: readonly FakeColumn[];
}

/** Queries whose analysis is kept. */
const MOST_REMEMBERED = 200;

/** The tables of all workspaces in one DuckDB, and the KQL that is put to them. */
export class Store {
  readonly #instance: DuckDBInstance;
  readonly #idle: DuckDBConnection[] = [];
  readonly #workspaces = new Map<string, ReadonlyMap<string, StoredTable>>();
  readonly #languages = new Map<string, (query: string) => AnalysedQuery>();
  readonly #analysed = new Map<string, AnalysedQuery>();

  private constructor(instance: DuckDBInstance) {
    this.#instance = instance;
  }

  /** @param workspaces tables by name, by workspace */
  static async open(workspaces: ReadonlyMap<string, FakeTables>): Promise<Store> {
    const { DuckDBInstance } = await loadDuckDb();
    const store = new Store(await DuckDBInstance.create(":memory:"));
    for (const [workspace, tables] of workspaces) await store.#load(workspace, tables);
    return store;
  }

  async #load(workspace: string, tables: FakeTables): Promise<void> {
    const stored = new Map<string, StoredTable>();
    const connection = await this.#take();
    for (const [name, table] of Object.entries(tables)) {
      const id = `${workspace}/${name}`;
      await create(connection, id, name, table);
      stored.set(name, { name: id, columns: table.columns });
    }
    this.#idle.push(connection);
    this.#workspaces.set(workspace, stored);
  }

  async #take(): Promise<DuckDBConnection> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    const connection = await this.#instance.connect();
    await connection.run("set timezone = 'UTC'");
    return connection;
  }

  /** Checks a query against the tables of some workspaces with the official language service. */
  analyse(query: string, workspaces: readonly string[]): AnalysedQuery {
    const key = JSON.stringify(workspaces);
    let language = this.#languages.get(key);
    if (language === undefined) {
      language = languageFor(this.#schemas(workspaces));
      this.#languages.set(key, language);
    }
    return this.#remembered(`${key}\n${query}`, () => language(query));
  }

  /** Analysing takes longer than answering, and who tries again asks the same. */
  #remembered(key: string, analyse: () => AnalysedQuery): AnalysedQuery {
    const analysed = this.#analysed.get(key) ?? analyse();
    if (this.#analysed.size >= MOST_REMEMBERED) this.#analysed.clear();
    this.#analysed.set(key, analysed);
    return analysed;
  }

  #schemas(workspaces: readonly string[]): { name: string; columns: readonly FakeColumn[] }[] {
    const names = new Set(workspaces.flatMap((workspace) => [...(this.#workspaces.get(workspace)?.keys() ?? [])]));
    return [...names].map((name) => ({ name, columns: this.#members(name, workspaces)[0]!.columns }));
  }

  /** The tables of that name. Those of several workspaces must have the same columns. */
  #members(name: string, workspaces: readonly string[]): readonly StoredTable[] {
    const members = workspaces.flatMap((workspace) => this.#workspaces.get(workspace)?.get(name) ?? []);
    const shapes = new Set(members.map(({ columns }) => JSON.stringify(columns)));
    if (shapes.size > 1) throw unsupported(`the table ${name}, whose columns differ among workspaces`);
    return members;
  }

  /** Translates an analysed query and runs it. */
  async evaluate(
    { root }: AnalysedQuery,
    workspaces: readonly string[],
    timespan: Timespan | undefined,
    now: bigint,
  ): Promise<EvaluatedQuery> {
    const translator = new Translator((name) => this.#source(name, workspaces, timespan), now);
    const { columns, sql, ordered } = translator.translate(root);
    const connection = await this.#take();
    try {
      const result = await connection.stream(sql);
      return { columns, rows: this.#rows(connection, result, ordered) };
    } catch (error) {
      connection.closeSync();
      throw explained(error);
    }
  }

  async *#rows(
    connection: DuckDBConnection,
    result: Awaited<ReturnType<DuckDBConnection["stream"]>>,
    ordered: boolean,
  ): AsyncGenerator<readonly string[]> {
    let whole = false;
    try {
      for (;;) {
        const chunk = await result.fetchChunk();
        if (chunk === null || chunk.rowCount === 0) break;
        const texts = chunk.getColumnValues(0) as string[];
        // Rows that nobody ordered come in any order; here not in the one that they were given in.
        yield ordered ? texts : texts.toReversed();
      }
      whole = true;
    } catch (error) {
      throw explained(error);
    } finally {
      // A connection in the midst of an answer is good for nothing else.
      if (whole) this.#idle.push(connection);
      else connection.closeSync();
    }
  }

  #source(
    name: string,
    workspaces: readonly string[],
    timespan: Timespan | undefined,
  ): ReturnType<ConstructorParameters<typeof Translator>[0]> {
    const members = this.#members(name, workspaces);
    const [first] = members;
    if (first === undefined) return undefined;
    const time = first.columns.findIndex((column) => column.name === "TimeGenerated");
    const within =
      timespan === undefined || time === -1 ? "" : ` where c${time} >= ${timespan.from} and c${time} < ${timespan.to}`;
    const sql = members.map((member) => `select * from ${identifier(member.name)}${within}`).join(" union all ");
    return { sql, columns: first.columns };
  }

  close(): void {
    for (const connection of this.#idle) connection.closeSync();
    this.#instance.closeSync();
  }
}

/** What `error()` in the SQL says is about KQL; anything else is a fault of the translation. */
function explained(error: unknown): Error {
  const text = error instanceof Error ? error.message : String(error);
  const refused = /the fake service cannot evaluate (.*)/.exec(text);
  return unsupported(refused === null ? `the query: DuckDB says ${text}` : refused[1]!);
}

async function create(connection: DuckDBConnection, id: string, name: string, table: FakeTable): Promise<void> {
  const columns = table.columns.map(({ type }, index) => `c${index} ${SQL_TYPES[type]}`);
  await connection.run(`create table ${identifier(id)} (${columns.join(", ")})`);
  if ("sql" in table) {
    const given = table.columns.map((_, index) => `g${index}`);
    const values = table.columns.map(({ type }, index) => givenSql(type, `g${index}`));
    await connection.run(
      `insert into ${identifier(id)} select ${values.join(", ")} from (${table.sql}) as given(${given.join(", ")})`,
    );
    return;
  }
  const appender = await connection.createAppender(id);
  table.rows.forEach((row, index) => appendRow(appender, name, table.columns, row, index));
  appender.closeSync();
}

function givenSql(type: FakeColumn["type"], sql: string): string {
  if (type === "datetime") return `${sql}::bigint + ${UNIX_EPOCH_TICKS}`;
  return type === "string" ? `coalesce(${sql}::varchar, '')` : sql;
}

function appendRow(
  appender: DuckDBAppender,
  table: string,
  columns: readonly FakeColumn[],
  row: FakeRow,
  index: number,
): void {
  columns.forEach((column, place) => {
    const value = Array.isArray(row)
      ? (row as readonly unknown[])[place]
      : (row as Readonly<Record<string, unknown>>)[column.name];
    if (!append(appender, column.type, value)) {
      throw badTable({
        table,
        column: column.name,
        row: index,
        type: column.type,
        found: JSON.stringify(value) ?? String(value),
      });
    }
  });
  appender.endRow();
}

/** False where the value does not fit the type. */
function append(appender: DuckDBAppender, type: FakeColumn["type"], value: unknown): boolean {
  if (value === null || value === undefined) {
    if (type === "string") appender.appendVarchar("");
    else appender.appendNull();
    return true;
  }
  switch (type) {
    case "string":
    case "guid":
      if (typeof value !== "string") return false;
      appender.appendVarchar(type === "guid" ? value.toLowerCase() : value.toWellFormed());
      return true;
    case "int":
    case "long":
      return appendWhole(appender, type, value);
    case "real":
      if (typeof value !== "number") return false;
      appender.appendDouble(value);
      return true;
    case "bool":
      if (typeof value !== "boolean") return false;
      appender.appendBoolean(value);
      return true;
    case "dynamic":
      appender.appendVarchar(JSON.stringify(value));
      return true;
    default:
      return appendTicks(appender, type, value);
  }
}

function appendWhole(appender: DuckDBAppender, type: "int" | "long", value: unknown): boolean {
  if (typeof value !== "bigint" && !Number.isSafeInteger(value)) return false;
  if (type === "int") appender.appendInteger(Number(value));
  else appender.appendBigInt(BigInt(value as number | bigint));
  return true;
}

function appendTicks(appender: DuckDBAppender, type: "datetime" | "timespan", value: unknown): boolean {
  const epoch = type === "datetime" ? UNIX_EPOCH_TICKS : 0n;
  const written =
    typeof value === "string" ? (type === "datetime" ? parseInstant(value) : parseSpan(value)) : undefined;
  const ticks = typeof value === "bigint" ? value + epoch : written;
  if (ticks === undefined) return false;
  appender.appendBigInt(ticks);
  return true;
}
