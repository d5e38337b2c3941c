import { z } from "zod";
import { TABLE_NAMES, type TableName } from "./tables/select.ts";

/** What every sink of this package takes. */
export interface FileOptions {
  /** File to write, relative to the run's output directory. */
  readonly path: string;
  readonly table: TableName;
}

export const filePath: z.ZodType<string> = z
  .string()
  .min(1)
  .refine((path) => !path.includes("\0"), "must not contain a null character")
  .describe("File to write, relative to the run's output directory.");

/** The parts of the schemas of this package's sinks. */
export const fileShape: { readonly path: z.ZodType<string>; readonly table: z.ZodType<TableName> } = {
  path: filePath,
  table: z
    .enum(TABLE_NAMES)
    .default("clusters")
    .describe(
      "What to write: one line per output row, per event, per record that could not be read, or per value of a slot.",
    ),
};
