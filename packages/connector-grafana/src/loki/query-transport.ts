import { unusableAnswer } from "../errors.ts";
import { decodeField } from "../frames/decode.ts";
import { type Frame, FrameFault, type Notice } from "../frames/frame.ts";
import { askQuery, type QueryAnswer } from "../query/ask.ts";
import { NANOS_PER_MS, type Range } from "../query/range.ts";
import type { AskOptions, GrafanaClient } from "../service/client.ts";
import type { DataSource } from "../service/data-sources.ts";
import type { Refused, TooHeavy } from "../service/refusals.ts";
import { type Entry, labelsOf } from "./entry.ts";
import { entriesOf } from "./frames.ts";
import type { Evaluation, Lines, LokiTransport, Numbers, Sample } from "./transport.ts";

/** Asks Loki through Grafana's query service, exact to the millisecond. */
export class QueryTransport implements LokiTransport {
  readonly tick: bigint = NANOS_PER_MS;
  readonly #client: GrafanaClient;
  readonly #dataSource: DataSource;
  readonly #query: string;
  readonly #warn: (message: string) => void;
  readonly #told = new Set<string>();

  constructor(client: GrafanaClient, dataSource: DataSource, query: string, warn: (message: string) => void) {
    this.#client = client;
    this.#dataSource = dataSource;
    this.#query = query;
    this.#warn = warn;
  }

  /** @throws `WN1544` when the answer holds no log lines, and the client's errors */
  async lines(range: Range, limit: number, seconds: number): Promise<Lines | Refused | TooHeavy> {
    const model = { expr: this.#query, queryType: "range", direction: "forward", maxLines: limit };
    const answer = await this.#ask(model, range, { seconds });
    if (answer.kind !== "frames") return answer;
    this.#tell(answer.notices);
    const entries = this.#read(() => answer.frames.flatMap(entriesOf));
    return { kind: "lines", entries: entries.sort(byTime) };
  }

  async numbers(expression: string, time: bigint, evaluation: Evaluation): Promise<Numbers | Refused | TooHeavy> {
    const queryType = evaluation === "instant" ? "instant" : "range";
    const answer = await this.#ask({ expr: expression, queryType, step: "1s" }, { from: time, to: time }, {});
    if (answer.kind !== "frames") return answer;
    return { kind: "numbers", samples: this.#read(() => answer.frames.flatMap(samplesOf)) };
  }

  async #ask(model: object, { from, to }: Range, options: AskOptions): Promise<QueryAnswer> {
    const bounds = { from: from / NANOS_PER_MS, to: to / NANOS_PER_MS };
    return askQuery(
      this.#client,
      this.#dataSource,
      { model: { ...model }, ...bounds },
      { ...options, asksForLess: true },
    );
  }

  #tell(notices: readonly Notice[]): void {
    for (const { severity, text } of notices) {
      const doubt = severity === "warning" ? " The answer may be partial." : "";
      const said = `Data source ${this.#client.quote(this.#dataSource.name)} says: ${this.#client.quote(text)}.${doubt}`;
      if (this.#told.size < MOST_TOLD && !this.#told.has(said)) this.#warn(said);
      if (this.#told.size < MOST_TOLD) this.#told.add(said);
    }
  }

  #read<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      if (!(cause instanceof FrameFault)) throw cause;
      const what = `asking data source ${this.#client.quote(this.#dataSource.name)}`;
      throw unusableAnswer({ what, reason: cause.message }, { cause });
    }
  }
}

/** Notices of one run that are passed on. */
const MOST_TOLD = 20;

function byTime(a: Entry, b: Entry): number {
  return a.nanos < b.nanos ? -1 : a.nanos > b.nanos ? 1 : 0;
}

function samplesOf({ fields }: Frame): readonly Sample[] {
  return fields
    .filter(({ type }) => type === "number")
    .flatMap((field) => {
      const value = Number(decodeField(field)[0] ?? Number.NaN);
      return Number.isFinite(value) ? [{ labels: labelsOf(field.labels), value }] : [];
    });
}
