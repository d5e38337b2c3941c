import { z } from "zod";
import {
  type ConnectionOptions,
  connectionShape,
  httpsAddress,
  TENANT_MISSING,
  tenantIsKnown,
} from "../service/connection-options.ts";
import { DEFAULT_TABLE, streamOf } from "./columns.ts";

/** Options of the `sentinel` sink. */
export interface SentinelSinkOptions extends ConnectionOptions {
  readonly endpoint: string;
  readonly rule: string;
  readonly stream: string;
  readonly receipt: string;
}

const text = z.string().min(1);

export const sentinelSinkOptions: z.ZodType<SentinelSinkOptions> = z
  .strictObject({
    endpoint: httpsAddress.describe("logs ingestion endpoint of the data collection rule, or of its endpoint"),
    rule: text.describe("immutable id of the data collection rule (dcr-…)"),
    stream: text.default(streamOf(DEFAULT_TABLE)).describe("stream of the rule: Custom- and the table's name"),
    receipt: text
      .default("sentinel-receipt.json")
      .describe("file that keeps which rows were written, relative to the run's output directory"),
    ...connectionShape,
  })
  .refine(tenantIsKnown, { error: TENANT_MISSING, path: ["tenant"] });
