import type { TuneResult, TuneSetting } from "@winnow/orchestrator";
import { stringify } from "yaml";
import { count, counted } from "../terminal/numbers.ts";
import type { Style } from "../terminal/style.ts";
import { renderTable, type TableColumn } from "../terminal/table.ts";
import { visible, visibleLines } from "../terminal/visible.ts";
import { wrap } from "../terminal/wrap.ts";
import { renderBars } from "./bars.ts";

/** What a tuning found, as the lines of a terminal. */
export function describeTuning(result: TuneResult, width: number, style: Style): string[] {
  return [
    style.bold(visible(`${result.profile}: ${result.clusterer}, ${result.option}`)),
    ...wrap(visible(subjectOf(result)), width),
    ...wrap(visible(watchedBy(result)), width),
    ...(result.settings.length === 0
      ? []
      : ["", ...tableOf(result, width, style), "", ...chartOf(result, width, style)]),
    "",
    ...adviceOf(result, width, style),
  ];
}

function subjectOf({ events, points, within, partitions, current, option }: TuneResult): string {
  const where = within.length === 0 ? "" : `, in ${counted(partitions, "partition")} by ${within.join(", ")}`;
  return `${counted(events, "event")}, ${counted(points, "distinct point")}${where}. The profile has ${option}: ${String(current)}.`;
}

function watchedBy({ watched, rareValues }: TuneResult): string {
  if (watched.length === 0) return "No field is watched for rare values: name some under `guard`.";
  const fields = watched.map(({ field, by, atMost }) =>
    by === field
      ? `${field} (of ${counted(atMost, "event")} at most)`
      : `${field} (${by} of ${counted(atMost, "event")} at most)`,
  );
  return `Rare values: ${count(rareValues)}, of ${fields.join(", ")}. Folded away: inside a row that shows another value.`;
}

function tableOf({ option, settings, current, recommended }: TuneResult, width: number, style: Style): string[] {
  const right = { align: "right", most: 12 } as const;
  const cells = (cell: (setting: TuneSetting) => string): readonly string[] => settings.map(cell);
  const columns: TableColumn[] = [
    { ...right, header: option, most: 16, expendable: 0, cells: cells(({ value }) => String(value)) },
    { ...right, header: "rows", expendable: 0, cells: cells(({ rows }) => count(rows)) },
    { ...right, header: "folded", expendable: 0, cells: cells(({ folded }) => count(folded)) },
    { ...right, header: "clusters", expendable: 2, cells: cells(({ clusters }) => count(clusters)) },
    { ...right, header: "noise", expendable: 2, cells: cells(({ noise }) => count(noise)) },
    { ...right, header: "largest", expendable: 1, cells: cells(({ largestShare }) => percent(largestShare)) },
    {
      header: "",
      align: "left",
      most: 40,
      expendable: 0,
      cells: cells((setting) => noteOn(setting, current, recommended?.value)),
    },
  ];
  return renderTable(columns, {
    width,
    header: style.bold,
    dress: (line, row) => dress(settings[row]!, recommended?.value, line, style),
  });
}

function noteOn({ value, separates, noise }: TuneSetting, current: unknown, recommended: number | undefined): string {
  return [
    value === recommended ? "◀ recommended" : "",
    value === current ? "profile" : "",
    separates ? "" : noise > 0 ? "all noise" : "nothing apart",
  ]
    .filter((note) => note !== "")
    .join(", ");
}

function dress({ value, separates }: TuneSetting, recommended: number | undefined, line: string, style: Style): string {
  if (value === recommended) return style.green(line);
  return separates ? line : style.dim(line);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}

function chartOf({ settings, recommended, option }: TuneResult, width: number, style: Style): string[] {
  return renderBars(
    {
      header: option,
      labels: settings.map(({ value }) => String(value)),
      series: [
        { title: "rows to read", values: settings.map(({ rows }) => rows), colour: style.cyan },
        { title: "rare values folded away", values: settings.map(({ folded }) => folded), colour: style.yellow },
      ],
      marked: settings.findIndex(({ value }) => value === recommended?.value),
    },
    width,
  );
}

function adviceOf(
  { start, recommended, option, cluster, events, clusterer }: TuneResult,
  width: number,
  style: Style,
): string[] {
  if (start === null) {
    const why = events === 0 ? "no event was left to cluster" : "the points are too few, or all the same";
    return wrap(visible(`Nothing to tune: ${why}.`), width);
  }
  const begin = wrap(visible(`Start: ${start.value}. ${start.reason}`), width);
  if (recommended === null) {
    return [
      ...begin,
      ...wrap(
        visible(
          `No value of ${option} separates anything: either all is noise, or all that may go together is one row. ` +
            `Look at the features and their scale before the options of ${clusterer}.`,
        ),
        width,
      ),
    ];
  }
  const { within, ...rest } = cluster;
  const written = stringify(
    { cluster: within.length > 0 ? { ...rest, within } : rest },
    { flowCollectionPadding: true },
  );
  return [
    ...begin,
    style.green(style.bold(visible(`Recommended: ${option} ${recommended.value}`))),
    ...wrap(visible(recommended.reason), width),
    "",
    `Try it:  --set ${visible(`cluster.with.${option}=${recommended.value}`)}`,
    "Keep it, in the profile:",
    ...visibleLines(written.trimEnd())
      .split("\n")
      .map((line) => `  ${line}`),
  ];
}
