import { isWinnowError } from "@winnow/core";
import { noSuchAddress, queryFailed, unusableAnswer } from "../errors.ts";
import type { Range } from "../query/range.ts";
import { isHeavyFailure, isHeavyRefusal, type SliceAnswer } from "../query/slices.ts";
import { type GrafanaClient, type RawReply, type Reply, saidIn } from "../service/client.ts";
import type { DataSource } from "../service/data-sources.ts";
import type { Entry } from "./entry.ts";
import { LokiFault, type LokiPage, readPage } from "./streams.ts";

/** Asked for where one nanosecond fills a page; Loki says where its own limit is lower. */
const LARGEST_PAGE = 100_000;

type Page = (LokiPage & { readonly limit: number }) | Extract<SliceAnswer<never>, { kind: "too heavy" }>;

/**
 * Asks Loki for slices of time, exact to the nanosecond, through Grafana's proxy. A full page is taken up to its last
 * instant, which is asked for again: lines of one nanosecond are never split between two pages, so none is lost or doubled,
 * equal ones included.
 */
export class LokiPager {
  readonly #client: GrafanaClient;
  readonly #dataSource: DataSource;
  readonly #query: string;
  readonly #warn: (message: string) => void;
  #limit: number;
  readonly #what: string;

  constructor(
    client: GrafanaClient,
    dataSource: DataSource,
    query: string,
    limit: number,
    warn: (message: string) => void,
  ) {
    this.#client = client;
    this.#dataSource = dataSource;
    this.#query = query;
    this.#limit = limit;
    this.#warn = warn;
    this.#what = `asking data source ${client.quote(dataSource.name)}`;
  }

  /** Lines of a page. Lowered when Loki says that it gives fewer. */
  get limit(): number {
    return this.#limit;
  }

  /**
   * @throws `WN1545` when Loki refuses the query, `WN1544` when the answer holds no log lines, and the client's errors
   */
  async ask(slice: Range): Promise<SliceAnswer<readonly Entry[]>> {
    const page = await this.#page(slice, this.#limit);
    if ("kind" in page) return page;
    const { entries, limit } = page;
    const inside = entries.filter(({ nanos }) => nanos >= slice.from && nanos < slice.to);
    const last = entries.at(-1)?.nanos;
    if (last === undefined || entries.length < limit || last >= slice.to) {
      return { kind: "whole", items: inside, rows: entries.length };
    }
    if (last > slice.from) {
      const items = inside.filter(({ nanos }) => nanos < last);
      return { kind: "whole", items, rows: entries.length, upTo: last };
    }
    if (slice.to - slice.from > 1n) return { kind: "cut", reason: "a page is full", upTo: slice.from + 1n };
    return this.#instant(slice);
  }

  /** One nanosecond that filled a page: asks for as much as Loki ever gives. */
  async #instant(slice: Range): Promise<SliceAnswer<readonly Entry[]>> {
    const answer = await this.#page(slice, Math.max(LARGEST_PAGE, this.#limit));
    if ("kind" in answer) return answer;
    const { entries, limit } = answer;
    if (entries.length >= limit) {
      return { kind: "cut", reason: `one nanosecond holds more lines than Loki gives at once (${limit})` };
    }
    return { kind: "whole", items: entries.filter(({ nanos }) => nanos === slice.from), rows: entries.length };
  }

  /** A page of at most `limit` lines, or of what Loki gives at most, where that is less. */
  async #page(slice: Range, limit: number): Promise<Page> {
    const reply = await this.#ask(slice, limit);
    if ("kind" in reply) return reply;
    if (reply.status >= 200 && reply.status <= 299) return { ...this.#read(reply.body), limit };
    const said = this.#client.quote(saidBy(reply));
    if (reply.status === 404) throw noSuchAddress({ what: this.#what, said });
    const lower = lowerLimit(said, limit);
    if (lower !== undefined) {
      this.#limit = Math.min(this.#limit, lower);
      return this.#page(slice, lower);
    }
    const error = queryFailed({ dataSource: this.#client.quote(this.#dataSource.name), said });
    if (isHeavyRefusal(said)) return { kind: "too heavy", error };
    throw error;
  }

  async #ask({ from, to }: Range, limit: number): Promise<(Reply & RawReply) | Extract<Page, { kind: "too heavy" }>> {
    const path = `/api/datasources/proxy/uid/${encodeURIComponent(this.#dataSource.uid)}/loki/api/v1/query_range`;
    const query = { query: this.#query, start: String(from), end: String(to), limit, direction: "forward" };
    try {
      return await this.#client.json(path, query, CATEGORISED, { what: this.#what });
    } catch (error) {
      if (isWinnowError(error) && isHeavyFailure(error)) return { kind: "too heavy", error };
      throw error;
    }
  }

  #read(body: unknown): LokiPage {
    try {
      const page = readPage(body);
      for (const warning of page.warnings) this.#warn(`Loki says: ${this.#client.quote(warning)}`);
      return page;
    } catch (cause) {
      if (!(cause instanceof LokiFault)) throw cause;
      throw unusableAnswer({ what: this.#what, reason: cause.message }, { cause });
    }
  }
}

/** Asks Loki to keep structured metadata and parsed fields apart from the labels of the stream. */
const CATEGORISED = { "x-loki-response-encoding-flags": "categorize-labels" };

/** The limit of Loki, where it refused a page because its own is lower. */
function lowerLimit(said: string, asked: number): number | undefined {
  const match = /limit.*\((\d+) > (\d+)\)/.exec(said);
  if (match === null || Number(match[1]) !== asked) return undefined;
  const lower = Number(match[2]);
  return lower > 0 && lower < asked ? lower : undefined;
}

/** Loki writes its errors as plain text, Grafana as JSON. */
function saidBy({ body, text }: Reply & RawReply): string {
  if (body !== null) return saidIn(body);
  return /^\s*</.test(text) ? "" : text;
}
