import { isWinnowError } from "@winnow/core";
import type { Database } from "../database.ts";
import { reasonOf } from "../reason-of.ts";
import { duckdbFailed, wrongFormat } from "../errors.ts";
import type { InputFile } from "../input/input-file.ts";
import { RejectList } from "../rejects/reject-store.ts";
import { RowRanges } from "../rejects/row-numbers.ts";
import { identifier, pathLiteral } from "../sql.ts";
import { type ColumnGroup, recordsById } from "./by-id.ts";
import { distinctNames, type Part, type PartInput, type PartLoad, type PartRecord } from "./part.ts";

/** A Parquet file. Typed values become text: instants as ISO 8601, lists and structs as JSON, bytes as UTF-8. */
export class ParquetPart implements Part {
  readonly inputs: readonly PartInput[];
  readonly columns: readonly string[];
  readonly types: readonly string[];
  readonly holdsNulls = true;
  readonly #file: InputFile;
  readonly #sourceNames: readonly string[];

  private constructor(file: InputFile, names: readonly string[], types: readonly string[], columns: readonly string[]) {
    this.inputs = [{ name: file.name, columns: new Set(columns) }];
    this.#file = file;
    this.#sourceNames = names;
    this.types = types;
    this.columns = columns;
  }

  static async open(
    database: Database,
    file: InputFile,
    warn: (from: string, to: string) => void,
  ): Promise<ParquetPart> {
    const rows = await database
      .rows("reading a Parquet file", `describe select * from ${scan(file.path)}`)
      .catch(async (error: unknown) => {
        throw await explained(error, file);
      });
    const names = rows.map((row) => String(row[0]));
    const types = rows.map((row) => String(row[1]));
    return new ParquetPart(file, names, types, distinctNames(names, warn));
  }

  relation(): string {
    const columns = this.#cells().map((cell, index) => `${cell} as c${index}`);
    return `(select ${columns.join(", ")} from ${scan(this.#file.path)})`;
  }

  async load(database: Database, insert: (relation: string) => string): Promise<PartLoad> {
    const accepted = await this.#file
      .whole(() => database.change("loading events", insert(this.relation())))
      .catch(async (error: unknown) => {
        throw await explained(error, this.#file);
      });
    return {
      inputs: [{ name: this.#file.name, accepted, rejects: new RejectList(database.rejects) }],
      accepted,
      rejected: new RowRanges(),
      records: (rows) => this.#records(database, rows),
    };
  }

  async *#records(database: Database, rows: readonly number[]): AsyncGenerator<PartRecord> {
    await this.#file.verify();
    const source = numbered(this.#file.path, this.#sourceNames);
    const group = { ...source, first: 0, columns: [...this.columns.keys()], cells: this.#cells() };
    const records = recordsById(database, this.columns, [group], rows);
    try {
      for await (const { id, ...record } of records) yield { ...record, row: id, file: this.#file.name, line: id + 1 };
    } catch (error) {
      throw await explained(error, this.#file);
    }
    await this.#file.verify();
  }

  #cells(): string[] {
    return this.#sourceNames.map((name, index) => asText(identifier(name), this.types[index]!));
  }
}

/** DuckDB checks no page before it reads it: a failure of its own is damage in the file. */
async function explained(error: unknown, file: InputFile): Promise<unknown> {
  const cause = await file.explain(error);
  if (!isWinnowError(cause) || cause.code !== duckdbFailed.spec.code) return cause;
  return wrongFormat({ path: file.name, format: "parquet", reason: reasonOf(cause.cause) }, { cause });
}

/** Virtual column of DuckDB's reader. A file's own column of this name hides it. */
const ROW_NUMBER = "file_row_number";

/** The file's rows and the column with their numbers. Only the virtual column lets the reader skip rows. */
function numbered(path: string, names: readonly string[]): Pick<ColumnGroup, "relation" | "id"> {
  const taken = new Set(names.map((name) => name.toLowerCase()));
  let id = ROW_NUMBER;
  if (!taken.has(id)) return { relation: scan(path), id };
  while (taken.has(id)) id += "_";
  return { relation: `(select *, row_number() over () - 1 as ${id} from ${scan(path)})`, id };
}

/** The file's rows. A folder called `k=v` adds no column. */
function scan(path: string): string {
  return `read_parquet(${pathLiteral(path)}, hive_partitioning = false)`;
}

function asText(column: string, type: string): string {
  if (type === "VARCHAR") return column;
  if (type === "BLOB") return `coalesce(try(decode(${column})), ${column}::varchar)`;
  const nested = type.endsWith("]") || type.startsWith("STRUCT") || type.startsWith("MAP");
  return nested ? `to_json(${column})::varchar` : `${column}::varchar`;
}
