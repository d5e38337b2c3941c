import { isWinnowError, type WinnowError } from "@winnow/core";
import {
  answerTooLarge,
  bodyCutShort,
  connectionFailed,
  partialFailure,
  queryTimedOut,
  serviceFailed,
  throttled,
} from "../service/errors.ts";
import type { QueryAnswer, TickRange } from "../service/query-service.ts";
import { type Slice, sliceOf, split } from "./slice.ts";

/** A slice whole, or why it could not be had. */
export type Outcome =
  | { readonly slice: Slice; readonly answer: QueryAnswer }
  | { readonly slice: Slice; readonly missing: WinnowError };

/** Failures that a shorter question may not have, whatever made them. */
const HEAVY = new Set([partialFailure, queryTimedOut, bodyCutShort].map(({ spec }) => spec.code));
/** Failures of the way there, after every attempt. */
const TRANSIENT = new Set([throttled, serviceFailed, connectionFailed].map(({ spec }) => spec.code));
/** What a partial failure says where there were too many rows or bytes. */
const SAYS_TOO_LARGE = /E_QUERY_RESULT_SET_TOO_LARGE|exceed\w* the (?:set|allowed|internal)|truncat|too large/i;

/** A slice that fails for what nobody knows is halved so often; one with too many rows, as long as it can be. */
const MOST_BLIND_SPLITS = 8;
/** What can be halved no more, and fails for what nobody knows, is asked for so often. */
const MOST_ASKED = 3;
/** After so many parts in a row that could not be had, failing slices are halved no more. */
const PARTS_BEFORE_NO_SPLIT = 8;
/** After so many slices in a row that the service was not there for, it is asked no more. */
const SLICES_BEFORE_STOP = 3;

interface Item {
  readonly slice: Slice;
  /** How often what it is a part of was split without knowing why it failed. */
  readonly blind: number;
  /** How often it was asked for as it is. */
  readonly asked: number;
  /** Whether counting its events has shown no way to split it. */
  readonly even?: boolean;
  /** Settles, and never rejects, once there is an answer or an error. */
  started?: Promise<void>;
  answer?: QueryAnswer;
  error?: unknown;
}

/**
 * Asks for every slice, several at once, splits those that are too much, and gives all of them in the slices' order:
 * each whole or as missing. No more than twice as many answers are held.
 *
 * @param find where the events of a range are that has too many of them: slices of the whole range, or `undefined`
 * @throws what no smaller question can help (credentials, permissions, KQL), and the first failure where nothing at
 *   all was answered
 */
export async function* pullSlices(
  slices: readonly Slice[],
  ask: (slice: Slice) => Promise<QueryAnswer>,
  concurrency: number,
  find: (range: TickRange) => Promise<readonly TickRange[] | undefined> = async () => undefined,
): AsyncGenerator<Outcome> {
  const ladder = new Ladder();
  const queue = new Queue(slices, ask, concurrency);
  let answered = false;
  /** Held back until something was answered: where everything is missing, there is no result to complete. */
  const held: (Outcome & { readonly missing: WinnowError })[] = [];
  for (;;) {
    const item = await queue.next();
    if (item === undefined) break;
    const { slice, answer, error } = item;
    if (answer !== undefined) {
      answered = true;
      ladder.answered();
      yield* held.splice(0);
      yield { slice, answer };
      continue;
    }
    const parts = ladder.partsOf(item, error);
    if (!isWinnowError(error) || parts === undefined) throw error;
    queue.putBack(isTooLarge(error) ? await wellSplit(item, parts, find) : parts);
    const lost = parts.length > 0 ? [] : ladder.isServiceGone() ? [slice, ...queue.abandon()] : [slice];
    held.push(...lost.map((each) => ({ slice: each, missing: error })));
    if (answered) yield* held.splice(0);
  }
  if (!answered && held.length > 0) throw held[0]!.missing;
}

/** Parts of a range by where its events are, in place of its halves. */
async function wellSplit(
  { slice: { range }, even }: Item,
  halves: readonly Item[],
  find: (range: TickRange) => Promise<readonly TickRange[] | undefined>,
): Promise<readonly Item[]> {
  const [half] = halves;
  if (range === null || half === undefined || half.slice.counted || even === true) return halves;
  const found = (await find(range)) ?? [];
  if (found.length < 2) return halves.map((each) => ({ ...each, even: true }));
  return found.map((each) => ({ ...half, slice: sliceOf(each) }));
}

function isTooLarge({ code, message }: WinnowError): boolean {
  return code === answerTooLarge.spec.code || (HEAVY.has(code) && SAYS_TOO_LARGE.test(message));
}

/** Slices in order, of which the next few are being asked for. */
class Queue {
  readonly #ask: (slice: Slice) => Promise<QueryAnswer>;
  readonly #concurrency: number;
  /** The next one last. */
  readonly #items: Item[];
  /** Asked for and not settled, and settled and not taken. */
  #asking = 0;
  #held = 0;

  constructor(slices: readonly Slice[], ask: (slice: Slice) => Promise<QueryAnswer>, concurrency: number) {
    this.#ask = ask;
    this.#concurrency = concurrency;
    this.#items = slices.map((slice) => ({ slice, blind: 0, asked: 1 })).reverse();
  }

  /** The next item, with its answer or its error. */
  async next(): Promise<Item | undefined> {
    const item = this.#items.pop();
    if (item === undefined) return undefined;
    this.#start(item);
    for (let i = this.#items.length - 1; i >= 0 && this.#hasRoom(); i--) this.#start(this.#items[i]!);
    await item.started;
    this.#held--;
    return item;
  }

  putBack(parts: readonly Item[]): void {
    this.#items.push(...[...parts].reverse());
  }

  /** Every slice that is left, in order. */
  abandon(): Slice[] {
    const left = this.#items.splice(0).reverse();
    return left.map(({ slice }) => slice);
  }

  /** Answers that came early wait for their turn: memory for some is there. */
  #hasRoom(): boolean {
    return this.#asking < this.#concurrency && this.#asking + this.#held < 2 * this.#concurrency;
  }

  #start(item: Item): void {
    if (item.started !== undefined) return;
    this.#asking++;
    item.started = this.#ask(item.slice)
      .then(
        (answer) => {
          item.answer = answer;
        },
        (error: unknown) => {
          item.error = error;
        },
      )
      .finally(() => {
        this.#asking--;
        this.#held++;
      });
  }
}

/** Decides what becomes of slices that fail, by what failed before. */
class Ladder {
  #lostParts = 0;
  #lostToService = 0;

  answered(): void {
    this.#lostParts = 0;
    this.#lostToService = 0;
  }

  isServiceGone(): boolean {
    return this.#lostToService >= SLICES_BEFORE_STOP;
  }

  /** What to ask in its place. Empty: it is missing. `undefined`: the run cannot go on. */
  partsOf({ slice, blind, asked }: Item, error: unknown): readonly Item[] | undefined {
    if (!isWinnowError(error)) return undefined;
    const { code } = error;
    if (TRANSIENT.has(code)) {
      this.#lostToService++;
      return [];
    }
    const tooLarge = isTooLarge(error);
    if (!tooLarge && !HEAVY.has(code)) return undefined;
    const passing = code === partialFailure.spec.code && !tooLarge && asked === 1;
    if (passing) return [{ slice, blind, asked: 2 }];
    const depth = tooLarge ? blind : blind + 1;
    const patient = this.#lostParts < PARTS_BEFORE_NO_SPLIT;
    // Halves of time come to an end; parts by content are many, and not tried for ever.
    const worthIt = tooLarge ? !slice.counted || patient : depth <= MOST_BLIND_SPLITS && patient;
    const parts = worthIt ? split(slice) : [];
    if (parts.length > 0) return parts.map((part) => ({ slice: part, blind: depth, asked: 1 }));
    if (!tooLarge && patient && asked < MOST_ASKED) return [{ slice, blind, asked: asked + 1 }];
    this.#lostParts++;
    return [];
  }
}
