import type { QueryAnswer } from "../../service/query-service.ts";
import { unexpectedAnswer } from "../errors.ts";
import { originOf, parseGroupTime } from "../queries/group-time.ts";
import { type ReductionTable, STATE } from "../queries/reduction-table.ts";
import type { Group } from "./group.ts";

const GROUP = /^g([0-9]),([0-9]+),(-?[0-9]*),(-?[0-9]*),([0-9a-f]*)$/;
const TEXT = /^t([0-9]+),/;

/** The texts of codes, by base key. */
type Codes = readonly Map<string, string>[];

/** Sums the answers for the groups of slices. */
export class GroupTally {
  readonly #keys: number;
  readonly #origin: bigint;
  readonly #groups = new Map<string, Group>();
  readonly #states = new Map<string, number>();

  constructor(table: ReductionTable) {
    this.#keys = table.keys.base.length;
    this.#origin = originOf(table.source.from);
  }

  /** Number of events in a state. */
  events(state: string): number {
    return this.#states.get(state) ?? 0;
  }

  /**
   * Adds an answer to the query for groups.
   * @param digits of a code
   * @returns false, without adding anything, where texts of one key share a code
   * @throws `WN1587` where the answer does not have the form of groups
   */
  add({ values, rows }: QueryAnswer, digits: number): boolean {
    // The answer of an empty workspace has no columns.
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

  /** All groups, by first time and then by keys: the order does not depend on the slices. */
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
    const time = parseGroupTime(text, this.#origin);
    if (time === undefined) throw unexpectedAnswer({ problem: `"${text}" is no time` });
    return time;
  }

  #merge(group: Group): void {
    const name = JSON.stringify(group.keys);
    const known = this.#groups.get(name);
    this.#groups.set(name, known === undefined ? group : merged(known, group));
  }
}

function merged(a: Group, b: Group): Group {
  const firsts = [a.first, b.first].filter((time) => time !== "").sort();
  return {
    keys: a.keys,
    count: a.count + b.count,
    first: firsts[0] ?? "",
    last: a.last > b.last ? a.last : b.last,
  };
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
