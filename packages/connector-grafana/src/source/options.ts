import { z } from "zod";
import { readPattern } from "../loki/lines/pattern.ts";
import type { LineForm } from "../loki/lines/parser.ts";
import { durationNanos, isTimeOption } from "../query/range.ts";
import { serviceShape, type ServiceOptions } from "../service/options.ts";
import type { DataSourceChoice } from "../service/data-sources.ts";

/** Options of the `grafana` connector. */
export interface GrafanaConnectorOptions extends ServiceOptions {
  /** Name or uid of the data source. With uid and type nothing is looked up, which needs one permission less. */
  readonly dataSource: DataSourceChoice;
  /** LogQL, Lucene, KQL or SQL, by the type of the data source. */
  readonly query?: string | undefined;
  /** A query as Grafana's editor writes it, for data sources of any type. */
  readonly model?: Readonly<Record<string, unknown>> | undefined;
  /** Where the range begins: ISO 8601, or an age such as `7d`; `24h` when left out. */
  readonly since?: string | undefined;
  /** Where it ends; now, less `lag`, when left out. */
  readonly until?: string | undefined;
  /** How long events may take to arrive; `2m` when left out. */
  readonly lag?: string | undefined;
  /** Column of the event's time in the answer (SQL, Azure, Elasticsearch, `model`). */
  readonly timeColumn?: string | undefined;
  /** Azure: the workspaces that are asked. */
  readonly resources?: readonly string[] | undefined;
  /** Rows that one answer may hold. An answer with as many is asked for again in smaller parts. */
  readonly limit?: number | undefined;
  /** Time that one request may span, such as `6h`; Loki: `30d` when left out, others: the whole range. */
  readonly widestSlice?: string | undefined;
  /** Loki: `proxy` asks Loki itself, exact to the nanosecond; `query` asks through Grafana, by the millisecond. */
  readonly transport?: "proxy" | "query" | undefined;
  /** Loki: how lines are read into fields; not at all when left out. */
  readonly parse?: LineForm | undefined;
  /** Loki: take apart what Promtail's `pack` stage put together. */
  readonly unpack?: boolean | undefined;
}

const text = z.string().min(1);
const duration = z
  .string()
  .refine((value) => durationNanos(value) !== undefined, "must be a duration such as 30m, 12h, 7d or 2w");
const time = z.string().refine(isTimeOption, "must be an ISO 8601 time, or an age such as 30m, 12h, 7d or 2w");

const lineForm: z.ZodType<LineForm> = z.union([
  z.enum(["none", "json", "logfmt", "syslog", "windows-event"]),
  z.strictObject({
    pattern: text
      .refine((value) => readPattern(value) !== undefined, "must capture something, and have text between captures")
      .describe('as in LogQL: <ip> - <user> "<method> <_>"'),
  }),
  z.strictObject({ regexp: text.describe("with named groups, as in LogQL: user=(?P<user>[a-z]+)") }),
]);

const fields: z.ZodType<GrafanaConnectorOptions> = z.strictObject({
  ...serviceShape,
  dataSource: z
    .union([text, z.strictObject({ uid: text, type: text.optional() })])
    .describe("name or uid of the data source, or {uid, type}, with which nothing needs to be looked up"),
  query: text.optional().describe("LogQL, Lucene, KQL or SQL, by the type of the data source"),
  model: z
    .record(z.string(), z.unknown())
    .optional()
    .describe(
      "the query as Grafana's Query inspector shows it, for other data sources; $__from and $__to are filled in",
    ),
  since: time.optional().describe("where the time range begins: ISO 8601, or an age such as 7d; 24h when left out"),
  until: time.optional().describe("where it ends; now, less lag, when left out"),
  lag: duration.optional().describe("how long events may take to arrive: the range ends so long before now; 2m"),
  timeColumn: text.optional().describe("column of the event's time (SQL, Azure, Elasticsearch, model)"),
  resources: z.array(text).min(1).optional().describe("Azure: resource ids of the workspaces that are asked"),
  limit: z
    .int()
    .min(2)
    .max(1_000_000)
    .optional()
    .describe("rows of one answer; one that holds as many is asked for again in smaller parts"),
  widestSlice: duration.optional().describe("time that one request may span; Loki 30d, others the whole range"),
  transport: z
    .enum(["proxy", "query"])
    .optional()
    .describe("Loki: proxy (exact to the nanosecond; when left out) or query (through Grafana, to the millisecond)"),
  parse: lineForm.optional().describe("Loki: how lines are read into fields; not at all when left out"),
  unpack: z.boolean().optional().describe("Loki: take apart what Promtail's pack stage put together"),
});

export const grafanaConnectorOptions: z.ZodType<GrafanaConnectorOptions> = fields.refine(
  ({ query, model }) => query === undefined || model === undefined,
  "query and model exclude each other",
);
