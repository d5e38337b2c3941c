import type { DuckDBConnection } from "@duckdb/node-api";
import { bytesOf } from "../byte-stream.ts";
import { scanRecords } from "../csv/careful.ts";
import { type Survey, surveyOf } from "../csv/survey.ts";
import { type Database, reasonOf } from "../database.ts";
import { literal, pathLiteral } from "../sql.ts";
import { type CsvFile, csvRows, readCsv, rejectedRow } from "./csv-file.ts";
import { csvRecords } from "./csv-records.ts";
import { HeldPart } from "./held-part.ts";
import type { Part, PartLoad, RejectedRecord } from "./part.ts";
import { TableWriter } from "./table-writer.ts";

const CAREFUL_BATCH = 2048;

/**
 * A CSV file. DuckDB scans it in parallel while both scanners find the same records; where DuckDB meets broken quoting,
 * mixed line ends or a record beyond its buffers, the file is read record by record into a table instead.
 */
export class CsvPart implements Part {
  readonly name: string;
  readonly columns: readonly string[];
  readonly types: readonly string[];
  readonly holdsNulls = false;
  readonly #file: CsvFile;
  readonly #table: string;
  #holding: Promise<HeldPart> | undefined;
  #held: HeldPart | undefined;

  constructor(file: CsvFile, table: string) {
    this.#file = file;
    this.name = file.name;
    this.columns = file.columns;
    this.types = file.columns.map(() => "text");
    this.#table = table;
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
    const { path, columns, delimiter, compression } = this.#file;
    const types = columns.map((_, index) => `c${index}: 'VARCHAR'`).join(", ");
    // No unquoted cell can hold a line end, so no cell is parsed as NULL. Errors are ignored because reporting one of
    // UTF-8 looks up the column among those that the query reads, fails, and invalidates the database.
    return (
      `read_csv(${pathLiteral(path)}, columns = {${types}}, auto_detect = false, header = true, delim = ${literal(delimiter)}, ` +
      `quote = '"', escape = '"', nullstr = chr(10), allow_quoted_nulls = false, strict_mode = true, ` +
      `compression = '${compression}', ignore_errors = true)`
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
    if (this.#holding !== undefined || this.#file.encoding !== "utf-8") return undefined;
    // Runs beside the scan; a failure is thrown where the survey is awaited.
    const survey = surveyOf(bytesOf(this.#file));
    survey.catch(() => undefined);
    return database.withConnection("loading events", async (connection) => {
      const load = await this.#agreedScan(database, connection, insert, survey);
      await connection.run(load === undefined ? "rollback" : "commit");
      return load;
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
    // Blank lines and cells with line ends both make for more lines than records.
    if (lines === accepted + 1) return this.#load(accepted, [], true);
    // Counting is much cheaper than parsing every cell, and mostly it is enough: cells with line ends are common.
    if ((await this.#countRecords()) === accepted) return this.#load(accepted, [], false);
    const refused = await this.#refuse();
    if (refused === undefined || refused.records !== accepted + refused.rejected.length) return undefined;
    return this.#load(accepted, refused.rejected, lines === refused.records + 1);
  }

  #load(accepted: number, rejected: readonly RejectedRecord[], oneLineEach: boolean): PartLoad {
    return { accepted, rejected, records: (rows) => csvRecords(this.#file, oneLineEach, rows) };
  }

  /** Begins a transaction and scans. Returns the number of loaded records, undefined where the scan failed. */
  async #tryScan(database: Database, connection: DuckDBConnection, sql: string): Promise<number | undefined> {
    await connection.run("begin");
    try {
      const result = await connection.run(sql).finally(database.watch("loading events", connection));
      return Number(result.rowsChanged);
    } catch (error) {
      if (needsCare(reasonOf(error))) return undefined;
      throw error;
    }
  }

  /** Data records that Winnow's own scanner finds; undefined where quoting is broken. */
  async #countRecords(): Promise<number | undefined> {
    let count = -1;
    for await (const records of scanRecords(bytesOf(this.#file), this.#file.delimiter)) {
      if (records.some(({ damage }) => damage !== null)) return undefined;
      count += records.length;
    }
    return count;
  }

  /** The number of data records and those that are rejected; undefined where quoting is broken. */
  async #refuse(): Promise<{ records: number; rejected: RejectedRecord[] } | undefined> {
    const rejected: RejectedRecord[] = [];
    let records = -1;
    for await (const rows of csvRows(this.#file)) {
      for (const one of rows) {
        // The two scanners may disagree on the end of such a record.
        if (one.record.damage !== null) return undefined;
        if (one.row < 0) continue;
        const read = readCsv(this.#file, one.record);
        if ("reason" in read) rejected.push(rejectedRow(this.#file, one, read.reason));
      }
      records += rows.length;
    }
    return { records, rejected };
  }

  async #loadHeld(database: Database, insert: (relation: string) => string): Promise<PartLoad> {
    this.#held = await (this.#holding ??= this.#hold(database));
    const { accepted, rejected } = await this.#held.load(database, insert);
    return this.#load(accepted, rejected, false);
  }

  async #hold(database: Database): Promise<HeldPart> {
    const rejected: RejectedRecord[] = [];
    const held = await TableWriter.fill(database, this.#table, this.columns, async (writer) => {
      let columns: string[][] = this.columns.map(() => []);
      const flush = async (): Promise<void> => {
        await writer.append({ columns: this.columns, rows: columns[0]!.length, values: columns });
        columns = this.columns.map(() => []);
      };
      for await (const rows of csvRows(this.#file)) {
        for (const one of rows) {
          if (one.row < 0) continue;
          const read = readCsv(this.#file, one.record);
          if ("cells" in read) read.cells.forEach((cell, index) => columns[index]!.push(cell));
          else rejected.push(rejectedRow(this.#file, one, read.reason));
          if (columns[0]!.length >= CAREFUL_BATCH) await flush();
        }
      }
      await flush();
    });
    return new HeldPart(this.name, this.#table, held, rejected);
  }
}

/** Whether DuckDB's scan failed because of the file's form and not because of the machine. */
function needsCare(reason: string): boolean {
  return /invalid state|maximum line size|unterminated|Error when sniffing|CSV Error/i.test(reason);
}
