import type { Mark } from "@winnow/core";
import { badMark } from "../errors.ts";

const INSTANT = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

/** µs since 1970 of a date and time in ISO 8601, UTC where it names no zone; `undefined` where it is none. */
export function readInstant(text: string): bigint | undefined {
  const found = INSTANT.exec(text.trim());
  if (found === null) return undefined;
  const [, date, time = "00:00", fraction = "", zone = "Z"] = found;
  const seconds = time.length === 5 ? `${time}:00` : time;
  const milliseconds = Date.parse(`${date}T${seconds}${wholeZone(zone)}`);
  if (Number.isNaN(milliseconds) || !isDay(date!)) return undefined;
  return BigInt(milliseconds) * 1000n + BigInt(fraction.padEnd(6, "0").slice(0, 6));
}

/** Whether the calendar has the day: JavaScript takes 30 February for 2 March. */
function isDay(date: string): boolean {
  return new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);
}

/** `+01` and `+0100` as `+01:00`. */
function wholeZone(zone: string): string {
  if (zone.toUpperCase() === "Z") return "Z";
  const digits = zone.slice(1).replace(":", "").padEnd(4, "0");
  return `${zone[0]}${digits.slice(0, 2)}:${digits.slice(2)}`;
}

/**
 * A mark as it stands on the command line: `2019-01-15T05:15:03Z=alert`.
 * @throws `WN1214` where there is no instant in front of the label
 */
export function parseMark(text: string): Mark {
  const at = text.indexOf("=");
  const label = text.slice(at + 1).trim();
  const time = at < 0 ? undefined : readInstant(text.slice(0, at));
  if (time === undefined || label === "") throw badMark({ mark: text });
  return { time, label };
}
