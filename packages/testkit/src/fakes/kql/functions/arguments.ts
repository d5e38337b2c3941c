import type { Scalar } from "../relation.ts";
import type { KqlType } from "../types.ts";
import { unsupported } from "../unsupported.ts";

/** Gives the value of a call from its arguments' values. */
export type ScalarFunction = (...args: Scalar[]) => Scalar;

/** The SQL of an argument that must have one of these types. */
export function argument(name: string, value: Scalar | undefined, ...types: readonly KqlType[]): string {
  if (value === undefined) throw unsupported(`${name}() with fewer arguments`);
  if (!types.includes(value.type)) throw unsupported(`${name}() of a ${value.type}`);
  return value.sql;
}

/** Refuses arguments beyond those that are understood. */
export function noMore(name: string, ...rest: readonly (Scalar | undefined)[]): void {
  if (rest.some((value) => value !== undefined)) throw unsupported(`${name}() with that many arguments`);
}

export function constantText(name: string, value: Scalar | undefined): string {
  if (typeof value?.constant !== "string") throw unsupported(`${name}() without a literal text where it wants one`);
  return value.constant;
}

/** A text result: never null. */
export function text(sql: string): Scalar {
  return { sql, type: "string", present: true };
}
