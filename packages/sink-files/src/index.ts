import type { SinkPlugin } from "@winnow/core";
import { csvPlugin } from "./csv/plugin.ts";
import { folderPlugin } from "./folder/plugin.ts";
import { jsonPlugin } from "./json/plugin.ts";
import { ndjsonPlugin } from "./ndjson/plugin.ts";
import { parquetPlugin } from "./parquet/plugin.ts";
import { processesPlugin } from "./processes/plugin.ts";

export type { CsvOptions } from "./csv/options.ts";
export type { FileOptions } from "./options.ts";
export type { ProcessesOptions } from "./processes/options.ts";
export type { TableName } from "./tables/select.ts";

export const plugins: readonly SinkPlugin[] = [
  csvPlugin,
  jsonPlugin,
  ndjsonPlugin,
  parquetPlugin,
  processesPlugin,
  folderPlugin,
];
