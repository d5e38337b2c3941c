import type { GroupBatch, KeyColumn, Value } from "@winnow/core";
import { parseTicks } from "../kql/quote.ts";
import type { QueryAnswer } from "../service/query-service.ts";
import { unexpectedAnswer } from "./errors.ts";
import type { KeyPlan, PlannedKey } from "./key-plan.ts";
import { STATE } from "./reduction-queries.ts";

/** A group, and what its slices add up to. */
export interface Group {
  /** How queries name it. */
  readonly id: string;
  /** Base keys, as the service wrote them. */
  readonly keys: readonly (string | null)[];
  count: number;
  /** Of the first and the last event, as the service wrote them: 28 characters, or empty where there is no time. */
  first: string;
  last: string;
}

const TICKS_PER_MICROSECOND = 10n;
const COLUMNS_BEFORE_KEYS = 5;

/** Adds up what the slices of a reduction say of its groups. */
export class GroupTally {
  readonly #keys: KeyPlan;
  readonly #groups = new Map<string, Group>();
  readonly #states = new Map<string, number>();

  constructor(keys: KeyPlan) {
    this.#keys = keys;
  }

  /** Events in a state, all told. */
  events(state: string): number {
    return this.#states.get(state) ?? 0;
  }

  /** @throws `WN1587` an answer that is not a reduction's */
  add({ columns, rows, values }: QueryAnswer): void {
    // An empty workspace answers nothing at all, not even columns.
    if (rows === 0) return;
    if (columns.length !== COLUMNS_BEFORE_KEYS + this.#keys.base.length) {
      throw unexpectedAnswer({ problem: `it has ${columns.length} columns` });
    }
    const [states, counts, firsts, lasts, ids, ...keys] = values as readonly (readonly string[])[];
    for (let row = 0; row < rows; row++) {
      const [state, count] = [states![row]!, Number(counts![row])];
      if (!Number.isSafeInteger(count) || count < 1) {
        throw unexpectedAnswer({ problem: `it counts "${counts![row]}" events` });
      }
      this.#states.set(state, this.events(state) + count);
      if (state !== STATE.grouped) continue;
      const own = keys.map((column) => column[row] ?? null);
      this.#merge({ id: ids![row]!, keys: own, count, first: firsts![row] ?? "", last: lasts![row] ?? "" });
    }
  }

  /** Every group, in an order that follows from what they hold: by first time, then by their keys. */
  sorted(): Group[] {
    return [...this.#groups.values()].sort((a, b) => compare(a.first, b.first) || compareKeys(a.keys, b.keys));
  }

  #merge(group: Group): void {
    const known = this.#groups.get(group.id);
    if (known === undefined) {
      this.#groups.set(group.id, group);
      return;
    }
    known.count += group.count;
    if (known.first === "" || (group.first !== "" && group.first < known.first)) known.first = group.first;
    if (group.last > known.last) known.last = group.last;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareKeys(a: readonly (string | null)[], b: readonly (string | null)[]): number {
  for (const [index, key] of a.entries()) {
    const order = compare(key ?? "", b[index] ?? "");
    if (order !== 0) return order;
  }
  return 0;
}

/** µs since 1970 of a time that the service wrote; 0 where there is none. */
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
 * @param timed whether the events have a time
 */
export function groupBatch(groups: readonly Group[], first: number, plan: KeyPlan, timed: boolean): GroupBatch {
  const numbers = groups.map((_, index) => first + index);
  const times = (time: (group: Group) => string): BigInt64Array =>
    BigInt64Array.from(groups, (group) => (timed ? microseconds(time(group)) : 0n));
  return {
    rows: groups.length,
    keys: plan.keys.map((key) => keyColumn(groups, key, plan)),
    counts: Float64Array.from(groups, ({ count }) => count),
    firstTimes: times((group) => group.first),
    lastTimes: times((group) => group.last),
    exemplars: Float64Array.from(numbers),
    tieBreaks: BigUint64Array.from(numbers, BigInt),
  };
}

function keyColumn(groups: readonly Group[], key: PlannedKey, { base }: KeyPlan): KeyColumn {
  const values = groups.map(({ keys }) => {
    const baseValue = (position: number): Value => valueOf(keys[position]!, base[position]!.type);
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
function valueOf(text: string | null, type: string): Value {
  switch (type) {
    case "number":
      return text === null || text === "" ? null : Number(text);
    case "boolean":
      return text === "1";
    case "time":
      return microseconds(text ?? "");
    default:
      return text;
  }
}
