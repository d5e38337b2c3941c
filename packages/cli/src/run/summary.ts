import type { Gap, RunResult } from "@winnow/core";
import { count, counted } from "../terminal/numbers.ts";

/** What `--json` prints. */
export interface RunSummary {
  readonly events: {
    readonly read: number;
    readonly rejected: number;
    readonly filtered: number;
    readonly clustered: number;
  };
  /** Parts of the source that are missing; absent where it was answered whole. */
  readonly gaps?: readonly Gap[];
  readonly groups: number;
  readonly points: number;
  readonly clusters: number;
  readonly noise: number;
  readonly rows: number;
  /** Per stage, and `total` from the start of the command. */
  readonly seconds: Readonly<Record<string, number>>;
  /** The output directory, as an absolute path. */
  readonly out: string;
}

export function summarise({ ledger, counts, seconds }: RunResult, out: string, total: number): RunSummary {
  const { read, rejected, filtered, clustered } = ledger;
  const { groups, points, clusters, noise, rows } = counts;
  return {
    events: { read, rejected, filtered, clustered },
    ...(ledger.gaps === undefined ? {} : { gaps: ledger.gaps }),
    groups,
    points,
    clusters,
    noise,
    rows,
    seconds: { ...seconds, total },
    out,
  };
}

/** What the run found and where every event went, in words. */
export function inWords({ ledger, counts, guarded }: RunResult): string[] {
  const { read, rejected, filtered, clustered } = ledger;
  return [
    clustered === 0 ? "There is nothing to read: no event was clustered." : foundInWords(counts, clustered),
    `${counted(read, "event")} read = ${count(clustered)} clustered + ${count(filtered)} filtered out + ${count(rejected)} rejected.`,
    ...guarded.flatMap(({ field, once }) => (once > 0 ? [`${field}: ${onceInWords(once)}`] : [])),
    ...gapsInWords(ledger.gaps ?? []),
    ...Object.entries(ledger.reasons).map(([reason, times]) => `  rejected: ${reason} (${count(times)})`),
  ];
}

function gapsInWords(gaps: readonly Gap[]): string[] {
  if (gaps.length === 0) return [];
  const parts = gaps.length === 1 ? "A part of the source is" : `${count(gaps.length)} parts of the source are`;
  return [`${parts} missing: the warnings above and manifest.json say which.`];
}

function onceInWords(once: number): string {
  return once === 1
    ? "1 value that occurs once; it is shown."
    : `${count(once)} values that occur once; all are shown.`;
}

function foundInWords({ rows, clusters, noise }: RunResult["counts"], events: number): string {
  return (
    `${counted(rows, "row")} to read instead of ${counted(events, "event")}: ` +
    `${counted(clusters, "cluster")}, and ${counted(noise, "row")} like nothing else (noise).`
  );
}
