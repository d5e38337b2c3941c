import { jsonOf, toJson } from "../convert.ts";
import type { Scalar } from "../relation.ts";
import { unsupported } from "../unsupported.ts";
import { argument, noMore, text, type ScalarFunction } from "./arguments.ts";

function split(value: Scalar, separator: Scalar, ...rest: Scalar[]): Scalar {
  noMore("split", ...rest);
  if (typeof separator.constant !== "string" || separator.constant === "") {
    throw unsupported("split() by anything but a literal text that is not empty");
  }
  return {
    sql: `string_split(${argument("split", value, "string")}, ${separator.sql})`,
    type: "dynamic",
    list: "texts",
    present: true,
  };
}

function codePoints(value: Scalar | undefined): Scalar {
  const sql = argument("unicode_codepoints_from_string", value, "string");
  // Splitting the empty text gives one empty part.
  const points = `list_transform(string_split(${sql}, ''), lambda c: unicode(c)::bigint)`;
  return {
    sql: `(case when ${sql} = '' then []::bigint[] else ${points} end)`,
    type: "dynamic",
    list: "longs",
    present: true,
  };
}

function arrayLength(value: Scalar | undefined): Scalar {
  const sql = argument("array_length", value, "dynamic");
  if (value!.list !== undefined) return { sql: `len(${sql})::bigint`, type: "long", present: true };
  return { sql: `(case when json_type(${sql}) = 'ARRAY' then json_array_length(${sql})::bigint end)`, type: "long" };
}

function arraySum(value: Scalar | undefined): Scalar {
  const sql = argument("array_sum", value, "dynamic");
  if (value!.list !== "longs") throw unsupported("array_sum() of anything but code points");
  // What an empty array gives is not documented; null is the harder case.
  return { sql: `list_sum(${sql})::double`, type: "real" };
}

/** Pairs of names and values as a bag; null values are kept as nulls. */
function bag(...args: Scalar[]): Scalar {
  if (args.length === 0 || args.length % 2 === 1) throw unsupported("bag_pack() without a value for each name");
  const pairs = args.flatMap((name, index) => {
    if (index % 2 === 1) return [];
    return [
      `to_json(${argument("bag_pack", name, "string")})::varchar || ':' || coalesce(${jsonOf(args[index + 1]!)}, 'null')`,
    ];
  });
  return { sql: `('{' || ${pairs.join(" || ',' || ")} || '}')`, type: "dynamic", present: true };
}

function array(...values: Scalar[]): Scalar {
  if (values.length === 0) return { sql: "'[]'", type: "dynamic", present: true };
  return {
    sql: `('[' || ${values.map((value) => `coalesce(${jsonOf(value)}, 'null')`).join(" || ',' || ")} || ']')`,
    type: "dynamic",
    present: true,
  };
}

function joinArray(value: Scalar, separator: Scalar): Scalar {
  const list = value.list === "texts" ? value.sql : `from_json(${toJson(value)}, '["VARCHAR"]')`;
  const by = argument("strcat_array", separator, "string");
  return text(`coalesce(array_to_string(${list}, ${by}), '')`);
}

/** Text that is no JSON stands for itself. */
function parseJson(value: Scalar | undefined): Scalar {
  if (value!.type === "dynamic") return value!;
  const sql = argument("parse_json", value, "string");
  const parsed = `nullif(json(${sql})::varchar, 'null')`;
  return {
    sql: `(case when ${sql} = '' then null when json_valid(${sql}) then ${parsed} else to_json(${sql})::varchar end)`,
    type: "dynamic",
  };
}

export const DYNAMICS: Readonly<Record<string, ScalarFunction>> = {
  split: (value, separator, ...rest) => split(value!, separator!, ...rest),
  unicode_codepoints_from_string: codePoints,
  array_length: arrayLength,
  array_sum: arraySum,
  bag_pack: bag,
  pack: bag,
  pack_array: array,
  pack_dictionary: bag,
  strcat_array: (value, separator) => joinArray(value!, separator!),
  parse_json: parseJson,
  todynamic: parseJson,
};
