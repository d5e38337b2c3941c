import { parseCsv } from "./parse-csv.ts";

/** What must come out of an example: its `expected.json`. */
export interface Expected extends Counts {
  /** For each of these exactly one row of clusters.csv has these values. */
  readonly shown: readonly Readonly<Record<string, string>>[];
}

/** As much of what `winnow run --json` prints as does not change from run to run. */
export interface Counts {
  readonly events: {
    readonly read: number;
    readonly rejected: number;
    readonly filtered: number;
    readonly clustered: number;
  };
  readonly groups: number;
  readonly points: number;
  readonly clusters: number;
  readonly noise: number;
  readonly rows: number;
}

/**
 * What a run gave, in the form of what it should give.
 * @param printed what `winnow run --json` prints
 * @param clusters the text of its clusters.csv
 * @param expected says which rows to look for
 * @returns equal to `expected` where all is as it should be
 */
export function found(printed: string, clusters: string, expected: Expected): unknown {
  const { events, groups, points, clusters: count, noise, rows } = JSON.parse(printed) as Counts;
  const table = parseCsv(clusters);
  const shown = expected.shown.map((wanted) => {
    const times = table.filter((row) =>
      Object.entries(wanted).every(([column, value]) => row[column] === value),
    ).length;
    return times === 1 ? wanted : { ...wanted, rows: times };
  });
  return { events, groups, points, clusters: count, noise, rows, shown };
}
