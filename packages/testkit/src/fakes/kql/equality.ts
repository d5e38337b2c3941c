import { refuse, toJson } from "./convert.ts";
import type { Scalar } from "./relation.ts";
import { unsupported } from "./unsupported.ts";

const NUMBERS: ReadonlySet<string> = new Set(["int", "long", "real"]);

/** Whether values of these types may be compared as they are. */
export function comparable(left: Scalar, right: Scalar): boolean {
  return left.type === right.type || (NUMBERS.has(left.type) && NUMBERS.has(right.type));
}

/** Null equals null is null; null equals anything else is false. */
export function equal(left: Scalar, right: Scalar): string {
  if (left.type === "dynamic" || right.type === "dynamic") return equalDynamic(left, right);
  if (!comparable(left, right)) throw unsupported(`${left.type} == ${right.type}`);
  const [a, b] = [left.sql, right.sql];
  if (left.present === true && right.present === true) return `(${a} = ${b})`;
  if (left.present === true || right.present === true) return `coalesce(${a} = ${b}, false)`;
  return `(case when ${a} is null and ${b} is null then null else coalesce(${a} = ${b}, false) end)`;
}

/** A `dynamic` that holds a text may be compared with a text; other mixtures are left alone. */
function equalDynamic(left: Scalar, right: Scalar): string {
  const [dynamic, other] = left.type === "dynamic" ? [left, right] : [right, left];
  if (other.type !== "string") throw unsupported(`${left.type} == ${right.type}`);
  const json = toJson(dynamic);
  const same = `json_extract_string(${json}, '$') = ${other.sql}`;
  return `(case when ${json} is null then false when json_type(${json}) = 'VARCHAR' then ${same} else ${refuse("a dynamic that holds no text, compared with text")}::boolean end)`;
}
