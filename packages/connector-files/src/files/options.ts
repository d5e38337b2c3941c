import type { FileFormat } from "@winnow/engine-duckdb";
import { z } from "zod";

/** Options of the `files` connector. */
export interface FilesConnectorOptions {
  /** A file, a pattern (`logs/*.csv.gz`), or several, in the order in which their rows are counted. */
  readonly path: string | readonly string[];
  /** `auto`, when left out: by the name, then by the first bytes. */
  readonly format?: FileFormat | "auto" | undefined;
  /** One character between the cells of CSV; told from the header when left out. */
  readonly delimiter?: string | undefined;
}

const path = z.string().min(1);

export const filesConnectorOptions: z.ZodType<FilesConnectorOptions> = z.strictObject({
  path: z
    .union([path, z.array(path).min(1)])
    .describe("a file, a pattern such as logs/*.csv.gz, or a list of them; relative to the profile's folder"),
  format: z
    .enum(["auto", "csv", "tsv", "ndjson", "json", "parquet"])
    .optional()
    .describe("format of the files; by name and content when left out"),
  delimiter: z
    .string()
    .refine(
      (text) => /^[ -~]$/.test(text.replace("\t", " ")) && text !== '"',
      "must be one ASCII character other than a quote",
    )
    .optional()
    .describe("the character between the cells of CSV; told from the header when left out"),
});
