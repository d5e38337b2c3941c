import { gunzipSync } from "node:zlib";
import { failed, type SentinelAnswer } from "./answers.ts";
import type { SentinelLimits } from "./limits.ts";

/** A row that arrived, and where. */
export interface IngestedRow {
  readonly rule: string;
  readonly stream: string;
  readonly row: Readonly<Record<string, unknown>>;
}

/** Texts beyond this many bytes of UTF-8 are cut off by the service. */
const FIELD_BYTES = 65_536;

/** Takes rows in as the logs ingestion API does. */
export class Ingestion {
  readonly rows: IngestedRow[] = [];
  /** Fields that the service cut off. */
  truncatedFields = 0;
  readonly #rules: Readonly<Record<string, readonly string[]>>;
  readonly #limits: SentinelLimits;

  /** @param rules streams by the rules' immutable ids */
  constructor(rules: Readonly<Record<string, readonly string[]>>, limits: SentinelLimits) {
    this.#rules = rules;
    this.#limits = limits;
  }

  take(
    rule: string,
    stream: string,
    version: string | null,
    body: Buffer,
    encoding: string | undefined,
  ): SentinelAnswer {
    if (version !== "2023-01-01") {
      return failed(400, { code: "InvalidApiVersion", message: `The api-version '${version}' is not supported.` });
    }
    const streams = Object.hasOwn(this.#rules, rule) ? this.#rules[rule] : undefined;
    if (streams === undefined) {
      return failed(404, { code: "NotFound", message: `Data collection rule with immutable Id '${rule}' not found.` });
    }
    if (!streams.includes(stream)) {
      return failed(400, {
        code: "InvalidStream",
        message: `The stream ${stream} was not found in the streams declared for the data collection rule.`,
      });
    }
    return this.#record(rule, stream, body, encoding);
  }

  #record(rule: string, stream: string, body: Buffer, encoding: string | undefined): SentinelAnswer {
    const unpacked = unpack(body, encoding);
    if (unpacked === undefined) return failed(400, { code: "BadRequest", message: "The content is not gzip." });
    const bytes = Math.max(unpacked.length, body.length);
    const most = this.#limits.ingestionBytes;
    if (bytes > most) {
      return failed(413, {
        code: "ContentLengthLimitExceeded",
        message: `Maximum allowed content length: ${most} bytes. Provided content length: ${bytes} bytes.`,
      });
    }
    const rows = readRows(unpacked);
    if (rows === undefined) {
      return failed(400, { code: "InvalidPayload", message: "The content is not a JSON array of objects." });
    }
    for (const row of rows) this.rows.push({ rule, stream, row: this.#kept(row) });
    return { status: 204, body: [], rows: rows.length };
  }

  #kept(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, this.#cut(value)]));
  }

  #cut(value: unknown): unknown {
    const text = typeof value === "object" && value !== null ? JSON.stringify(value) : value;
    if (typeof text !== "string" || Buffer.byteLength(text) <= FIELD_BYTES) return value;
    this.truncatedFields++;
    return Buffer.from(text).subarray(0, FIELD_BYTES).toString();
  }
}

/** The body as it was before it was packed; `undefined` where it is not packed as it says. */
export function unpack(body: Buffer, encoding: string | undefined): Buffer | undefined {
  if (encoding !== "gzip") return body;
  try {
    return gunzipSync(body);
  } catch {
    return undefined;
  }
}

function readRows(body: Buffer): readonly Readonly<Record<string, unknown>>[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    return undefined;
  }
  const rows =
    Array.isArray(value) && value.every((row) => typeof row === "object" && row !== null && !Array.isArray(row));
  return rows ? (value as Readonly<Record<string, unknown>>[]) : undefined;
}
