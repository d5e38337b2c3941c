import { type ConnectorPlugin, defineConnector } from "@winnow/core";
import { openSources } from "@winnow/engine-duckdb";
import { type FilesConnectorOptions, filesConnectorOptions } from "./options.ts";
import { filesOf } from "./paths.ts";
import { eventSources } from "./sources.ts";

/** Reads event files where they are: tables, Windows and Linux logs, and archives of them. */
export const filesConnector: ConnectorPlugin<FilesConnectorOptions> = defineConnector({
  name: "files",
  summary: "event files: CSV, TSV, NDJSON, JSON, Parquet; EVTX, auditd, syslog, journald; plain, .gz, .zst or in .zip",
  options: filesConnectorOptions,
  connect: async (options, context) => {
    const { path } = options;
    const paths = await filesOf(typeof path === "string" ? [path] : path, context.profileDirectory);
    return openSources(eventSources(paths, options, context), context);
  },
});
