import type { Range } from "../query/range.ts";
import type { LokiTransport } from "./transport.ts";

const NANOS_PER_SECOND = 1_000_000_000n;
const UNITS: Readonly<Record<string, bigint>> = {
  ms: 1_000_000n,
  s: NANOS_PER_SECOND,
  m: 60n * NANOS_PER_SECOND,
  h: 3_600n * NANOS_PER_SECOND,
  d: 86_400n * NANOS_PER_SECOND,
  w: 604_800n * NANOS_PER_SECOND,
  y: 31_536_000n * NANOS_PER_SECOND,
};

/** How far back Loki searches: what is older it leaves out of lines and counts without a word. */
export interface Lookback {
  readonly text: string;
  readonly nanos: bigint;
}

/**
 * Asks for a count of long ago as seen from now, which is the one question that Loki refuses with its limit instead of
 * cutting it. `undefined` where the time is within the limit, or there is none.
 */
export async function lookbackOf(
  transport: LokiTransport,
  query: string,
  { from }: Range,
  now: bigint,
): Promise<Lookback | undefined> {
  const long = `sum(count_over_time(${query}\n[1000000ns] offset ${now - from}ns))`;
  const answer = await transport.numbers(long, now, "instant");
  const said = answer.kind === "numbers" ? null : /max_query_lookback \(((?:\d+[a-z]+)+)\)/.exec(answer.said);
  return said === null ? undefined : { text: said[1]!, nanos: nanosOf(said[1]!) };
}

/** Of a duration such as `1w2d12h`. */
function nanosOf(text: string): bigint {
  const parts = text.matchAll(/(\d+)(ms|[a-z])/g);
  return [...parts].reduce((sum, [, count, unit]) => sum + BigInt(count!) * (UNITS[unit!] ?? 0n), 0n);
}
