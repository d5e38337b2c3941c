import { refuse } from "./convert.ts";
import { nullOf } from "./literals.ts";
import type { Scalar } from "./relation.ts";
import type { KqlType } from "./types.ts";
import { unsupported } from "./unsupported.ts";

type Kind = "whole" | "real" | "datetime" | "timespan";

function kindOfNumber({ type }: Scalar): Kind | undefined {
  switch (type) {
    case "int":
    case "long":
      return "whole";
    case "real":
    case "datetime":
    case "timespan":
      return type;
    default:
      return undefined;
  }
}

/** What two operands give, by `left operator right`. */
const RESULTS: Readonly<Record<string, KqlType>> = {
  "whole + whole": "long",
  "whole - whole": "long",
  "whole * whole": "long",
  "whole / whole": "long",
  "whole % whole": "long",
  "datetime - datetime": "timespan",
  "datetime + timespan": "datetime",
  "datetime - timespan": "datetime",
  "timespan + timespan": "timespan",
  "timespan - timespan": "timespan",
  "timespan / timespan": "real",
  "timespan % timespan": "timespan",
  "timespan * whole": "timespan",
  "whole * timespan": "timespan",
  "timespan / whole": "timespan",
};

export function arithmetic(operator: string, left: Scalar, right: Scalar): Scalar {
  const [a, b] = [kindOfNumber(left), kindOfNumber(right)];
  if (a === undefined || b === undefined) throw unsupported(`${left.type} ${operator} ${right.type}`);
  if (a === "real" || b === "real") return reals(operator, left, right, a, b);
  const type = RESULTS[`${a} ${operator} ${b}`];
  if (type === undefined) throw unsupported(`${left.type} ${operator} ${right.type}`);
  return { sql: whole(operator, `(${left.sql})::bigint`, `(${right.sql})::bigint`, type), type };
}

/** Kusto's remainder is never negative; its division of whole numbers drops the fraction. */
function whole(operator: string, left: string, right: string, type: KqlType): string {
  if (operator === "%") return `(((${left} % ${right}) + abs(${right})) % abs(${right}))`;
  if (operator !== "/") return `(${left} ${operator} ${right})`;
  const byZero = `case when ${right} = 0 then ${refuse("a division by zero")}::bigint else ${right} end`;
  return type === "real" ? `(${left} / (${byZero}))` : `(${left} // (${byZero}))`;
}

function reals(operator: string, left: Scalar, right: Scalar, a: Kind, b: Kind): Scalar {
  const numbers = [a, b].every((kind) => kind === "whole" || kind === "real");
  if (!numbers || operator === "%") throw unsupported(`${left.type} ${operator} ${right.type}`);
  return { sql: `((${left.sql})::double ${operator} (${right.sql})::double)`, type: "real" };
}

export function negative(value: Scalar): Scalar {
  const kind = kindOfNumber(value);
  if (kind === undefined || kind === "datetime") throw unsupported(`minus of a ${value.type}`);
  if (typeof value.constant === "bigint") return { ...value, sql: `(-${value.sql})`, constant: -value.constant };
  return { sql: `(-${value.sql})`, type: value.type };
}

/** The multiple of `size` at or below the value; null where the size is not positive. */
export function bin(value: Scalar, size: Scalar): Scalar {
  const [a, b] = [kindOfNumber(value), kindOfNumber(size)];
  if (a === "real" || (a === "whole" && b === "real")) {
    const step = `(${size.sql})::double`;
    return { sql: `case when ${step} > 0 then floor((${value.sql})::double / ${step}) * ${step} end`, type: "real" };
  }
  const fits = (a === "whole" && b === "whole") || ((a === "datetime" || a === "timespan") && b === "timespan");
  if (!fits) throw unsupported(`bin(${value.type}, ${size.type})`);
  const [number, step] = [`(${value.sql})::bigint`, `(${size.sql})::bigint`];
  const type = value.type === "int" && size.type === "int" ? "int" : a === "whole" ? "long" : value.type;
  const multiple = `${number} - ((${number} % ${step}) + ${step}) % ${step}`;
  return size.constant === 0n ? nullOf(type) : { sql: `case when ${step} > 0 then ${multiple} end`, type };
}
