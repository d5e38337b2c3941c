import type { Range } from "../query/range.ts";
import { isTooManyRows, type TooHeavy } from "../service/refusals.ts";
import type { Lines, LokiTransport } from "./transport.ts";

/** Lines below which a page is not made smaller. */
const LEAST = 100;
/** Seconds that are waited for a page while there is a smaller one to ask for. */
const PATIENCE = 15;

/** A page, and how many lines it might have held. */
export type Page = (Lines & { readonly limit: number }) | TooHeavy;

/**
 * Asks for pages, smaller ones where Loki refuses the size or gives nothing. What turned out to be possible is kept for the
 * rest of the run.
 */
export class PageSize {
  readonly #transport: LokiTransport;
  #limit: number;

  constructor(transport: LokiTransport, limit: number) {
    this.#transport = transport;
    this.#limit = limit;
  }

  /** Lines of a page. */
  get limit(): number {
    return this.#limit;
  }

  /**
   * A page of at most `most` lines.
   * @throws `WN1545` when Loki refuses the query, and what the transport throws
   */
  async page(range: Range, most: number): Promise<Page> {
    let heavy: TooHeavy | undefined;
    for (let limit = most; ;) {
      const answer = await this.#transport.lines(range, limit, limit > LEAST ? PATIENCE : Infinity);
      if (answer.kind === "lines") {
        if (heavy !== undefined) this.#limit = Math.min(this.#limit, limit);
        return { ...answer, limit };
      }
      const lower = lowerLimit(answer.said, limit);
      if (lower !== undefined) {
        this.#limit = Math.min(this.#limit, lower);
        limit = lower;
        continue;
      }
      if (answer.kind === "refused") throw answer.error;
      heavy ??= answer;
      // Where no size helps, it is the time that is asked for.
      if (limit <= LEAST || !isTooManyRows(answer)) return heavy;
      limit = Math.max(LEAST, Math.floor(limit / 5));
    }
  }
}

/** The limit of Loki, where it refused a page because its own is lower. */
function lowerLimit(said: string, asked: number): number | undefined {
  const match = /limit.*\((\d+) > (\d+)\)/.exec(said);
  if (match === null || Number(match[1]) !== asked) return undefined;
  const lower = Number(match[2]);
  return lower > 0 && lower < asked ? lower : undefined;
}
