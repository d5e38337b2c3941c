import { z } from "zod";
import type { DataSourceChoice } from "../../service/data-sources.ts";
import { serviceShape, type ServiceOptions } from "../../service/options.ts";
import { reportUrl } from "../options.ts";

/** Options of the `grafana-dashboard` sink. */
export interface GrafanaDashboardOptions extends ServiceOptions {
  /** By the name of the profile when left out, so that every run of it writes the same dashboard. */
  readonly uid?: string | undefined;
  /** `Winnow: ` and the name of the profile when left out. */
  readonly title?: string | undefined;
  /** Uid of the folder that it goes to; the top level when left out. */
  readonly folder?: string | undefined;
  /** Rows in its tables, those that are read first; 50 when left out. */
  readonly rows?: number | undefined;
  /**
   * The Loki that the dashboard shows the log of, where the profile's query is one of log lines; the source's own when
   * left out and the profile says it in so many words.
   */
  readonly dataSource?: DataSourceChoice | undefined;
  readonly reportUrl?: string | undefined;
}

export const grafanaDashboardOptions: z.ZodType<GrafanaDashboardOptions> = z.strictObject({
  ...serviceShape,
  uid: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,40}$/, "must be at most 40 letters, digits, hyphens and underscores")
    .optional()
    .describe("uid of the dashboard; by the name of the profile when left out, so that every run writes the same one"),
  title: z.string().min(1).max(200).optional().describe("title; Winnow: and the name of the profile when left out"),
  folder: z.string().min(1).optional().describe("uid of the folder that it goes to; the top level when left out"),
  rows: z.int().min(1).max(500).optional().describe("rows in its tables, those that are read first; 50"),
  dataSource: z
    .union([z.string().min(1), z.strictObject({ uid: z.string().min(1), type: z.literal("loki").optional() })])
    .optional()
    .describe("Loki whose lines are shown by the source's query: name or uid, or {uid, type}; the source's own"),
  reportUrl,
});
