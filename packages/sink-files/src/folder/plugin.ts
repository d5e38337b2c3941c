import { exactCell } from "@winnow/csv";
import { defineSink, type RunResult, type SinkContext, type SinkPlugin } from "@winnow/core";
import { formatCsv } from "../csv/format.ts";
import { writeResultFile } from "../files/result-file.ts";
import type { TableName } from "../tables/select.ts";
import { folderOptions, type FolderOptions } from "./options.ts";

/** The files that every run writes. */
export const folderPlugin: SinkPlugin<FolderOptions> = defineSink({
  name: "folder",
  summary: "The standard files of a run: clusters.csv, assignments.csv and, where records were rejected, rejects.csv",
  options: folderOptions,
  write: writeFolder,
});

async function writeFolder(result: RunResult, _: FolderOptions, context: SinkContext): Promise<readonly string[]> {
  const tables: readonly (readonly [TableName, boolean])[] = [
    ["clusters", true],
    ["assignments", result.assignments !== undefined],
    ["rejects", result.ledger.rejected > 0 && result.rejects !== undefined],
  ];
  const files: string[] = [];
  for (const [table, isPresent] of tables) {
    if (!isPresent) continue;
    const options = { path: `${table}.csv`, table };
    files.push(...(await writeResultFile(result, options, context, (rows) => formatCsv(rows, exactCell))));
  }
  return files;
}
