import { z } from "zod";
import { parseDuration, parseInstant } from "../pull/time-range.ts";
import {
  type ConnectionOptions,
  connectionShape,
  httpsAddress,
  TENANT_MISSING,
  tenantIsKnown,
} from "../service/connection-options.ts";
import type { QueryServiceOptions } from "../service/service.ts";

/** Options of the `sentinel` connector. */
export interface SentinelConnectorOptions extends ConnectionOptions, QueryServiceOptions {
  /** Exactly one of table and query. */
  readonly table?: string | undefined;
  readonly query?: string | undefined;
  readonly columns?: readonly string[] | undefined;
  readonly since: string;
  readonly until?: string | undefined;
  readonly lag: string;
  readonly mode: "reduce" | "pull";
  readonly slice?: string | undefined;
  readonly checkpoint?: string | undefined;
}

const MOST_ROWS = 500_000;
const MOST_BYTES = 100 * 1024 * 1024;

const text = z.string().min(1);
const duration = z
  .string()
  .refine((value) => parseDuration(value) !== undefined, "must be a duration such as 30m, 12h or 7d");
const instant = z
  .string()
  .refine(
    (value) => parseInstant(value) !== undefined || parseDuration(value) !== undefined,
    "must be an ISO 8601 time with up to 7 digits of a second, or how long ago: 30m, 12h, 7d",
  );
const width = duration.refine((value) => parseDuration(value) !== 0n, "must be longer than nothing");

export const sentinelConnectorOptions: z.ZodType<SentinelConnectorOptions> = z
  .strictObject({
    workspace: text.describe("workspace id (a GUID), from the workspace's overview page"),
    workspaces: z
      .array(text)
      .default([])
      .describe("further workspaces that are read together with it: ids, names or resource ids"),
    table: text.optional().describe("table to read, for example SecurityEvent; or give `query`"),
    query: text
      .refine((value) => !/^\s*\./.test(value), "must be a query, not a control command")
      .optional()
      .describe("KQL whose result rows are the events, with TimeGenerated among the columns"),
    columns: z.array(text).min(1).optional().describe("columns to read besides TimeGenerated; all when left out"),
    since: instant
      .default("1d")
      .describe("start, included: ISO 8601 with up to 7 digits of a second, or 7d, 12h, 30m ago"),
    until: instant.optional().describe("end, not included; now less `lag` when left out"),
    lag: duration
      .default("5m")
      .describe("how long the newest events are left alone, because they may still be arriving"),
    mode: z
      .enum(["reduce", "pull"])
      .default("reduce")
      .describe("reduce: the service groups the events; pull: every event is fetched"),
    slice: width.optional().describe("length of the first slices of `pull`; by a count of the events when left out"),
    checkpoint: text
      .optional()
      .describe("folder for finished slices of `pull`, so that an interrupted run goes on; relative to the profile"),
    limits: z
      .strictObject({
        rows: z.int().min(2).max(MOST_ROWS).default(MOST_ROWS).describe("rows at which an answer is not trusted"),
        bytes: z.int().min(1000).max(MOST_BYTES).default(MOST_BYTES).describe("bytes that an answer may have, as JSON"),
        concurrency: z.int().min(1).max(5).default(4).describe("queries at once; the service allows a user 5"),
      })
      .prefault({})
      .describe("what one answer may have, adjustable downwards"),
    timeouts: z
      .strictObject({
        query: z.int().min(1).max(600).default(600).describe("seconds that the service may take for a query"),
        retry: z.int().min(0).max(3600).default(300).describe("seconds to wait for one query between attempts, in all"),
      })
      .prefault({})
      .describe("how long to wait"),
    endpoint: httpsAddress.optional().describe("query service with its version; by the cloud when left out"),
    ...connectionShape,
  })
  .refine(({ table, query }) => (table === undefined) !== (query === undefined), {
    error: "exactly one of table and query must be given",
    path: ["table"],
  })
  .refine(({ mode, slice, checkpoint }) => mode === "pull" || (slice === undefined && checkpoint === undefined), {
    error: "slice and checkpoint are for mode: pull",
    path: ["mode"],
  })
  .refine(tenantIsKnown, { error: TENANT_MISSING, path: ["tenant"] });
