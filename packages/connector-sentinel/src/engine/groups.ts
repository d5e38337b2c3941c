import type { GroupBatch, KeyColumn, Value } from "@winnow/core";
import { parseTicks } from "../kql/quote.ts";
import type { QueryAnswer } from "../service/query-service.ts";
import { unexpectedAnswer } from "./errors.ts";
import type { PlannedKey } from "./key-plan.ts";
import { type ReductionQueries, STATE } from "./reduction-queries.ts";

/** A group, and what its slices add up to. */
export interface Group {
  /** Base keys, as the service wrote them. */
  readonly keys: readonly string[];
  count: number;
  /** Of the first and the last event, as {@link tickText} writes them; empty where there is no time. */
  first: string;
  last: string;
}

const TICKS_PER_MICROSECOND = 10n;

const GROUP = /^g([0-9]),([0-9]+),(-?[0-9]*),(-?[0-9]*),([0-9a-f]*)$/;
const TEXT = /^t([0-9]+),/;

/** The texts that codes stand for, by base key. */
type Codes = readonly Map<string, string>[];

/** Adds up what the slices of a reduction say of its groups. */
export class GroupTally {
  readonly #queries: ReductionQueries;
  readonly #keys: number;
  readonly #groups = new Map<string, Group>();
  readonly #states = new Map<string, number>();

  constructor(queries: ReductionQueries) {
    this.#queries = queries;
    this.#keys = queries.keys.base.length;
  }

  /** Events in a state, all told. */
  events(state: string): number {
    return this.#states.get(state) ?? 0;
  }

  /**
   * Adds an answer to the question for groups.
   * @param digits of a code
   * @returns false, and adds nothing, where texts of one key share a code
   * @throws `WN1587` an answer that is not a reduction's
   */
  add({ values, rows }: QueryAnswer, digits: number): boolean {
    // An empty workspace answers nothing at all, not even columns.
    const lines = rows === 0 ? [] : values[0]!.map((line) => line ?? "");
    const codes = this.#codes(lines, digits);
    if (codes === undefined) return false;
    for (const line of lines) {
      if (TEXT.test(line)) continue;
      const [, state, count, first, last, tail] = GROUP.exec(line) ?? [];
      const events = Number(count);
      if (!Number.isSafeInteger(events) || events < 1) throw unreadable(line);
      this.#states.set(state!, this.events(state!) + events);
      if (state !== STATE.grouped) continue;
      const keys = codes.map((texts, key) => texts.get(tail!.slice(key * digits, (key + 1) * digits)));
      if (keys.includes(undefined) || tail!.length !== digits * this.#keys) throw unreadable(line);
      this.#merge({ keys: keys as string[], count: events, first: this.#time(first!), last: this.#time(last!) });
    }
    return true;
  }

  /** Every group, in an order that follows from what they hold: by first time, then by their keys. */
  sorted(): Group[] {
    return [...this.#groups.values()].sort((a, b) => compare(a.first, b.first) || compareKeys(a.keys, b.keys));
  }

  #codes(lines: readonly string[], digits: number): Codes | undefined {
    const codes: Codes = Array.from({ length: this.#keys }, () => new Map<string, string>());
    for (const line of lines) {
      const found = TEXT.exec(line);
      if (found === null) continue;
      const start = found[0].length;
      const [code, text] = [line.slice(start, start + digits), line.slice(start + digits)];
      const known = codes[Number(found[1])];
      if (known === undefined) throw unreadable(line);
      if ((known.get(code) ?? text) !== text) return undefined;
      known.set(code, text);
    }
    return codes;
  }

  #time(text: string): string {
    const time = this.#queries.groupTime(text);
    if (time === undefined) throw unexpectedAnswer({ problem: `"${text}" is no time` });
    return time;
  }

  #merge(group: Group): void {
    const name = JSON.stringify(group.keys);
    const known = this.#groups.get(name);
    if (known === undefined) {
      this.#groups.set(name, group);
      return;
    }
    known.count += group.count;
    if (known.first === "" || (group.first !== "" && group.first < known.first)) known.first = group.first;
    if (group.last > known.last) known.last = group.last;
  }
}

function unreadable(line: string): Error {
  return unexpectedAnswer({ problem: `"${line.length > 60 ? `${line.slice(0, 59)}…` : line}" is no group` });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (const [index, key] of a.entries()) {
    const order = compare(key, b[index]!);
    if (order !== 0) return order;
  }
  return 0;
}

/** µs since 1970 of a time as {@link tickText} writes it; 0 where there is none. */
export function microseconds(time: string): bigint {
  if (time === "") return 0n;
  const ticks = parseTicks(time);
  if (ticks === undefined) throw unexpectedAnswer({ problem: `"${time}" is no time` });
  const below = ((ticks % TICKS_PER_MICROSECOND) + TICKS_PER_MICROSECOND) % TICKS_PER_MICROSECOND;
  return (ticks - below) / TICKS_PER_MICROSECOND;
}

/**
 * Some groups as the contract wants them. A group's number stands for its earliest event too, and orders it among events
 * of one instant: the groups' order follows from what they hold.
 * @param first number of the first of these groups
 */
export function groupBatch(groups: readonly Group[], first: number, queries: ReductionQueries): GroupBatch {
  const timed = queries.plan.time !== null;
  const numbers = groups.map((_, index) => first + index);
  const times = (time: (group: Group) => string): BigInt64Array =>
    BigInt64Array.from(groups, (group) => (timed ? microseconds(time(group)) : 0n));
  return {
    rows: groups.length,
    keys: queries.keys.keys.map((key) => keyColumn(groups, key, queries)),
    counts: Float64Array.from(groups, ({ count }) => count),
    firstTimes: times((group) => group.first),
    lastTimes: times((group) => group.last),
    exemplars: Float64Array.from(numbers),
    tieBreaks: BigUint64Array.from(numbers, BigInt),
  };
}

function keyColumn(groups: readonly Group[], key: PlannedKey, queries: ReductionQueries): KeyColumn {
  const { base } = queries.keys;
  const isJson = base.map((_, position) => queries.isJson(position));
  const values = groups.map(({ keys }) => {
    const baseValue = (position: number): Value =>
      isJson[position] ? jsonValue(keys[position]!) : valueOf(keys[position]!, base[position]!.type);
    return key.kind === "base" ? baseValue(key.position) : key.evaluate(baseValue);
  });
  switch (key.type) {
    case "number":
    case "boolean":
      return {
        type: key.type,
        values: Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value))),
      };
    case "time":
      return { type: "time", values: BigInt64Array.from(values, (value) => value as bigint) };
    default:
      return { type: "text", values: values.map((value) => (value as string | null) ?? "") };
  }
}

/** A base key as it was before it became text. */
function valueOf(text: string, type: string): Value {
  switch (type) {
    case "number":
      return Number(text);
    case "boolean":
      return text === "1";
    case "time":
      return microseconds(text);
    default:
      return text;
  }
}

/** The text of a number in a JSON list of its own, as reading an answer makes it. */
function jsonValue(list: string): Value {
  const [value] = JSON.parse(list) as [string | number | null];
  return value === null ? null : String(value);
}
