import type { DuckDBConnection } from "@duckdb/node-api";
import { bytesOf, type PackedFile } from "../byte-stream.ts";
import { type Survey, surveyOf } from "../csv/survey.ts";
import { readRecord, scanRecords } from "../csv/careful.ts";
import { pickLines } from "../csv/lines.ts";
import type { CsvRecord } from "../csv/records.ts";
import { type Database, reasonOf } from "../database.ts";
import { literal, pathLiteral } from "../sql.ts";
import { HeldPart } from "./held-part.ts";
import { type Part, type PartLoad, type PartRecord, quoted, type RejectedRecord } from "./part.ts";
import { TableWriter } from "./table-writer.ts";

export interface CsvFile extends PackedFile {
  readonly columns: readonly string[];
  readonly delimiter: string;
}

const CAREFUL_BATCH = 2048;
/** Most records that are picked out of the file in one go and kept. */
const PICKED_AT_ONCE = 65_536;

/**
 * A CSV file. DuckDB scans it in parallel as long as both agree on where its records are; where DuckDB meets broken
 * quoting, mixed line ends or a record beyond its buffers, the file is read record by record into a table instead.
 */
export class CsvPart implements Part {
  readonly name: string;
  readonly columns: readonly string[];
  readonly types: readonly string[];
  readonly holdsNulls = false;
  readonly #file: CsvFile;
  readonly #table: string;
  #held: HeldPart | undefined;
  /** Whether every record is one line of the file; known once it was loaded. */
  #oneLineEach = false;

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

  /** DuckDB looks for broken UTF-8 only in the columns that it is asked for: asked for all, it finds it all. */
  #scanAll(): string {
    const columns = this.columns.map((_, index) => `c${index}`).join(", ");
    return `(select * from ${this.#scan()} where hash(${columns}) is not null)`;
  }

  #scan(): string {
    const { path, columns, delimiter, compression } = this.#file;
    const types = columns.map((_, index) => `c${index}: 'VARCHAR'`).join(", ");
    // No unquoted cell can hold a line end, so no cell is ever taken for NULL. DuckDB only skips what it cannot read: to
    // tell of broken UTF-8, it looks up the column among those that were asked for, fails, and takes the database along.
    return (
      `read_csv(${pathLiteral(path)}, columns = {${types}}, auto_detect = false, header = true, delim = ${literal(delimiter)}, ` +
      `quote = '"', escape = '"', nullstr = chr(10), allow_quoted_nulls = false, strict_mode = true, ` +
      `compression = '${compression}', ignore_errors = true)`
    );
  }

  async *first(limit: number): AsyncGenerator<readonly string[]> {
    let left = limit;
    let isHeader = true;
    for await (const records of scanRecords(this.#bytes(), this.#file.delimiter)) {
      for (const record of records) {
        const read = isHeader ? undefined : readRecord(record, this.#file.delimiter, this.columns.length);
        isHeader = false;
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
    if (this.#held !== undefined || this.#file.encoding !== "utf-8") return undefined;
    // Runs beside the scan; a failure counts where it is awaited.
    const survey = surveyOf(this.#bytes());
    survey.catch(() => undefined);
    return database.withConnection("loading events", async (connection) => {
      const load = await this.#agreedScan(database, connection, insert, survey);
      await connection.run(load === undefined ? "rollback" : "commit");
      return load;
    });
  }

  /** Loads by DuckDB's scan, in a transaction that it leaves open; undefined where the file needs careful reading. */
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
    this.#oneLineEach = lines === accepted + 1;
    if (this.#oneLineEach) return { accepted, rejected: [] };
    // Counting is much cheaper than reading every cell, and mostly it is enough: texts of several lines are common.
    if ((await this.#countRecords()) === accepted) return { accepted, rejected: [] };
    const refused = await this.#refuse();
    if (refused === undefined || refused.records !== accepted + refused.rejected.length) return undefined;
    this.#oneLineEach = lines === refused.records + 1;
    return { accepted, rejected: refused.rejected };
  }

  /** Data records as our own scanner sees them; undefined where quoting is broken. */
  async #countRecords(): Promise<number | undefined> {
    let count = -1;
    for await (const records of scanRecords(this.#bytes(), this.#file.delimiter)) {
      if (records.some(({ damage }) => damage !== null)) return undefined;
      count += records.length;
    }
    return count;
  }

  #bytes(): AsyncIterable<Buffer> {
    return bytesOf(this.#file);
  }

  async #loadHeld(database: Database, insert: (relation: string) => string): Promise<PartLoad> {
    this.#held ??= await this.#hold(database);
    this.#oneLineEach = false;
    return this.#held.load(database, insert);
  }

  /** Begins a transaction and scans; gives the number of records taken, undefined where there is no sound end. */
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

  /** Records as our own scanner counts them, and those that hold no event; undefined where quoting is broken. */
  async #refuse(): Promise<{ records: number; rejected: RejectedRecord[] } | undefined> {
    const rejected: RejectedRecord[] = [];
    let row = -1;
    for await (const records of scanRecords(this.#bytes(), this.#file.delimiter)) {
      for (const record of records) {
        // Where such a record ends, the two scanners need not agree.
        if (record.damage !== null) return undefined;
        // The header has no row.
        if (row >= 0) {
          const read = readRecord(record, this.#file.delimiter, this.columns.length);
          if ("reason" in read) rejected.push(this.#rejection(record, row, read.reason));
        }
        row++;
      }
    }
    return { records: row, rejected };
  }

  #rejection(record: CsvRecord, row: number, reason: string): RejectedRecord {
    return { row, file: this.name, line: record.line, reason, text: textOf(record) };
  }

  async #hold(database: Database): Promise<HeldPart> {
    const { delimiter } = this.#file;
    const rejected: RejectedRecord[] = [];
    const width = this.columns.length;
    const held = await TableWriter.fill(database, this.#table, this.columns, async (writer) => {
      let columns: string[][] = this.columns.map(() => []);
      const flush = async (): Promise<void> => {
        await writer.append({ columns: this.columns, rows: columns[0]!.length, values: columns });
        columns = this.columns.map(() => []);
      };
      let row = -1;
      for await (const records of scanRecords(this.#bytes(), delimiter)) {
        for (const record of records) {
          if (row >= 0) {
            const read = readRecord(record, delimiter, width);
            if ("cells" in read) read.cells.forEach((cell, index) => columns[index]!.push(cell));
            else rejected.push(this.#rejection(record, row, read.reason));
          }
          row++;
          if (columns[0]!.length >= CAREFUL_BATCH) await flush();
        }
      }
      await flush();
    });
    return new HeldPart(this.name, this.#table, held, rejected);
  }

  async *records(_: Database, rows: readonly number[]): AsyncGenerator<PartRecord> {
    if (!this.#oneLineEach) return yield* this.#scanFor(rows);
    for (let from = 0; from < rows.length; from += PICKED_AT_ONCE)
      yield* await this.#pick(rows.slice(from, from + PICKED_AT_ONCE));
  }

  /** The records at these rows, taken as lines: line 0 is the header. */
  async #pick(rows: readonly number[]): Promise<PartRecord[]> {
    const lines = await pickLines(
      this.#bytes(),
      rows.map((row) => row + 1),
    );
    return lines.map((bytes, index) =>
      this.#read({ bytes, line: rows[index]! + 2, offset: 0, damage: null }, rows[index]!),
    );
  }

  async *#scanFor(rows: readonly number[]): AsyncGenerator<PartRecord> {
    let row = -1;
    let next = 0;
    for await (const records of scanRecords(this.#bytes(), this.#file.delimiter)) {
      for (const record of records) {
        if (next >= rows.length) return;
        if (row === rows[next]) {
          yield this.#read(record, row);
          next++;
        }
        row++;
      }
    }
  }

  #read(record: CsvRecord, row: number): PartRecord {
    const read = readRecord(record, this.#file.delimiter, this.columns.length);
    const cells = "cells" in read ? read.cells : [];
    return { row, line: record.line, cells, text: textOf(record) };
  }
}

/** Failures of DuckDB's scan that say something about the file's shape, not about the machine. */
function needsCare(reason: string): boolean {
  return /invalid state|maximum line size|unterminated|Error when sniffing|CSV Error/i.test(reason);
}

function textOf(record: CsvRecord): string {
  return quoted(record.bytes.subarray(0, 4096).toString("utf8"));
}
