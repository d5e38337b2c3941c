import { createHash } from "node:crypto";
import {
  type ColumnInfo,
  columnsOf,
  type Dialect,
  type Expression,
  type ReducePlan,
  runsIn,
  type ValueType,
} from "@winnow/core";
import { concatenated, withListsOnce } from "../kql/dialect.ts";
import {
  datetimeLiteral,
  identifier,
  isWrittenByJson,
  parseTicks,
  stringLiteral,
  textOf,
  tickText,
  timeText,
} from "../kql/quote.ts";
import { type BaseQuery, followed } from "../kql/statements.ts";
import { TIME_COLUMN } from "../pull/queries.ts";
import type { Slice } from "../pull/slice.ts";
import { beyondKql, timeNotDatetime, unknownColumn } from "./errors.ts";
import { type KeyPlan, planKeys } from "./key-plan.ts";
import { Steps } from "./steps.ts";

/** What becomes of an event, as the query says it. */
export const STATE = { grouped: "0", timeMissing: "1", filtered: "2" } as const;

/** What a query is made from besides the plan. */
export interface QuerySource {
  /** What messages call it. */
  readonly name: string;
  readonly base: BaseQuery;
  readonly columns: readonly ColumnInfo[];
  readonly dialect: Dialect;
  /** Where the range of time starts, in ticks since 1970. */
  readonly from: bigint;
}

const TICKS_PER_MICROSECOND = 10n;
/** The first and the last that a datetime can be. */
const FIRST_TICK = -621_355_968_000_000_000n;
const LAST_TICK = 2_534_023_007_999_999_999n;
/** Ticks that a double holds exactly, and all below. */
const EXACT_SPAN = 2n ** 53n;

/** An id has so many hexadecimal digits: 128 bits, of which no two groups will ever share all. */
const ID_DIGITS = 32;

/** Name of all groups within a query for them. */
const ALL_GROUPS = "all_groups";

/** How queries name a group: by a hash of the hashes of its keys. No log content goes into a query. */
export function groupId(keys: readonly string[]): string {
  return sha256(keys.map(sha256).join("")).slice(0, ID_DIGITS);
}

function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/**
 * The queries of one reduction. Each starts with the same steps, so that all of them mean the same by a group:
 *
 * | column | holds |
 * |---|---|
 * | `t` | the event's time, cut to µs as everywhere in Winnow |
 * | `c<i>` | column i of the source as text, where it is needed |
 * | `x<i>` | parts of keys and condition |
 * | `s` | what becomes of the event |
 * | `k<i>` | base key i as text; empty where the event is in no group |
 * | `id` | {@link groupId} |
 *
 * All columns of an answer are text, but for `real` and `decimal` columns of events, which the answer's JSON writes whole.
 */
export class ReductionQueries {
  readonly plan: ReducePlan;
  readonly keys: KeyPlan;
  readonly #source: QuerySource;
  readonly #byName: ReadonlyMap<string, ColumnInfo>;
  readonly #prefix: string;
  /** Times of groups are written from here on: shorter than whole instants. */
  readonly #origin: bigint;

  /** @throws `WN1581` for a column that the source lacks, `WN1582` for what KQL cannot compute, `WN1583` a time that is none */
  constructor(plan: ReducePlan, source: QuerySource) {
    this.plan = plan;
    this.#source = source;
    this.#byName = new Map(source.columns.map((column) => [column.name, column]));
    this.#prefix = freePrefix(source.base);
    this.#origin =
      source.from - (((source.from % TICKS_PER_MICROSECOND) + TICKS_PER_MICROSECOND) % TICKS_PER_MICROSECOND);
    for (const { name, expression } of plan.keys) this.#require(name, expression);
    if (plan.where !== null) this.#require("where", plan.where);
    if (plan.time !== null) this.#requireTime(plan.time.column, plan.time.format);
    this.keys = planKeys(plan.keys);
  }

  /** Whether slices are slices of the time by which events are ordered. */
  get isSlicedByTime(): boolean {
    return this.plan.time === null || this.plan.time.column === TIME_COLUMN;
  }

  /**
   * The groups, each row one text, because texts that many groups share move once, and then by short codes:
   *
   * | row | holds |
   * |---|---|
   * | `g0,N,FIRST,LAST,CODES` | a group: its events, its first and last time (see {@link groupTime}), and the codes of its keys, one after the other |
   * | `g1,N,…`, `g2,N,…` | events of another state |
   * | `t<i>,CODE TEXT` | a text of base key i and its code, with nothing between them |
   *
   * @param digits of a code; where two texts share one, more are needed
   */
  groups(slice: Slice, digits: number): string {
    const [s, n, a, b, t, all] = ["s", "n", "a", "b", "t", ALL_GROUPS].map((name) => this.#n(name));
    const row = this.#n("r");
    const codes = this.keys.base.map((_, index) => this.#n(`h${index}`));
    const texts = this.#keyNames();
    const coded = texts.map((text, index) => `${codes[index]} = substring(hash_sha256(${text}), 0, ${digits})`);
    const compact = (time: string): string => this.#compactTime(time);
    const fields = [
      '"g"',
      `tostring(${s})`,
      '","',
      `tostring(${n})`,
      '","',
      compact(a!),
      '","',
      compact(b!),
      '","',
      ...codes,
    ];
    const tallied = this.#query(slice, this.#needed(), [
      ...this.#steps(),
      `summarize ${n} = count(), ${a} = min(${t}), ${b} = max(${t}) by ${[s, ...texts].join(", ")}`,
      ...(coded.length === 0 ? [] : [`extend ${coded.join(", ")}`]),
    ]);
    const members = [
      `(${all} | project ${row} = ${concatenated(fields)})`,
      ...texts.map(
        (text, index) =>
          `(${all} | where ${s} == ${STATE.grouped} | distinct ${codes[index]}, ${text} | project ${row} = strcat("t${index},", ${codes[index]}, ${text}))`,
      ),
    ];
    const groups = `let ${all} = materialize(\n${tallied.query}\n);`;
    const answer = members.length === 1 ? members[0]! : `union ${members.join(",\n")}`;
    return withListsOnce(tallied.statements, `${groups}\n${answer}`, this.#prefix);
  }

  /**
   * The events at the first instants of some groups, equal ones once: id, then all columns.
   * @param firsts id and time of each group, as {@link groups} gave them
   */
  firsts(slice: Slice, firsts: readonly { readonly id: string; readonly time: string }[]): string {
    const time = this.#n("t");
    const instants = [...new Set(firsts.map((first) => first.time))].filter((text) => text !== "");
    const wanted = firsts.map((first) => stringLiteral(first.id + first.time));
    // Told by the time alone, nearly all events are out before anything is computed of them.
    const atOnce = [
      ...(instants.length > 0 ? [`${time} in (${instants.map(datetimeText).join(", ")})`] : []),
      ...(firsts.some((first) => first.time === "") ? [`isnull(${time})`] : []),
    ];
    return this.#lines(slice, this.#source.columns, [
      `where ${atOnce.join(" or ")}`,
      ...this.#steps(),
      ...this.#withId(),
      `where strcat(${this.#n("id")}, ${timeText(time)}) in (${wanted.join(", ")})`,
      `distinct ${[this.#n("id"), ...this.#allColumns()].join(", ")}`,
    ]);
  }

  /** Events, their time and then all columns, of some groups or (`null`) all of them; the first `limit` by time, and then by a hash. */
  members(slice: Slice, ids: readonly string[] | null, limit: number | undefined): string {
    const time = this.#n("t");
    const hash = `hash_sha256(${concatenated(this.#source.columns.map((column, i) => this.#hashable(column, i)))})`;
    const first =
      limit === undefined
        ? []
        : [
            `extend ${this.#n("h")} = ${hash}`,
            `sort by ${time} asc nulls first, ${this.#n("h")} asc`,
            `take ${Math.max(0, Math.trunc(limit))}`,
          ];
    return this.#lines(slice, this.#source.columns, [
      ...this.#steps(),
      ...this.#ofGroups(ids),
      ...first,
      `project ${[`${time} = ${timeText(time)}`, ...this.#allColumns()].join(", ")}`,
    ]);
  }

  /** Every event, whatever became of it: their first and last time. */
  bounds(slice: Slice): string {
    const [a, b] = [this.#n("a"), this.#n("b")];
    return this.#lines(
      slice,
      [],
      [
        `summarize ${a} = min(${this.#n("t")}), ${b} = max(${this.#n("t")})`,
        `project ${a} = ${timeText(a)}, ${b} = ${timeText(b)}`,
      ],
    );
  }

  /**
   * Events by step of time: step, events. Of some groups, or of all events whatever became of them.
   * @param start ticks of the first step
   * @param width µs of a step
   */
  histogram(slice: Slice, ids: readonly string[] | undefined, start: bigint, width: bigint): string {
    const [step, n] = [this.#n("step"), this.#n("n")];
    return this.#lines(slice, ids === undefined ? [] : this.#needed(), [
      ...(ids === undefined ? [] : [...this.#steps(), ...this.#ofGroups(ids)]),
      `where isnotnull(${this.#n("t")})`,
      `summarize ${n} = count() by ${step} = ${this.#step(start, width)}`,
      `project ${step} = tostring(${step}), ${n} = tostring(${n})`,
    ]);
  }

  /** Events by group and step of time: the first `digits` of the id, step, events. */
  activity(slice: Slice, digits: number, start: bigint, width: bigint): string {
    const [id, step, n] = [this.#n("id"), this.#n("step"), this.#n("n")];
    return this.#lines(slice, this.#needed(), [
      ...this.#steps(),
      `where ${this.#n("s")} == ${STATE.grouped} and isnotnull(${this.#n("t")})`,
      `summarize ${n} = count() by ${[...this.#keyNames(), `${step} = ${this.#step(start, width)}`].join(", ")}`,
      `project ${id} = substring(${this.#id()}, 0, ${digits}), ${step} = tostring(${step}), ${n} = tostring(${n})`,
    ]);
  }

  /** The events whose time is missing: all columns. */
  timeless(slice: Slice): string {
    return this.#lines(slice, this.#source.columns, [
      ...this.#steps(),
      `where ${this.#n("s")} == ${STATE.timeMissing}`,
      `project ${this.#allColumns().join(", ")}`,
    ]);
  }

  #n(name: string): string {
    return this.#prefix + name;
  }

  #require(key: string, expression: Expression): void {
    for (const column of columnsOf(expression)) this.#column(column);
    if (!runsIn(this.#source.dialect, expression)) throw beyondKql({ key });
  }

  #column(name: string): ColumnInfo {
    const { columns, name: source } = this.#source;
    const column = this.#byName.get(name);
    if (column === undefined) throw unknownColumn({ source, column: name, known: columns.map((each) => each.name) });
    return column;
  }

  #requireTime(name: string, format: string): void {
    const { type } = this.#column(name);
    if (type === "datetime" && (format === "auto" || format === "iso")) return;
    throw timeNotDatetime({ source: this.#source.name, column: name, type, format });
  }

  /** The columns that keys and condition read, in the source's order. */
  #needed(): ColumnInfo[] {
    const { keys, where } = this.plan;
    const names = new Set([
      ...keys.flatMap(({ expression }) => columnsOf(expression)),
      ...(where === null ? [] : columnsOf(where)),
    ]);
    return this.#source.columns.filter(({ name }) => names.has(name));
  }

  #allColumns(): string[] {
    return this.#source.columns.map((_, index) => this.#n(`c${index}`));
  }

  #keyNames(): string[] {
    return this.keys.base.map((_, index) => this.#n(`k${index}`));
  }

  /** The events of a slice, with some columns, then the operators of one query. */
  #lines(slice: Slice, columns: readonly ColumnInfo[], operators: readonly string[]): string {
    const { statements, query } = this.#query(slice, columns, operators);
    return withListsOnce(statements, query, this.#prefix);
  }

  #query(
    slice: Slice,
    columns: readonly ColumnInfo[],
    operators: readonly string[],
  ): { readonly statements: readonly string[]; readonly query: string } {
    const { buckets } = slice;
    const projected = buckets.length > 0 ? this.#source.columns : columns;
    const instant = `bin(${identifier(this.plan.time?.column ?? TIME_COLUMN)}, 1microsecond)`;
    const places = this.#source.columns.flatMap((column, index) =>
      projected.includes(column) ? [`${this.#n(`c${index}`)} = ${textOf(column)}`] : [],
    );
    const content = concatenated(this.#source.columns.map((column, index) => this.#hashable(column, index)));
    const { statements, expression } = this.#source.base;
    const query = followed({ statements: [], expression }, [
      `where ${boundsOf(slice)}`,
      `project ${[`${this.#n("t")} = ${instant}`, ...places].join(", ")}`,
      ...buckets.map(({ count, index }) => `where hash(${content}, ${count}) == ${index}`),
      ...operators,
    ]);
    return { statements, query };
  }

  /** Parts of keys and condition, the state, the keys. */
  #steps(): string[] {
    const position = new Map(this.#source.columns.map(({ name }, index) => [name, index]));
    const names = { column: (name: string) => this.#n(`c${position.get(name)!}`), time: this.#n("t") };
    const steps = new Steps(this.#source.dialect, names, this.#n("x"));
    const condition = this.plan.where === null ? undefined : steps.add(this.plan.where);
    const keys = this.keys.base.map((key) => steps.add(key));
    const cases = [
      ...(this.plan.time === null ? [] : [`isnull(${this.#n("t")}), ${STATE.timeMissing}`]),
      ...(condition === undefined ? [] : [`not(${condition}), ${STATE.filtered}`]),
    ];
    const state = cases.length === 0 ? STATE.grouped : `case(${cases.join(", ")}, ${STATE.grouped})`;
    const grouped = `${this.#n("s")} == ${STATE.grouped}`;
    const texts = keys.map((kql, index) => {
      const text = this.isJson(index) ? `tostring(pack_array(${kql}))` : keyText(kql, this.keys.base[index]!.type);
      return `${this.#n(`k${index}`)} = iff(${grouped}, ${text}, "")`;
    });
    return [
      ...steps.write(),
      `extend ${this.#n("s")} = ${state}`,
      ...(texts.length === 0 ? [] : [`extend ${texts.join(", ")}`]),
    ];
  }

  /** Whether a base key comes as a JSON list of its one value, which its text is made from. */
  isJson(index: number): boolean {
    const key = this.keys.base[index]!;
    return key.op === "column" && isWrittenByJson(this.#byName.get(key.name)!);
  }

  /** What {@link groupTime} reads. A quotient of spans is a double, which is exact up to 28 years. */
  #compactTime(time: string): string {
    const [least, base, most] = [this.#origin - EXACT_SPAN, this.#origin, this.#origin + EXACT_SPAN].map((ticks) =>
      datetimeLiteral(ticks < FIRST_TICK ? FIRST_TICK : ticks > LAST_TICK ? LAST_TICK : ticks),
    );
    const offset = `tostring(tolong((${time} - ${base}) / 1microsecond))`;
    const near = `${time} >= ${least} and ${time} < ${most}`;
    return `case(isnull(${time}), "", ${near}, ${offset}, format_datetime(${time}, "yyyyMMddHHmmssffffff"))`;
  }

  /**
   * A time of a group as {@link tickText} writes it.
   * @param text µs since the source's origin or, far from there, `yyyyMMddHHmmssffffff`; empty where there is none
   * @returns `undefined` for what is none of these
   */
  groupTime(text: string): string | undefined {
    if (text === "") return text;
    if (/^-?[0-9]{1,15}$/.test(text)) return tickText(this.#origin + BigInt(text) * TICKS_PER_MICROSECOND);
    const time = text.replace(/^(....)(..)(..)(..)(..)(..)([0-9]{6})$/, "$1-$2-$3T$4:$5:$6.$70Z");
    return parseTicks(time) === undefined ? undefined : time;
  }

  /** What {@link groupId} is in JavaScript. */
  #id(): string {
    const hashes = this.#keyNames().map((name) => `hash_sha256(${name})`);
    return `substring(hash_sha256(${concatenated(hashes)}), 0, ${ID_DIGITS})`;
  }

  #hashable(column: ColumnInfo, index: number): string {
    const name = this.#n(`c${index}`);
    const text = isWrittenByJson(column) ? `tostring(pack_array(${name}))` : name;
    return `strcat(tostring(strlen(${text})), ":", ${text})`;
  }

  #withId(): string[] {
    return [`where ${this.#n("s")} == ${STATE.grouped}`, `extend ${this.#n("id")} = ${this.#id()}`];
  }

  #ofGroups(ids: readonly string[] | null): string[] {
    if (ids === null) return [`where ${this.#n("s")} == ${STATE.grouped}`];
    return [...this.#withId(), `where ${this.#n("id")} in (${ids.map(stringLiteral).join(", ")})`];
  }

  #step(start: bigint, width: bigint): string {
    return `(tolong((${this.#n("t")} - ${datetimeLiteral(start)}) / 1microsecond) / ${width})`;
  }
}

/** Some events of a slice, all columns. */
export function sampleQuery({ base, columns }: QuerySource, slice: Slice, limit: number): string {
  const prefix = freePrefix(base);
  const projected = columns.map((column, index) => `${prefix}c${index} = ${textOf(column)}`);
  const take = `take ${Math.max(0, Math.trunc(limit))}`;
  return followed(base, [`where ${boundsOf(slice)}`, take, `project ${projected.join(", ")}`]);
}

function boundsOf({ range }: Slice): string {
  const time = identifier(TIME_COLUMN);
  if (range === null) return `isnull(${time})`;
  return `${time} >= ${datetimeLiteral(range.from)} and ${time} < ${datetimeLiteral(range.to)}`;
}

/** A time that the service wrote, as a literal. */
function datetimeText(time: string): string {
  return datetimeLiteral(parseTicks(time)!);
}

/** A key as text, by its type. */
function keyText(kql: string, type: Expression["type"]): string {
  switch (type as ValueType) {
    case "number":
      return `tostring(${kql})`;
    case "boolean":
      return `iff(${kql}, "1", "0")`;
    case "time":
      return timeText(kql);
    default:
      return kql;
  }
}

/** What no name in the query starts with, so that its own `let` names mean nothing else in what follows. */
function freePrefix({ statements, expression }: BaseQuery): string {
  const text = [...statements, expression].join("\n");
  if (statements.length === 0 && !text.includes(ALL_GROUPS)) return "";
  let prefix = "w_";
  for (let i = 1; text.includes(prefix); i++) prefix = `w${i}_`;
  return prefix;
}
