import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import { defineSink, exactCell, type RunContext, type RunResult, type SinkPlugin } from "@winnow/core";
import { formatCsv } from "../csv/format.ts";
import { explain } from "../files/atomic-file.ts";
import { writeResultFile } from "../files/result-file.ts";
import type { TableName } from "../tables/select.ts";
import { folderOptions, type FolderOptions } from "./options.ts";

/** Written by whoever runs a profile, after everything else: its presence means that the folder is complete. */
const MANIFEST = "manifest.json";
/** Written by a sink that comes later, or not at all. */
const REPORT = "report.html";

/**
 * The files that every run writes, into the output directory. Makes the folder speak of this run only: an older
 * manifest goes first, and so do an older report and a table of an earlier run that this one does not have.
 */
export const folderPlugin: SinkPlugin<FolderOptions> = defineSink({
  name: "folder",
  summary: "The standard files of a run: clusters.csv, assignments.csv and, where records were rejected, rejects.csv",
  options: folderOptions,
  write: writeFolder,
});

async function writeFolder(result: RunResult, _: FolderOptions, context: RunContext): Promise<readonly string[]> {
  await remove(MANIFEST, context);
  await remove(REPORT, context);
  const tables: readonly (readonly [TableName, boolean])[] = [
    ["clusters", true],
    ["assignments", result.assignments !== undefined],
    ["rejects", result.ledger.rejected > 0],
  ];
  const files: string[] = [];
  for (const [table, present] of tables) {
    const path = `${table}.csv`;
    if (present)
      files.push(...(await writeResultFile(result, { path, table }, context, (rows) => formatCsv(rows, exactCell))));
    else await remove(path, context);
  }
  return files;
}

async function remove(name: string, { outputDirectory }: RunContext): Promise<void> {
  const path = resolve(outputDirectory, name);
  await rm(path, { force: true }).catch((error: unknown) => {
    throw explain(path, error);
  });
}
