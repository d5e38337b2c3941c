import { z } from "zod";
import { DEFAULT_LIMITS, type ReportLimits } from "../collect/limits.ts";

/** Options of the sink `html-report`. */
export interface HtmlReportOptions {
  /** File to write, relative to the run's output directory. */
  readonly path: string;
  /** How much of the run the page holds. */
  readonly limits: ReportLimits;
}

const count = z.int().min(0);

export const htmlReportOptions: z.ZodType<HtmlReportOptions> = z.strictObject({
  path: z
    .string()
    .min(1)
    .refine((path) => !path.includes("\0"), "must not contain a null character")
    .default("report.html")
    .describe("File to write, relative to the run's output directory."),
  limits: z
    .strictObject({
      all: count.default(DEFAULT_LIMITS.all).describe("A run of at most this many clustered events is held whole."),
      perRow: count
        .default(DEFAULT_LIMITS.perRow)
        .describe("Of a larger run: events held of every row, besides those that are shown."),
      most: count
        .default(DEFAULT_LIMITS.most)
        .describe("Of a larger run: events held of all rows together; where there are many rows, fewer of each."),
      groups: count
        .default(DEFAULT_LIMITS.groups)
        .describe(
          "Groups held. Where a run has more, those are merged that neither clusters nor rare values tell apart.",
        ),
    })
    .prefault({})
    .describe("How much of the run the page holds. What is left out, the page says."),
});
