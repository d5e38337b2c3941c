// @ts-check

/** Fewer meetings than this have no pace. */
const FEWEST = 4;

/**
 * How two hosts meet: how often, every how many seconds (the median), and how steadily, 0 to 1: one less the median
 * deviation from that, as a share of it. A program that calls home every five minutes, give or take three seconds, is near 1.
 * @typedef {{ readonly connections: number, readonly interval?: number, readonly regularity?: number }} Pace
 */

/** @param {readonly number[]} times in seconds, in any order @returns {Pace} */
export function paceOf(times) {
  if (times.length < FEWEST) return { connections: times.length };
  const sorted = [...times].sort((a, b) => a - b);
  const gaps = sorted.slice(1).map((time, i) => time - (sorted[i] ?? time));
  const interval = median(gaps);
  if (!(interval > 0)) return { connections: times.length };
  const deviation = median(gaps.map((gap) => Math.abs(gap - interval)));
  return {
    connections: times.length,
    interval: Math.round(interval),
    regularity: Math.round(Math.max(0, 1 - deviation / interval) * 10) / 10,
  };
}

/** @param {readonly number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}
