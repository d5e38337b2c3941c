import { numberText, writeExactly } from "../service/json.ts";
import { FrameFault, type RawField } from "./frame.ts";
import { isoOfNanos } from "./time.ts";

/**
 * The values of a field as text, exactly: numbers as they were written (64-bit integers too), `NaN`, `Infinity` and
 * `-Infinity`, `true` and `false`, times as ISO 8601 with nine digits, JSON as JSON without spaces, an enum's number as its
 * text. `null` where there is no value.
 * @throws FrameFault where a time is no time
 */
export function decodeField(field: RawField): (string | null)[] {
  if (isTime(field)) return instantsOf(field).map((nanos) => (nanos === null ? null : isoOfNanos(nanos)));
  const isJson = field.frameType === "json.RawMessage";
  return field.values.map((value, row) => {
    if (value === null) return field.entities.get(row) ?? null;
    if (isJson) return writeExactly(value);
    return typeof value === "string" ? value : (enumText(field, value) ?? numberText(value) ?? writeExactly(value));
  });
}

export function isTime({ type, frameType }: RawField): boolean {
  return frameType === "time.Time" || (frameType === "" && type === "time");
}

function enumText({ type, frameType, enumTexts }: RawField, value: unknown): string | undefined {
  return (type === "enum" || frameType === "enum") && typeof value === "number" ? enumTexts[value] : undefined;
}

/**
 * The instants of a field of times, in nanoseconds since 1970; `null` where there is none.
 * @throws FrameFault where a value is no number of milliseconds
 */
export function instantsOf({ name, values, nanos }: RawField): (bigint | null)[] {
  return values.map((value, row) => {
    if (value === null) return null;
    const [ms, beyond] = [wholeNumber(value), wholeNumber(nanos?.[row] ?? 0)];
    if (ms === undefined || beyond === undefined)
      throw new FrameFault(`a time of field ${JSON.stringify(name)} is no time`);
    // Before 1970 both parts are negative.
    return ms * 1_000_000n + beyond;
  });
}

function wholeNumber(value: unknown): bigint | undefined {
  const text = numberText(value) ?? "";
  return /^-?\d{1,30}$/.test(text) ? BigInt(text) : undefined;
}
