import { isUtf8 } from "node:buffer";
import { membersOf } from "../json/cells.ts";
import type { JsonRecord } from "../json/records.ts";
import type { Database } from "../database.ts";
import { BatchBuilder } from "./batch-builder.ts";
import { HeldPart } from "./held-part.ts";
import { type Part, quoted, type RejectedRecord } from "./part.ts";
import { TableWriter } from "./table-writer.ts";

const BATCH_ROWS = 2048;

/**
 * Reads JSON records into a table. DuckDB's own reader rewrites numbers (`1.50` becomes `1.5`), so it is not asked.
 */
export async function holdJson(
  database: Database,
  name: string,
  table: string,
  records: AsyncIterable<JsonRecord[]>,
): Promise<Part> {
  const rejected: RejectedRecord[] = [];
  const held = await TableWriter.fill(database, table, [], async (writer) => {
    const batch = new BatchBuilder();
    let row = 0;
    for await (const some of records) {
      for (const record of some) {
        const members = read(record);
        if (typeof members === "string") {
          const text = quoted(record.bytes.subarray(0, 4096).toString("utf8"));
          rejected.push({ row, file: name, line: record.line, reason: members, text });
        } else {
          batch.add(members);
        }
        row++;
        if (batch.rows >= BATCH_ROWS) await writer.append(batch.take());
      }
      database.context.progress({ stage: "reading JSON", done: row, unit: "records" });
    }
    await writer.append(batch.take());
  });
  return new HeldPart(name, table, held, rejected);
}

/** A record's members, or why there are none. */
function read({ bytes }: JsonRecord): Map<string, string | null> | string {
  if (!isUtf8(bytes)) return "not valid UTF-8";
  try {
    return membersOf(bytes.toString("utf8")) ?? "not a JSON object";
  } catch {
    return "not valid JSON";
  }
}
