import { type ConnectorPlugin, defineConnector } from "@winnow/core";
import { openFiles } from "@winnow/engine-duckdb";
import { type FilesConnectorOptions, filesConnectorOptions } from "./options.ts";
import { filesOf } from "./paths.ts";

/** Reads event files where they are: CSV, TSV, NDJSON, JSON arrays and Parquet; plain, gzip or zstd. */
export const filesConnector: ConnectorPlugin<FilesConnectorOptions> = defineConnector({
  name: "files",
  summary: "event files: CSV, TSV, NDJSON, JSON, Parquet; plain, .gz or .zst; one, many or a pattern",
  options: filesConnectorOptions,
  connect: async ({ path, format, delimiter }, context) => {
    const paths = await filesOf(typeof path === "string" ? [path] : path, context.profileDirectory);
    return openFiles(
      { paths, ...(format === undefined ? {} : { format }), ...(delimiter === undefined ? {} : { delimiter }) },
      context,
    );
  },
});
