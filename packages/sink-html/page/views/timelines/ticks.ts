import { time } from "../../text/words.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How moments are written on an axis that spans so many milliseconds: as short as tells neighbours apart. UTC. */
export function tickText(milliseconds: number, span: number): string {
  const text = time(BigInt(Math.round(milliseconds * 1000)), 6);
  const [date, clock] = [text.slice(5, 10), text.slice(11)];
  if (span <= SECOND / 10) return clock.slice(0, 15);
  if (span <= 10 * SECOND) return clock.slice(0, 12);
  if (span <= 20 * MINUTE) return clock.slice(0, 8);
  if (span <= 36 * HOUR) return clock.startsWith("00:00:00") ? date : clock.slice(0, 5);
  if (span <= 12 * DAY) return clock.startsWith("00:00:00") ? date : `${date} ${clock.slice(0, 5)}`;
  return span <= 300 * DAY ? date : text.slice(0, 10);
}
