import { NANOS_PER_MS, type Range } from "../query/range.ts";
import type { TooHeavy } from "../service/refusals.ts";
import type { Evaluation, LokiTransport, Numbers } from "./transport.ts";

/** Lines that Loki counts; `undefined` where it does not count the lines of this query. */
export type Count = number | undefined | TooHeavy;

/** Asks Loki how many lines there are, which is answered apart from the lines themselves. */
export class LineCounter {
  readonly #transport: LokiTransport;
  readonly #query: string;
  /** Ends the query; lines that a stage failed on make a count fail, unless their error is dropped. */
  #ending = "";
  #refusal: string | undefined;

  constructor(transport: LokiTransport, query: string) {
    this.#transport = transport;
    this.#query = query;
  }

  /** Why Loki does not count the lines of this query; `undefined` while it does. */
  get refusal(): string | undefined {
    return this.#refusal;
  }

  /** Lines of a range, both bounds of which are whole ticks. */
  async within({ from, to }: Range): Promise<Count> {
    if (this.#refusal !== undefined) return undefined;
    const at = millisecondFrom(to);
    // Loki counts what comes after the start, up to and with the end.
    const answer = await this.#numbers((ending) => this.#sum(to - from, at - to + 1n, ending), at, "instant");
    return answer?.kind === "numbers" ? countIn(answer) : answer;
  }

  /** Lines from `from` up to `to`, seen from `time`, which is later: with those that are not flushed yet. */
  async unsplit({ from, to }: Range, time: bigint): Promise<Count> {
    if (this.#refusal !== undefined) return undefined;
    const since = (instant: bigint, ending: string): string => this.#sum(time - instant + 1n, 0n, ending);
    const difference = (ending: string): string => `${since(from, ending)} - (${since(to, ending)} or vector(0))`;
    const answer = await this.#numbers(difference, time, "step");
    return answer?.kind === "numbers" ? countIn(answer) : answer;
  }

  #sum(width: bigint, offset: bigint, ending: string): string {
    // On a line of its own: the query may end in a comment.
    const shifted = offset === 0n ? "" : ` offset ${offset}ns`;
    return `sum(count_over_time(${this.#query}${ending}\n[${width}ns]${shifted}))`;
  }

  async #numbers(
    expression: (ending: string) => string,
    time: bigint,
    evaluation: Evaluation,
  ): Promise<Numbers | TooHeavy | undefined> {
    let answer = await this.#transport.numbers(expression(this.#ending), time, evaluation);
    if (answer.kind === "refused" && this.#ending === "" && /pipeline error/i.test(answer.said)) {
      this.#ending = "\n| drop __error__, __error_details__";
      answer = await this.#transport.numbers(expression(this.#ending), time, evaluation);
    }
    if (answer.kind !== "refused") return answer;
    this.#refusal = answer.said;
    return undefined;
  }
}

function countIn({ samples }: Numbers): number {
  return samples.reduce((sum, { value }) => sum + value, 0);
}

function millisecondFrom(time: bigint): bigint {
  return ((time + NANOS_PER_MS - 1n) / NANOS_PER_MS) * NANOS_PER_MS;
}
