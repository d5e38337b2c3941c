import type { DuckDBConnection } from "@duckdb/node-api";
import { scanRecords } from "../csv/careful.ts";
import { type Survey, surveyOf } from "../csv/survey.ts";
import type { Database } from "../database.ts";
import { reasonOf } from "../reason-of.ts";
import { HeldPart } from "../held/held-part.ts";
import type { HeldTables } from "../held/held-tables.ts";
import { unpacked } from "../input/packed-file.ts";
import { RejectList } from "../rejects/reject-store.ts";
import { RowRanges } from "../rejects/row-numbers.ts";
import { literal, pathLiteral } from "../sql.ts";
import { type CsvFile, csvRows, readCsv, type Refused, rejectCsv } from "./csv-file.ts";
import { csvRecords } from "./csv-records.ts";
import { holdCsv } from "./hold-csv.ts";
import type { Part, PartInput, PartLoad } from "./part.ts";

/**
 * A CSV file. DuckDB scans it in parallel while both scanners find the same records; where DuckDB meets broken quoting,
 * mixed line ends or a record beyond its buffers, or the file is damaged or written to, the file is read record by record
 * into a table instead.
 */
export class CsvPart implements Part {
  readonly inputs: readonly PartInput[];
  readonly columns: readonly string[];
  readonly types: readonly string[];
  readonly holdsNulls = false;
  readonly #file: CsvFile;
  readonly #tables: HeldTables;
  #holding: Promise<HeldPart> | undefined;
  #held: HeldPart | undefined;

  constructor(file: CsvFile, tables: HeldTables) {
    this.#file = file;
    this.inputs = [{ name: file.input.name, columns: new Set(file.columns) }];
    this.columns = file.columns;
    this.types = file.columns.map(() => "text");
    this.#tables = tables;
  }

  relation(): string {
    return this.#held?.relation() ?? this.#scan();
  }

  /** DuckDB finds broken UTF-8 only in the columns that a query reads, so this one reads all. */
  #scanAll(): string {
    const columns = this.columns.map((_, index) => `c${index}`).join(", ");
    return `(select * from ${this.#scan()} where hash(${columns}) is not null)`;
  }

  #scan(): string {
    const { input, columns, delimiter, compression } = this.#file;
    const types = columns.map((_, index) => `c${index}: 'VARCHAR'`).join(", ");
    // No unquoted cell can hold a line end, so no cell is parsed as NULL. Errors are ignored because reporting one of
    // UTF-8 looks up the column among those that the query reads, fails, and invalidates the database.
    return (
      `read_csv(${pathLiteral(input.path)}, columns = {${types}}, auto_detect = false, header = true, ` +
      `delim = ${literal(delimiter)}, quote = '"', escape = '"', nullstr = chr(10), allow_quoted_nulls = false, ` +
      `strict_mode = true, hive_partitioning = false, compression = '${compression}', ignore_errors = true)`
    );
  }

  async *first(limit: number): AsyncGenerator<readonly string[]> {
    let left = limit;
    for await (const rows of csvRows(this.#file)) {
      for (const { row, record } of rows) {
        const read = row < 0 ? undefined : readCsv(this.#file, record);
        if (read === undefined || !("cells" in read)) continue;
        if (left-- <= 0) return;
        yield read.cells;
      }
    }
  }

  async load(database: Database, insert: (relation: string) => string): Promise<PartLoad> {
    return (await this.#loadByScan(database, insert)) ?? this.#loadHeld(database, insert);
  }

  async #loadByScan(database: Database, insert: (relation: string) => string): Promise<PartLoad | undefined> {
    const { input, encoding } = this.#file;
    if (this.#holding !== undefined || encoding !== "utf-8") return undefined;
    const before = await input.state();
    if (!input.isKnownIn(before)) return undefined;
    return database.withConnection("loading events", async (connection) => {
      // Runs beside the scan; a failure stops that and is thrown where the survey is awaited.
      const bytes = unpacked(this.#file);
      const survey = surveyOf(bytes);
      survey.catch(() => connection.interrupt());
      const load = await this.#agreedScan(database, connection, insert, survey).catch(async (error: unknown) => {
        await survey.catch(() => undefined);
        // What changes while it is scanned can make the scan fail in any way.
        if (await input.isIn(before)) throw error;
        return undefined;
      });
      const isSound = load !== undefined && bytes.damage === undefined && (await input.isIn(before));
      await connection.run(isSound ? "commit" : "rollback");
      return isSound ? load : undefined;
    });
  }

  /** Loads by DuckDB's scan in a transaction that stays open; undefined where the file needs careful reading. */
  async #agreedScan(
    database: Database,
    connection: DuckDBConnection,
    insert: (relation: string) => string,
    survey: Promise<Survey>,
  ): Promise<PartLoad | undefined> {
    let accepted = await this.#tryScan(database, connection, insert(this.#scan()));
    const { isUtf8, lines } = await survey;
    if (accepted !== undefined && !isUtf8) {
      await connection.run("rollback");
      accepted = await this.#tryScan(database, connection, insert(this.#scanAll()));
    }
    if (accepted === undefined) return undefined;
    const none = this.#nothingRefused(database);
    // Blank lines and cells with line ends both make for more lines than records.
    if (lines === accepted + 1) return this.#load(accepted, none, true);
    // Counting is much cheaper than parsing every cell, and mostly it is enough: cells with line ends are common.
    if ((await this.#countRecords()) === accepted) return this.#load(accepted, none, false);
    const refused = await this.#refuse(database);
    if (refused === undefined || refused.records !== accepted + refused.rejected.count) return undefined;
    return this.#load(accepted, refused, lines === refused.records + 1);
  }

  #nothingRefused(database: Database): Refused {
    return { rejects: new RejectList(database.rejects), rejected: new RowRanges() };
  }

  #load(accepted: number, { rejects, rejected }: Refused, oneLineEach: boolean): PartLoad {
    return {
      inputs: [{ name: this.#file.input.name, accepted, rejects }],
      accepted,
      rejected,
      records: (rows) => csvRecords(this.#file, oneLineEach, rows),
    };
  }

  /** Begins a transaction and scans. Returns the number of loaded records, undefined where the scan failed. */
  async #tryScan(database: Database, connection: DuckDBConnection, sql: string): Promise<number | undefined> {
    await connection.run("begin");
    try {
      const result = await connection.run(sql).finally(database.watch("loading events", connection));
      return Number(result.rowsChanged);
    } catch (error) {
      const reason = reasonOf(error);
      const isStopped = reason.startsWith("INTERRUPT");
      // The two readers may disagree on what is damaged, and Winnow's decides.
      const isPacked = this.#file.compression !== "none";
      if (!database.context.signal.aborted && (isStopped || isPacked || needsCare(reason))) return undefined;
      throw error;
    }
  }

  /** Data records that Winnow's own scanner finds; undefined where one is damaged. */
  async #countRecords(): Promise<number | undefined> {
    let count = -1;
    for await (const records of scanRecords(unpacked(this.#file), this.#file.delimiter)) {
      if (records.some(({ damage }) => damage !== null)) return undefined;
      count += records.length;
    }
    return count;
  }

  /** The number of data records and those that are rejected; undefined where one is damaged. */
  async #refuse(database: Database): Promise<(Refused & { readonly records: number }) | undefined> {
    const refused = this.#nothingRefused(database);
    let records = -1;
    for await (const rows of csvRows(this.#file)) {
      for (const { row, record } of rows) {
        // The two scanners may disagree on the end of such a record.
        if (record.damage !== null) return undefined;
        if (row < 0) continue;
        const read = readCsv(this.#file, record);
        if ("reason" in read) rejectCsv(this.#file, refused, row, read);
      }
      records += rows.length;
    }
    refused.rejects.seal();
    return { ...refused, records };
  }

  async #loadHeld(database: Database, insert: (relation: string) => string): Promise<PartLoad> {
    const hold = async (): Promise<HeldPart> =>
      new HeldPart([await this.#tables.use((holding) => holdCsv(database, holding, this.#file))]);
    this.#held = await (this.#holding ??= hold());
    return this.#held.load(database, insert);
  }
}

/** Whether DuckDB's scan failed because of the file's form and not because of the machine. */
function needsCare(reason: string): boolean {
  return /invalid state|maximum line size|unterminated|Error when sniffing|CSV Error/i.test(reason);
}
