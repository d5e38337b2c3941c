import { columnsOf } from "@winnow/expressions";
import type { ColumnInfo, Expression, ReducePlan, ValueType } from "@winnow/core";
import { concatenated, withListsOnce } from "../../kql/dialect.ts";
import { identifier, isWrittenByJson, stringLiteral, textOf, timeText } from "../../kql/quote.ts";
import { followed } from "../../kql/statements.ts";
import { TIME_COLUMN } from "../../pull/queries.ts";
import type { Slice } from "../../pull/slice.ts";
import { type KeyPlan, planKeys } from "../groups/key-plan.ts";
import { groupIdKql } from "./group-id.ts";
import { assertRunsInKql } from "./plan-check.ts";
import { boundsOf, freePrefix, type QuerySource } from "./query-source.ts";
import { Steps } from "./steps.ts";

/** Values of column `s`: whether an event is in a group. */
export const STATE = { grouped: "0", timeMissing: "1", filtered: "2" } as const;

/**
 * The table that every query of a reduction starts from, so that all of them mean the same groups:
 *
 * | column | content |
 * |---|---|
 * | `t` | time of the event, cut to µs as everywhere in Winnow |
 * | `c<i>` | column i of the source as text, where it is needed |
 * | `x<i>` | parts of keys and condition |
 * | `s` | one of {@link STATE} |
 * | `k<i>` | base key i as text; empty where the event is in no group |
 * | `id` | id of the group |
 *
 * All columns of an answer are text, except for `real` and `decimal` columns of events, which JSON writes exactly.
 */
export class ReductionTable {
  readonly plan: ReducePlan;
  readonly source: QuerySource;
  readonly keys: KeyPlan;
  readonly #byName: ReadonlyMap<string, ColumnInfo>;
  readonly #prefix: string;

  /** @throws as {@link assertRunsInKql} */
  constructor(plan: ReducePlan, source: QuerySource) {
    assertRunsInKql(plan, source);
    this.plan = plan;
    this.source = source;
    this.keys = planKeys(plan.keys);
    this.#byName = new Map(source.columns.map((column) => [column.name, column]));
    this.#prefix = freePrefix(source.base);
  }

  /** Whether slices are ranges of the time by which events are ordered. */
  get isSlicedByTime(): boolean {
    return this.plan.time === null || this.plan.time.column === TIME_COLUMN;
  }

  /** A column's name in the query. */
  name(name: string): string {
    return this.#prefix + name;
  }

  /** Names of all columns of the source. */
  allColumns(): string[] {
    return this.source.columns.map((_, index) => this.name(`c${index}`));
  }

  /** Names of the base keys. */
  keyNames(): string[] {
    return this.keys.base.map((_, index) => this.name(`k${index}`));
  }

  /** Whether a base key is a JSON list of its one value. */
  isJson(index: number): boolean {
    const key = this.keys.base[index]!;
    return key.op === "column" && isWrittenByJson(this.#byName.get(key.name)!);
  }

  /** The columns that keys and condition read, in the source's order. */
  neededColumns(): ColumnInfo[] {
    const { keys, where } = this.plan;
    const names = new Set([
      ...keys.flatMap(({ expression }) => columnsOf(expression)),
      ...(where === null ? [] : columnsOf(where)),
    ]);
    return this.source.columns.filter(({ name }) => names.has(name));
  }

  /** The events of a slice, with `t` and some columns, then the operators of one query. */
  query(slice: Slice, columns: readonly ColumnInfo[], operators: readonly string[]): string {
    return this.finished(this.events(slice, columns, operators));
  }

  /** As {@link query}, without the statements before it. */
  events({ range, counted, buckets }: Slice, columns: readonly ColumnInfo[], operators: readonly string[]): string {
    const projected = buckets.length > 0 ? this.source.columns : columns;
    const instant = `bin(${identifier(this.plan.time?.column ?? TIME_COLUMN)}, 1microsecond)`;
    const texts = this.source.columns.flatMap((column, index) =>
      projected.includes(column) ? [`${this.name(`c${index}`)} = ${textOf(column)}`] : [],
    );
    return followed({ statements: [], expression: this.source.base.expression }, [
      `where ${boundsOf({ range, counted, buckets })}`,
      `project ${[`${this.name("t")} = ${instant}`, ...texts].join(", ")}`,
      ...buckets.map(({ count, index }) => `where hash(${this.contentKql()}, ${count}) == ${index}`),
      ...operators,
    ]);
  }

  /** A query with the statements of the source before it. */
  finished(query: string): string {
    return withListsOnce(this.source.base.statements, query, this.#prefix);
  }

  /** Operators that compute the parts of keys and condition, the state, the keys. */
  groupingSteps(): string[] {
    const position = new Map(this.source.columns.map(({ name }, index) => [name, index]));
    const names = { column: (name: string) => this.name(`c${position.get(name)!}`), time: this.name("t") };
    const steps = new Steps(this.source.dialect, names, this.name("x"));
    const condition = this.plan.where === null ? undefined : steps.add(this.plan.where);
    const keys = this.keys.base.map((key) => steps.add(key));
    const cases = [
      ...(this.plan.time === null ? [] : [`isnull(${this.name("t")}), ${STATE.timeMissing}`]),
      ...(condition === undefined ? [] : [`not(${condition}), ${STATE.filtered}`]),
    ];
    const state = cases.length === 0 ? STATE.grouped : `case(${cases.join(", ")}, ${STATE.grouped})`;
    const texts = keys.map((kql, index) => {
      const text = this.isJson(index) ? `tostring(pack_array(${kql}))` : keyText(kql, this.keys.base[index]!.type);
      return `${this.name(`k${index}`)} = iff(${this.isGrouped()}, ${text}, "")`;
    });
    return [
      ...steps.write(),
      `extend ${this.name("s")} = ${state}`,
      ...(texts.length === 0 ? [] : [`extend ${texts.join(", ")}`]),
    ];
  }

  /** Condition for the events that are in a group. */
  isGrouped(): string {
    return `${this.name("s")} == ${STATE.grouped}`;
  }

  /** Operators that keep the events that are in a group and add its id. */
  withId(): string[] {
    return [`where ${this.isGrouped()}`, `extend ${this.name("id")} = ${groupIdKql(this.keyNames())}`];
  }

  /** Operators that keep the events of some groups or (`null`) of all. */
  ofGroups(ids: readonly string[] | null): string[] {
    if (ids === null) return [`where ${this.isGrouped()}`];
    return [...this.withId(), `where ${this.name("id")} in (${ids.map(stringLiteral).join(", ")})`];
  }

  /** All cells of an event as one text, which differs for different events. */
  contentKql(): string {
    return concatenated(
      this.source.columns.map((column, index) => {
        const name = this.name(`c${index}`);
        const text = isWrittenByJson(column) ? `tostring(pack_array(${name}))` : name;
        return `strcat(tostring(strlen(${text})), ":", ${text})`;
      }),
    );
  }
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
