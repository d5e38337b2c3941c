import type { RunResult } from "@winnow/core";

/** Steps of time in a row's picture. */
export const STEPS = 48;

/** Nothing, then ever more. */
const BARS = "·▁▂▃▄▅▆▇█";

/**
 * How many events each of the first rows had in each of {@link STEPS} equal steps from the first to the last event of
 * the result; empty where the source cannot tell.
 */
export async function rowActivity(result: RunResult, rows: number): Promise<readonly Float64Array[]> {
  if (result.activity === undefined || result.rows.every(({ firstTime }) => firstTime === null)) return [];
  const { groups, steps, counts } = await result.activity(STEPS);
  const shown = result.rows.slice(0, rows);
  const rowOfGroup = new Map(shown.flatMap(({ groups: own }, row) => [...own].map((group) => [group, row] as const)));
  const series = shown.map(() => new Float64Array(STEPS));
  for (const [i, group] of groups.entries()) {
    const row = rowOfGroup.get(group);
    if (row !== undefined) series[row]![steps[i]!]! += counts[i]!;
  }
  return series;
}

/** A row's events over time as a line of bars: each as high as its part of the row's busiest step, none left unseen. */
export function sparkline(series: Float64Array): string {
  const most = Math.max(...series);
  if (most === 0) return "";
  return Array.from(series, (count) => BARS[Math.ceil((count / most) * (BARS.length - 1))]!).join("");
}
