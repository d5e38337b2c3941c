/** Times are milliseconds since 1970, UTC. */

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The examples play on a Monday and a Tuesday. */
const START = Date.UTC(2026, 2, 2);
const DAYS = 2;

/** As Microsoft Sentinel exports it: `2026-03-02T06:14:05.123Z`. @param {number} time */
export function isoTime(time) {
  return new Date(time).toISOString();
}

/** `20260302-0614`, as log files and jobs are named. @param {number} time */
export function stampOf(time) {
  const iso = isoTime(time);
  return `${iso.slice(0, 10).replaceAll("-", "")}-${iso.slice(11, 16).replace(":", "")}`;
}

/** `2026-03-02` @param {number} time */
export function dateOf(time) {
  return isoTime(time).slice(0, 10);
}

/**
 * Times at a steady pace over all days, each moved by up to `jitter`.
 * @param {import("./random.mjs").Random} random
 * @param {{ every: number, offset?: number, jitter?: number }} pace
 */
export function steadily(random, { every, offset = 0, jitter = 0 }) {
  const times = [];
  for (let time = START + offset; time < START + DAYS * DAY; time += every)
    times.push(time + random.integer(0, jitter));
  return times;
}

/**
 * Times while people work: 07:00 to 17:59 UTC, `perDay` of them a day, in order.
 * @param {import("./random.mjs").Random} random
 * @param {number} perDay
 */
export function atWork(random, perDay) {
  const times = [];
  for (let day = 0; day < DAYS; day++) {
    for (let i = 0; i < perDay; i++) times.push(START + day * DAY + random.integer(7 * HOUR, 18 * HOUR - 1));
  }
  return times.sort((a, b) => a - b);
}

/** A time of one day. @param {number} day 0 = Monday @param {number} hour @param {number} minute @param {number} [second] */
export function on(day, hour, minute, second = 0) {
  return START + day * DAY + hour * HOUR + minute * MINUTE + second * SECOND;
}
