import { z } from "zod";
import { serviceShape, type ServiceOptions } from "../../service/options.ts";
import { reportUrl } from "../options.ts";

/** Options of the `grafana-annotations` sink. */
export interface GrafanaAnnotationsOptions extends ServiceOptions {
  /** Most annotations, rows that are read first coming first; 100 when left out. */
  readonly limit?: number | undefined;
  /** Only rows of at most this many events; rows of any size when left out. */
  readonly maxEvents?: number | undefined;
  /** Further tags of every annotation. */
  readonly tags?: readonly string[] | undefined;
  /** Dashboard that alone shows them; the whole organisation's when left out. */
  readonly dashboardUid?: string | undefined;
  /** Panel of that dashboard that alone shows them. */
  readonly panelId?: number | undefined;
  readonly reportUrl?: string | undefined;
}

const tag = z
  .string()
  .max(100)
  .regex(/^[^:\s](?:[^:]*[^:\s])?$/, "must be a tag: no colon, no space at its ends")
  .refine((text) => !text.startsWith("winnow"), "must not begin with winnow: such tags are Winnow's own");

const options = z.strictObject({
  ...serviceShape,
  limit: z.int().min(1).max(1000).optional().describe("most annotations, rows read first coming first; 100"),
  maxEvents: z
    .int()
    .positive()
    .optional()
    .describe("only rows of at most this many events: 1 for single events alone; rows of any size when left out"),
  tags: z.array(tag).max(3).optional().describe("further tags of every annotation; at most three"),
  dashboardUid: z
    .string()
    .min(1)
    .optional()
    .describe("dashboard that alone shows them; when left out, every dashboard that asks for their tags does"),
  panelId: z.int().positive().optional().describe("panel of dashboardUid that alone shows them"),
  reportUrl,
});

export const grafanaAnnotationsOptions: z.ZodType<GrafanaAnnotationsOptions> = options.refine(
  ({ dashboardUid, panelId }) => panelId === undefined || dashboardUid !== undefined,
  "panelId needs dashboardUid",
);
