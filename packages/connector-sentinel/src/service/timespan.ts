import type { TickRange } from "./query-service.ts";

const TICKS_PER_MS = 10_000n;
/** The first and the last millisecond that the service can write: years 1 to 9999. */
const FIRST_MS = -62_135_596_800_000n;
const LAST_MS = 253_402_300_799_999n;

/** The range as an ISO 8601 interval of whole milliseconds that holds all of it, and one more at its end. */
export function timespanOf({ from, to }: TickRange): string {
  return `${iso(floorMs(from))}/${iso(floorMs(to) + 2n)}`;
}

function floorMs(ticks: bigint): bigint {
  const ms = ticks / TICKS_PER_MS;
  return ticks < 0n && ms * TICKS_PER_MS !== ticks ? ms - 1n : ms;
}

function iso(ms: bigint): string {
  const clamped = ms < FIRST_MS ? FIRST_MS : ms > LAST_MS ? LAST_MS : ms;
  return new Date(Number(clamped)).toISOString();
}
