import { isWinnowError } from "@winnow/core";
import type { NamedFile } from "../byte-stream.ts";
import { type Database, reasonOf } from "../database.ts";
import { duckdbFailed, wrongFormat } from "../errors.ts";
import { identifier, pathLiteral } from "../sql.ts";
import { recordsById } from "./by-id.ts";
import { distinctNames, type Part, type PartLoad, type PartRecord } from "./part.ts";

/** A Parquet file. Typed values become text: instants as ISO 8601, lists and structs as JSON, bytes as UTF-8. */
export class ParquetPart implements Part {
  readonly name: string;
  readonly columns: readonly string[];
  readonly types: readonly string[];
  readonly holdsNulls = true;
  readonly #path: string;
  readonly #sourceNames: readonly string[];

  private constructor(file: NamedFile, names: readonly string[], types: readonly string[], columns: readonly string[]) {
    this.name = file.name;
    this.#path = file.path;
    this.#sourceNames = names;
    this.types = types;
    this.columns = columns;
  }

  static async open(
    database: Database,
    file: NamedFile,
    warn: (from: string, to: string) => void,
  ): Promise<ParquetPart> {
    const rows = await database
      .rows("reading a Parquet file", `describe select * from ${scan(file.path)}`)
      .catch((cause: unknown) => {
        if (!isWinnowError(cause) || cause.code !== duckdbFailed.spec.code) throw cause;
        throw wrongFormat({ path: file.name, format: "parquet", reason: reasonOf(cause.cause) }, { cause });
      });
    const names = rows.map((row) => String(row[0]));
    const types = rows.map((row) => String(row[1]));
    return new ParquetPart(file, names, types, distinctNames(names, warn));
  }

  relation(): string {
    const columns = this.#cells().map((cell, index) => `${cell} as c${index}`);
    return `(select ${columns.join(", ")} from ${scan(this.#path)})`;
  }

  async load(database: Database, insert: (relation: string) => string): Promise<PartLoad> {
    const accepted = await database.change("loading events", insert(this.relation()));
    return { accepted, rejected: [], records: (rows) => this.#records(database, rows) };
  }

  async *#records(database: Database, rows: readonly number[]): AsyncGenerator<PartRecord> {
    const source = scan(this.#path);
    for await (const { id, ...record } of recordsById(
      database,
      this.columns,
      this.#cells(),
      source,
      "file_row_number",
      rows,
    )) {
      yield { ...record, row: id, line: id + 1 };
    }
  }

  #cells(): string[] {
    return this.#sourceNames.map((name, index) => asText(identifier(name), this.types[index]!));
  }
}

function scan(path: string): string {
  return `read_parquet(${pathLiteral(path)})`;
}

function asText(column: string, type: string): string {
  if (type === "VARCHAR") return column;
  if (type === "BLOB") return `coalesce(try(decode(${column})), ${column}::varchar)`;
  const nested = type.endsWith("]") || type.startsWith("STRUCT") || type.startsWith("MAP");
  return nested ? `to_json(${column})::varchar` : `${column}::varchar`;
}
