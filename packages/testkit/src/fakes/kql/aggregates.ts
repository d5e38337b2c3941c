import { jsonOf } from "./convert.ts";
import type { SyntaxNode } from "./language.ts";
import type { Scalar } from "./relation.ts";
import { argumentsOf, nameOf } from "./tree.ts";
import { unsupported } from "./unsupported.ts";

type Aggregate = (args: readonly Scalar[]) => Scalar;

function filtered(condition: Scalar | undefined): string {
  if (condition === undefined) return "";
  if (condition.type !== "bool") throw unsupported(`a condition of type ${condition.type}`);
  return ` filter (where ${condition.sql})`;
}

function count(condition?: Scalar): Scalar {
  return { sql: `count(*)${filtered(condition)}`, type: "long", present: true };
}

function sum(value: Scalar, condition?: Scalar): Scalar {
  const { type, sql } = value;
  if (!["int", "long", "real", "timespan"].includes(type)) throw unsupported(`sum() of a ${type}`);
  const result = type === "int" ? "long" : type;
  const sqlType = result === "real" ? "double" : "bigint";
  const zero = `0::${sqlType}`;
  return { sql: `coalesce((sum(${sql})${filtered(condition)})::${sqlType}, ${zero})`, type: result, present: true };
}

function extreme(name: "min" | "max", value: Scalar, condition?: Scalar): Scalar {
  if (value.type === "dynamic" || value.type === "bool") throw unsupported(`${name}() of a ${value.type}`);
  const sql = `${name}(${value.sql})${filtered(condition)}`;
  return value.type === "string"
    ? { sql: `coalesce(${sql}, '')`, type: "string", present: true }
    : { sql, type: value.type };
}

function average(value: Scalar, condition?: Scalar): Scalar {
  if (!["int", "long", "real"].includes(value.type)) throw unsupported(`avg() of a ${value.type}`);
  return { sql: `avg(${value.sql})${filtered(condition)}`, type: "real" };
}

/** Any row may be picked; here the one with the greatest value, so that nobody relies on the first. */
function any(value: Scalar): Scalar {
  const sql = `max(${value.sql})`;
  return value.type === "string"
    ? { sql: `coalesce(${sql}, '')`, type: "string", present: true }
    : { sql, type: value.type };
}

/** Exact: Kusto's estimate is, for as few values as tests have. */
function distinctCount(value: Scalar, condition?: Scalar): Scalar {
  return { sql: `count(distinct ${value.sql})${filtered(condition)}`, type: "long", present: true };
}

/** An array, nulls left out; its order is nobody's to rely on, so it is the descending one. */
function collected(distinct: boolean, value: Scalar, condition?: Scalar): Scalar {
  const json = jsonOf(value);
  const list = `list(${distinct ? "distinct " : ""}${json} order by ${json} desc) filter (where ${value.sql} is not null${
    condition === undefined ? "" : ` and ${condition.sql}`
  })`;
  return { sql: `('[' || coalesce(array_to_string(${list}, ','), '') || ']')`, type: "dynamic", present: true };
}

function withoutLimit(name: string, args: readonly Scalar[], most: number): readonly Scalar[] {
  if (args.length > most) throw unsupported(`${name}() with a limit`);
  return args;
}

const AGGREGATES: Readonly<Record<string, Aggregate>> = {
  count: () => count(),
  countif: ([condition]) => count(condition),
  sum: ([value]) => sum(value!),
  sumif: ([value, condition]) => sum(value!, condition),
  min: ([value]) => extreme("min", value!),
  max: ([value]) => extreme("max", value!),
  minif: ([value, condition]) => extreme("min", value!, condition),
  maxif: ([value, condition]) => extreme("max", value!, condition),
  avg: ([value]) => average(value!),
  avgif: ([value, condition]) => average(value!, condition),
  dcount: ([value]) => distinctCount(value!),
  dcountif: ([value, condition]) => distinctCount(value!, condition),
  count_distinct: ([value]) => distinctCount(value!),
  count_distinctif: ([value, condition]) => distinctCount(value!, condition),
  make_set: (args) => collected(true, withoutLimit("make_set", args, 1)[0]!),
  make_list: (args) => collected(false, withoutLimit("make_list", args, 1)[0]!),
  make_set_if: (args) => collected(true, withoutLimit("make_set_if", args, 2)[0]!, args[1]),
  make_list_if: (args) => collected(false, withoutLimit("make_list_if", args, 2)[0]!, args[1]),
  take_any: (args) => any(withoutLimit("take_any", args, 1)[0]!),
  any: (args) => any(withoutLimit("any", args, 1)[0]!),
};

/** The SQL of an aggregate that gives one value; `undefined` where the call is of no aggregate. */
export function aggregateOf(call: SyntaxNode, translate: (argument: SyntaxNode) => Scalar): Scalar | undefined {
  const apply = AGGREGATES[nameOf(call)];
  return apply?.(argumentsOf(call).map(translate));
}
