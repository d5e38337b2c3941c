import type { DuckDBConnection } from "@duckdb/node-api";
import { isWinnowError } from "@winnow/core";
import { bytesOf, type Packing } from "../byte-stream.ts";
import { holdsUtf8 } from "../csv/utf8.ts";
import { readRecord, scanRecords } from "../csv/careful.ts";
import { pickLines } from "../csv/lines.ts";
import type { CsvRecord } from "../csv/records.ts";
import { type Database, reasonOf } from "../database.ts";
import { literal, pathLiteral } from "../sql.ts";
import { HeldPart } from "./held-part.ts";
import { type Part, type PartLoad, type PartRecord, quoted, type RejectedRecord } from "./part.ts";
import { TableWriter } from "./table-writer.ts";

export interface CsvFile {
  readonly path: string;
  readonly bytes: number;
  readonly columns: readonly string[];
  readonly delimiter: string;
  readonly packing: Packing;
}

const CAREFUL_BATCH = 2048;
/** Most records that are picked out of the file in one go and kept. */
const PICKED_AT_ONCE = 65_536;

/**
 * A CSV file. DuckDB scans it in parallel as long as both agree on where its records are; where DuckDB meets broken
 * quoting, mixed line ends or a record beyond its buffers, the file is read record by record into a table instead.
 */
export class CsvPart implements Part {
  readonly path: string;
  readonly bytes: number;
  readonly columns: readonly string[];
  readonly types: readonly string[];
  readonly holdsNulls = false;
  readonly #file: CsvFile;
  readonly #table: string;
  #held: HeldPart | undefined;
  /** Records of the file, rejected ones included; known once it was loaded. */
  #records = 0;
  #oneLineEach: boolean | undefined;
  #isUtf8: Promise<boolean> | undefined;

  constructor(file: CsvFile, table: string) {
    this.#file = file;
    this.path = file.path;
    this.bytes = file.bytes;
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
    const { path, columns, delimiter, packing } = this.#file;
    const types = columns.map((_, index) => `c${index}: 'VARCHAR'`).join(", ");
    // No unquoted cell can hold a line end, so no cell is ever taken for NULL.
    return (
      `read_csv(${pathLiteral(path)}, columns = {${types}}, auto_detect = false, header = true, delim = ${literal(delimiter)}, ` +
      `quote = '"', escape = '"', nullstr = chr(10), allow_quoted_nulls = false, strict_mode = true, ` +
      `compression = '${packing.compression}', store_rejects = true, rejects_table = 'csv_errors', rejects_scan = 'csv_scans')`
    );
  }

  async load(database: Database, insert: (relation: string) => string): Promise<PartLoad> {
    const load = (await this.#loadByScan(database, insert)) ?? (await this.#loadHeld(database, insert));
    this.#records = load.accepted + load.rejected.length;
    return load;
  }

  async #loadByScan(database: Database, insert: (relation: string) => string): Promise<PartLoad | undefined> {
    if (this.#held !== undefined || this.#file.packing.encoding !== "utf-8") return undefined;
    this.#isUtf8 ??= holdsUtf8(bytesOf(this.path, this.#file.packing));
    // Awaited later, beside the scan; until then a failure must not count as unhandled.
    this.#isUtf8.catch(() => undefined);
    return database.withConnection("loading events", async (connection) => {
      const load = await this.#tryScan(database, connection, insert(this.#scan()));
      if (load === undefined || (await this.#isUtf8)) return this.#settle(connection, load);
      await connection.run("rollback");
      return this.#settle(connection, await this.#tryScan(database, connection, insert(this.#scanAll())));
    });
  }

  async #settle(connection: DuckDBConnection, load: PartLoad | undefined): Promise<PartLoad | undefined> {
    await connection.run(load === undefined ? "rollback" : "commit");
    return load;
  }

  async #loadHeld(database: Database, insert: (relation: string) => string): Promise<PartLoad> {
    this.#held ??= await this.#hold(database);
    this.#oneLineEach = false;
    return this.#held.load(database, insert);
  }

  /** Loads by DuckDB's scan, in a transaction that it leaves open; undefined where the file needs careful reading. */
  async #tryScan(database: Database, connection: DuckDBConnection, sql: string): Promise<PartLoad | undefined> {
    await connection.run("drop table if exists csv_errors; drop table if exists csv_scans; begin");
    try {
      const result = await connection.run(sql).finally(database.watch("loading events", connection));
      const accepted = Number(result.rowsChanged);
      const rejected = await this.#locate(connection, accepted);
      return rejected === undefined ? undefined : { accepted, rejected };
    } catch (error) {
      if (!isWinnowError(error) && needsCare(reasonOf(error))) return undefined;
      throw error;
    }
  }

  /**
   * The records that DuckDB rejected, numbered: it reports byte positions, and a scan for record ends turns those
   * into rows and lines. Undefined where the two disagree about the file's records.
   */
  async #locate(connection: DuckDBConnection, accepted: number): Promise<RejectedRecord[] | undefined> {
    const found = await connection.runAndReadAll(
      "select count(distinct line_byte_position), coalesce(bool_or(error_type not in ('MISSING COLUMNS', 'TOO MANY COLUMNS', 'INVALID ENCODING')), false) from csv_errors",
    );
    const [count, damaged] = found.getRows()[0]! as [bigint, boolean];
    if (count === 0n) return [];
    if (damaged) return undefined;
    const rejected: RejectedRecord[] = [];
    let row = -1;
    for await (const records of scanRecords(bytesOf(this.path, this.#file.packing), this.#file.delimiter)) {
      for (const record of records) {
        // The header has no row.
        const refusal = row < 0 ? undefined : this.#refuse(record, row);
        if (refusal !== undefined) rejected.push(refusal);
        row++;
      }
    }
    return rejected.length === Number(count) && row === accepted + rejected.length ? rejected : undefined;
  }

  #refuse(record: CsvRecord, row: number): RejectedRecord | undefined {
    const read = readRecord(record, this.#file.delimiter, this.columns.length);
    if ("cells" in read) return undefined;
    return { row, file: this.path, line: record.line, reason: read.reason, text: textOf(record) };
  }

  async #hold(database: Database): Promise<HeldPart> {
    const { delimiter, packing } = this.#file;
    const rejected: RejectedRecord[] = [];
    const width = this.columns.length;
    const held = await TableWriter.fill(database, this.#table, this.columns, async (writer) => {
      let columns: string[][] = this.columns.map(() => []);
      const flush = async (): Promise<void> => {
        await writer.append({ columns: this.columns, rows: columns[0]!.length, values: columns });
        columns = this.columns.map(() => []);
      };
      let row = -1;
      for await (const records of scanRecords(bytesOf(this.path, packing), delimiter)) {
        for (const record of records) {
          if (row >= 0) {
            const read = readRecord(record, delimiter, width);
            if ("cells" in read) read.cells.forEach((cell, index) => columns[index]!.push(cell));
            else rejected.push({ row, file: this.path, line: record.line, reason: read.reason, text: textOf(record) });
          }
          row++;
          if (columns[0]!.length >= CAREFUL_BATCH) await flush();
        }
      }
      await flush();
    });
    return new HeldPart(this, this.#table, held, rejected);
  }

  async *records(_: Database, rows: readonly number[]): AsyncGenerator<PartRecord> {
    const picked = await this.#pick(rows);
    yield* picked ?? this.#scanFor(rows);
  }

  /**
   * The records at these rows, taken as lines: right if every record is one line, which the number of lines shows.
   * Undefined where that is not so, or where they are too many to keep.
   */
  async #pick(rows: readonly number[]): Promise<PartRecord[] | undefined> {
    if (this.#oneLineEach === false || rows.length > PICKED_AT_ONCE) return undefined;
    // Line 0 is the header.
    const wanted = rows.map((row) => row + 1);
    const { picked, total } = await pickLines(bytesOf(this.path, this.#file.packing), wanted);
    this.#oneLineEach = total === this.#records + 1;
    if (!this.#oneLineEach) return undefined;
    return picked.map((bytes, index) =>
      this.#read({ bytes, line: rows[index]! + 2, offset: 0, damage: null }, rows[index]!),
    );
  }

  async *#scanFor(rows: readonly number[]): AsyncGenerator<PartRecord> {
    let row = -1;
    let next = 0;
    for await (const records of scanRecords(bytesOf(this.path, this.#file.packing), this.#file.delimiter)) {
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
  return /invalid state|maximum line size|unterminated|value with unterminated|Error when sniffing|CSV Error/i.test(
    reason,
  );
}

function textOf(record: CsvRecord): string {
  return quoted(record.bytes.subarray(0, 4096).toString("utf8"));
}
