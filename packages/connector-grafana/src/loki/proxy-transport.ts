import { isWinnowError } from "@winnow/core";
import { noSuchAddress, queryFailed, unusableAnswer } from "../errors.ts";
import type { Range } from "../query/range.ts";
import {
  type AskOptions,
  type GrafanaClient,
  type Query,
  type RawReply,
  type Reply,
  saidBy,
} from "../service/client.ts";
import { type DataSource, numberOf } from "../service/data-sources.ts";
import { isHeavyFailure, isHeavyRefusal, type Refused, type TooHeavy } from "../service/refusals.ts";
import { readSamples } from "./samples.ts";
import { LokiFault, readPage } from "./streams.ts";
import type { Evaluation, Lines, LokiTransport, Numbers } from "./transport.ts";

/** Asks Loki to keep structured metadata and parsed fields apart from the labels of the stream. */
const CATEGORISED = { "x-loki-response-encoding-flags": "categorize-labels" };

/** Asks Loki itself, through Grafana's proxy, exact to the nanosecond. */
export class ProxyTransport implements LokiTransport {
  readonly tick: bigint = 1n;
  readonly #client: GrafanaClient;
  readonly #dataSource: DataSource;
  readonly #query: string;
  readonly #warn: (message: string) => void;
  readonly #what: string;
  #address: string;

  constructor(client: GrafanaClient, dataSource: DataSource, query: string, warn: (message: string) => void) {
    this.#client = client;
    this.#dataSource = dataSource;
    this.#query = query;
    this.#warn = warn;
    this.#what = `asking data source ${client.quote(dataSource.name)}`;
    this.#address = `uid/${encodeURIComponent(dataSource.uid)}`;
  }

  /** @throws `WN1536` where nothing is there, `WN1544` when the answer holds no log lines, and the client's errors */
  async lines({ from, to }: Range, limit: number, seconds: number): Promise<Lines | Refused | TooHeavy> {
    const query = { query: this.#query, start: String(from), end: String(to), limit, direction: "forward" };
    const reply = await this.#ask("query_range", query, { seconds });
    if ("kind" in reply) return reply;
    const { entries, warnings } = this.#read(() => readPage(reply.body));
    for (const warning of warnings) this.#warn(`Loki says: ${this.#client.quote(warning)}`);
    return { kind: "lines", entries };
  }

  async numbers(expression: string, time: bigint, evaluation: Evaluation): Promise<Numbers | Refused | TooHeavy> {
    const at = String(time);
    const reply =
      evaluation === "instant"
        ? await this.#ask("query", { query: expression, time: at }, {})
        : await this.#ask("query_range", { query: expression, start: at, end: at, step: "1" }, {});
    if ("kind" in reply) return reply;
    return { kind: "numbers", samples: this.#read(() => readSamples(reply.body)) };
  }

  async #ask(path: string, query: Query, options: AskOptions): Promise<(Reply & RawReply) | Refused | TooHeavy> {
    try {
      const reply = await this.#found(path, query, { ...options, what: this.#what, asksForLess: true });
      return reply.status >= 200 && reply.status <= 299 ? reply : this.#refusal(reply);
    } catch (error) {
      if (!isWinnowError(error) || !isHeavyFailure(error)) throw error;
      return { kind: "too heavy", error, said: error.message };
    }
  }

  /** Before version 10, Grafana loses its way after a hyphen in a uid, but not with the data source's number. */
  async #found(path: string, query: Query, options: AskOptions): Promise<Reply & RawReply> {
    const reply = await this.#get(path, query, options);
    if (reply.status !== 404 || !this.#address.includes("-")) return reply;
    const number = await numberOf(this.#client, this.#dataSource);
    if (number === undefined) return reply;
    this.#address = String(number);
    return this.#get(path, query, options);
  }

  async #get(path: string, query: Query, options: AskOptions): Promise<Reply & RawReply> {
    const address = `/api/datasources/proxy/${this.#address}/loki/api/v1/${path}`;
    return this.#client.json(address, query, CATEGORISED, options);
  }

  #refusal(reply: Reply & RawReply): Refused | TooHeavy {
    const said = this.#client.quote(saidBy(reply));
    if (reply.status === 404) throw noSuchAddress({ what: this.#what, said });
    const error = queryFailed({ dataSource: this.#client.quote(this.#dataSource.name), said });
    return { kind: isHeavyRefusal(said) ? "too heavy" : "refused", error, said };
  }

  #read<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      if (!(cause instanceof LokiFault)) throw cause;
      throw unusableAnswer({ what: this.#what, reason: cause.message }, { cause });
    }
  }
}
