import { isUtf8 } from "node:buffer";
import { LIMITS } from "@winnow/core";
import type { Database } from "../database.ts";
import { tooManyColumns } from "../errors.ts";
import { BatchBuilder } from "../held/batch-builder.ts";
import type { HeldInput, Holding } from "../held/held-tables.ts";
import type { UnpackedBytes } from "../input/unpack.ts";
import { LongName, membersOf } from "../json/cells.ts";
import { isDeeper, type JsonRecord, type JsonSplitter } from "../json/records.ts";
import { LONG_RECORD, NOT_UTF8 } from "../rejects/reject-store.ts";

/** A JSON file to read. */
export interface JsonFile {
  readonly name: string;
  readonly bytes: UnpackedBytes;
  readonly splitter: JsonSplitter;
}

/**
 * Reads JSON records into a table. DuckDB's own reader rewrites numbers (`1.50` becomes `1.5`), so it is not used. A file
 * whose end is missing (an array that does not close, a last record that does not, packed data that is cut off) gives the
 * records before, and a gap.
 */
export async function holdJson(
  database: Database,
  hold: Holding,
  { name, bytes, splitter }: JsonFile,
): Promise<HeldInput> {
  return hold(name, async (writer) => {
    const batch = new BatchBuilder();
    let row = 0;
    for await (const records of splitter.records(bytes)) {
      for (const record of records) {
        const members = read(name, record);
        if (typeof members === "string") {
          const text = record.bytes.subarray(0, 4096).toString("utf8");
          writer.rejects.add({ file: name, line: record.line, reason: members, text });
          writer.rejected.add(row);
        } else {
          batch.add(members);
        }
        row++;
        if (batch.isFull) await writer.append(batch.take());
      }
      database.context.progress({ stage: "reading JSON", done: row, unit: "records" });
    }
    await writer.append(batch.take());
    const { cut } = splitter;
    if (cut !== undefined) {
      database.context.gap({ source: name, place: `line ${cut.line} to the end`, reason: bytes.damage ?? cut.reason });
    }
  });
}

/** Deep nesting multiplies the memory of the parser; short records cannot nest deeply enough to matter. */
const MAX_DEPTH = 1000;
const DEEP_BYTES = 64 * 1024;
const NOT_JSON = "not valid JSON";
/** How a JSON value begins, or spaces before one that may go on. */
const BEGINS_VALUE = /^[ \t\r\n]*(?:["{[tfn\d-]|$)/;

/** A record's members, or why it is rejected. */
function read(name: string, { bytes, isTooLong }: JsonRecord): Map<string, string | null> | string {
  if (isTooLong) return LONG_RECORD;
  if (!isUtf8(bytes)) return NOT_UTF8;
  if (bytes.length > DEEP_BYTES && isDeeper(bytes, MAX_DEPTH)) return `nested deeper than ${MAX_DEPTH} levels`;
  if (!BEGINS_VALUE.test(bytes.toString("latin1", 0, 64))) return NOT_JSON;
  try {
    const members = membersOf(bytes.toString("utf8"), LIMITS.columns);
    if (members !== undefined && members.size > LIMITS.columns) throw tooManyColumns(name);
    return members ?? "not a JSON object";
  } catch (error) {
    if (error instanceof SyntaxError) return NOT_JSON;
    if (error instanceof LongName) return "a name is longer than 1,024 characters";
    throw error;
  }
}
