import type { FileFormat } from "@winnow/engine-duckdb";
import { z } from "zod";
import type { LogKind } from "../readers/detect.ts";

/** Tables, logs, and archives of both. */
export type SourceFormat = FileFormat | LogKind;

/** Options of the `files` connector. */
export interface FilesConnectorOptions {
  /** A file, a pattern (`logs/*.csv.gz`), or several, in the order in which their rows are counted. */
  readonly path: string | readonly string[];
  /** `auto`, when left out: logs by their content, tables by the name and then by the content. */
  readonly format?: SourceFormat | "auto" | undefined;
  /** One character between the cells of CSV; told from the header when left out. */
  readonly delimiter?: string | undefined;
  /** Year of the first line of syslog whose lines bear none; told from when the file was last written when left out. */
  readonly year?: number | undefined;
  /** Bytes that one archive or packed file may unpack to; 16 GiB when left out. */
  readonly maxExpandedBytes?: number | undefined;
}

const path = z.string().min(1);

export const filesConnectorOptions: z.ZodType<FilesConnectorOptions> = z.strictObject({
  path: z
    .union([path, z.array(path).min(1)])
    .describe("a file, a pattern such as logs/*.csv.gz, or a list of them; relative to the profile's folder"),
  format: z
    .enum(["auto", "csv", "tsv", "ndjson", "json", "parquet", "evtx", "auditd", "syslog", "journald", "zip"])
    .optional()
    .describe("format of the files, and of those in zip archives; by name and content when left out"),
  delimiter: z
    .string()
    .refine(
      (text) => /^[ -~]$/.test(text.replace("\t", " ")) && text !== '"',
      "must be one ASCII character other than a quote",
    )
    .optional()
    .describe("the character between the cells of CSV; told from the header when left out"),
  year: z
    .int()
    .min(1970)
    .max(9999)
    .optional()
    .describe("year of the first line of syslog without years; by when the file was last written when left out"),
  maxExpandedBytes: z
    .int()
    .positive()
    .optional()
    .describe("bytes that one zip archive or packed file may unpack to; 16 GiB when left out"),
});
