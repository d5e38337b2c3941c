const MICROSECONDS_PER_MILLISECOND = 1000n;

/**
 * An instant as `2019-01-15T05:24:24.010000Z`: UTC, always six decimals, so that text order is time order.
 * Years outside 0 to 9999 are written with a sign and six digits, as ISO 8601 asks.
 *
 * @param microseconds µs since 1970, UTC
 */
export function formatTime(microseconds: bigint): string {
  const rest =
    ((microseconds % MICROSECONDS_PER_MILLISECOND) + MICROSECONDS_PER_MILLISECOND) % MICROSECONDS_PER_MILLISECOND;
  const milliseconds = Number((microseconds - rest) / MICROSECONDS_PER_MILLISECOND);
  const text = new Date(milliseconds).toISOString();
  return `${text.slice(0, -1)}${rest.toString().padStart(3, "0")}Z`;
}
