import type { GroupBatch, KeyColumn, Value } from "@winnow/core";
import type { ReductionTable } from "../queries/reduction-table.ts";
import { type Group, microseconds } from "./group.ts";
import type { PlannedKey } from "./key-plan.ts";

/**
 * Some groups as a batch. A group's number is also the number of its exemplar.
 * @param first number of the first of these groups
 */
export function groupBatch(groups: readonly Group[], first: number, table: ReductionTable): GroupBatch {
  const timed = table.plan.time !== null;
  const times = (time: (group: Group) => string): BigInt64Array =>
    BigInt64Array.from(groups, (group) => (timed ? microseconds(time(group)) : 0n));
  return {
    rows: groups.length,
    keys: table.keys.keys.map((key) => keyColumn(groups, key, table)),
    counts: Float64Array.from(groups, ({ count }) => count),
    firstTimes: times((group) => group.first),
    lastTimes: times((group) => group.last),
    exemplars: Float64Array.from(groups, (_, index) => first + index),
  };
}

function keyColumn(groups: readonly Group[], key: PlannedKey, table: ReductionTable): KeyColumn {
  const { base } = table.keys;
  const isJson = base.map((_, position) => table.isJson(position));
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

/** A base key, parsed from its text. */
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

/** The text of a number in a JSON list, equal to its text in an event. */
function jsonValue(list: string): Value {
  const [value] = JSON.parse(list) as [string | number | null];
  return value === null ? null : String(value);
}
