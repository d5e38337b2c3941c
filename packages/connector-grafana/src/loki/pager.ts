import { narrower } from "../query/narrower.ts";
import { NANOS_PER_MS, type Range } from "../query/range.ts";
import type { SliceAnswer } from "../query/slices.ts";
import type { TooHeavy } from "../service/refusals.ts";
import type { Entry } from "./entry.ts";
import { linesAt } from "./instant-lines.ts";
import { LabelKinds } from "./label-kinds.ts";
import type { LineCounter } from "./line-counter.ts";
import { type Page, PageSize } from "./page-size.ts";
import type { LokiTransport } from "./transport.ts";

/** Asked for where one tick fills a page; Loki says where its own limit is lower. */
const LARGEST_PAGE = 100_000;
/** A range that cannot be counted is asked for in parts, down to this, in nanoseconds. */
const LEAST_COUNTED = 1_000_000_000n;

/** Lines that show which labels are the stream's, where none was seen yet, and the time from which they are. */
const LEARNED_LINES = 100;
const LEARNED_FROM = 3_600_000_000_000n;

type Answer = SliceAnswer<readonly Entry[]>;
/** Lines of the beginning of a slice. */
interface Part {
  readonly kind: "part";
  readonly items: readonly Entry[];
  readonly rows: number;
  readonly range: Range;
}

/**
 * Asks Loki for slices of time. A full page is taken up to its last tick, which is asked for again: lines of one tick are
 * never split between two pages, so none is lost or doubled, equal ones included. Each part is compared with Loki's own
 * count of its lines, since Loki drops lines where a query starts in the millisecond that ends a chunk.
 */
export class LokiPager {
  readonly #transport: LokiTransport;
  readonly #query: string;
  readonly #counter: LineCounter;
  readonly #pages: PageSize;
  readonly #kinds = new LabelKinds();

  constructor(transport: LokiTransport, query: string, counter: LineCounter, limit: number) {
    this.#transport = transport;
    this.#query = query;
    this.#counter = counter;
    this.#pages = new PageSize(transport, limit);
  }

  /** Lines of a page. */
  get limit(): number {
    return this.#pages.limit;
  }

  /** @throws `WN1545` when Loki refuses the query, and what the transport throws */
  async ask(slice: Range): Promise<Answer> {
    const part = await this.#part(slice);
    if (part.kind !== "part") return part;
    this.#kinds.learn(part.items);
    const count = await this.#counter.within(part.range);
    if (typeof count === "object") return uncounted(part, count);
    if (count === undefined || count <= part.items.length) return whole(part);
    const lacking = short(part, count - part.items.length, `Loki counts ${count} lines and gives ${part.items.length}`);
    const next = narrower(part.range, this.#transport.tick);
    if (next !== undefined) return { ...lacking, narrower: next };
    return (await this.#completed(part, count)) ?? lacking;
  }

  async #part(slice: Range): Promise<Part | Exclude<Answer, { kind: "short" }>> {
    const { tick } = this.#transport;
    const page = await this.#page(slice);
    if (page.kind !== "lines") return page;
    const part = partOf(page, slice, tick);
    if (part !== undefined) return part;
    if (slice.to - slice.from > tick) return { kind: "cut", reason: "a page is full", upTo: slice.from + tick };
    return this.#tick(slice);
  }

  /** A page from a millisecond before, so that no chunk that ends where the slice begins is passed over. */
  async #page(slice: Range, most: number = this.limit): Promise<Page> {
    const { from, to } = slice;
    if (from % NANOS_PER_MS !== 0n) return this.#pages.page(slice, most);
    const page = await this.#pages.page({ from: from - this.#transport.tick, to }, most);
    const isFilledBefore = page.kind === "lines" && isFull(page) && (page.entries.at(-1)?.nanos ?? from) < from;
    return isFilledBefore ? this.#pages.page(slice, most) : page;
  }

  /** One tick that filled a page: asks for as much as Loki ever gives. */
  async #tick(slice: Range): Promise<Part | Exclude<Answer, { kind: "short" }>> {
    const page = await this.#page(slice, Math.max(LARGEST_PAGE, this.limit));
    if (page.kind !== "lines") return page;
    if (!isFull(page)) return { kind: "part", items: within(page, slice), rows: page.entries.length, range: slice };
    const name = this.#transport.tick === 1n ? "nanosecond" : "millisecond";
    return { kind: "cut", reason: `one ${name} holds more lines than Loki gives at once (${page.limit})` };
  }

  /** The lines of a single tick with those at its start, at which Loki may cut queries, got in another way. */
  async #completed(part: Part, count: number): Promise<Answer | undefined> {
    const { from } = part.range;
    const atStart = (await this.#linesAt(from)) ?? (await this.#linesAt(from, await this.#learnedAfter(from)));
    if (atStart === undefined) return undefined;
    const items = [...atStart, ...part.items.filter(({ nanos }) => nanos !== from)];
    return items.length >= count ? whole({ ...part, items }) : undefined;
  }

  async #linesAt(nanos: bigint, kinds: LabelKinds = this.#kinds): Promise<readonly Entry[] | undefined> {
    return linesAt(this.#transport, this.#query, nanos, kinds);
  }

  /** The kinds of labels, with those of later lines. */
  async #learnedAfter(nanos: bigint): Promise<LabelKinds> {
    const answer = await this.#transport.lines({ from: nanos, to: nanos + LEARNED_FROM }, LEARNED_LINES, Infinity);
    if (answer.kind === "lines") this.#kinds.learn(answer.entries);
    return this.#kinds;
  }
}

function isFull({ entries, limit }: { readonly entries: readonly Entry[]; readonly limit: number }): boolean {
  return entries.length >= limit;
}

function within({ entries }: { readonly entries: readonly Entry[] }, { from, to }: Range): readonly Entry[] {
  return entries.filter(({ nanos }) => nanos >= from && nanos < to);
}

/** What a page holds for sure; `undefined` where a single tick fills it. */
function partOf(page: Extract<Page, { kind: "lines" }>, slice: Range, tick: bigint): Part | undefined {
  const rows = page.entries.length;
  const last = page.entries.at(-1)?.nanos ?? slice.to;
  if (!isFull(page) || last >= slice.to) return { kind: "part", items: within(page, slice), rows, range: slice };
  const upTo = last - (last % tick);
  if (upTo <= slice.from) return undefined;
  const range = { from: slice.from, to: upTo };
  return { kind: "part", items: within(page, range), rows, range };
}

function whole({ items, rows, range }: Part): Answer {
  return { kind: "whole", items, rows, upTo: range.to };
}

function short({ items, rows, range }: Part, missing: number, reason: string): Extract<Answer, { kind: "short" }> {
  return { kind: "short", items, rows, upTo: range.to, missing, reason };
}

/** A part that is too much to count is asked for in smaller parts, if it is not small already. */
function uncounted(part: Part, heavy: TooHeavy): Answer {
  const { from, to } = part.range;
  return to - from > LEAST_COUNTED ? heavy : short(part, 0, `Loki does not count its lines: ${heavy.said}`);
}
