import { z } from "zod";
import { fileShape, type FileOptions } from "../options.ts";

/** Options of the `csv` sink. */
export interface CsvOptions extends FileOptions {
  /** Neutralise cells that a spreadsheet would run as formulas. Values then no longer round-trip. */
  readonly safeForSpreadsheets: boolean;
}

export const csvOptions: z.ZodType<CsvOptions> = z.strictObject({
  ...fileShape,
  safeForSpreadsheets: z
    .boolean()
    .default(false)
    .describe("Put an apostrophe before what a spreadsheet would run as a formula. Values then no longer round-trip."),
});
