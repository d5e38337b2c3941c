import type { Database } from "../database.ts";
import { BatchBuilder } from "../held/batch-builder.ts";
import type { HeldInput, Holding } from "../held/held-tables.ts";
import { type CsvFile, csvRows, readCsv, rejectCsv } from "./csv-file.ts";
import { csvRecords } from "./csv-records.ts";

/**
 * Reads a CSV file record by record into a table. A file that breaks off (packed data that is cut off or damaged, an end
 * inside a quoted cell) gives the records before, and a gap.
 */
export async function holdCsv(database: Database, hold: Holding, file: CsvFile): Promise<HeldInput> {
  const { name } = file.input;
  const held = await hold(
    name,
    async (writer) => {
      const batch = new BatchBuilder(file.columns);
      const rows = csvRows(file, ({ line, reason }) =>
        database.context.gap({ source: name, place: `line ${line} to the end`, reason }),
      );
      for await (const some of rows) {
        for (const { row, record } of some) {
          if (row < 0) continue;
          const read = readCsv(file, record);
          if ("cells" in read) batch.addCells(read.cells);
          else rejectCsv(file, writer, row, read);
          if (batch.isFull) await writer.append(batch.take());
        }
      }
      await writer.append(batch.take());
    },
    file.columns,
  );
  // The file has the records as they were written, and their lines.
  return { ...held, records: (rows) => csvRecords(file, false, rows) };
}
