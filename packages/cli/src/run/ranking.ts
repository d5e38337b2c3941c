import type { FoldedRarity, OutputRow, RunResult } from "@winnow/core";
import { count, counted } from "../terminal/numbers.ts";
import type { Style } from "../terminal/style.ts";
import { renderTable, type TableColumn } from "../terminal/table.ts";
import { facetsOf, type FacetColumn } from "./facets.ts";

/** More rows than a screen or two are read in a file. */
const ROWS_SHOWN = 25;
/** Events listed below one row. */
const EVENTS_SHOWN = 5;
/** Longer values say again what the event's own text says. */
const LONGEST_VALUE = 40;

/** The start of the reading list as a terminal table: what to read first, and what hides beside it. */
export function renderRanking(result: RunResult, width: number, style: Style): string[] {
  const rows = result.rows.slice(0, ROWS_SHOWN);
  const facets = facetsOf(result);
  const folded = foldedLines(result, facets);
  const below = (row: number): string[] => [...whyLine(rows[row]!), ...folded[row]!];
  const lines = renderTable([...rowColumns(rows), ...facets.map((facet) => toColumn(facet, rows))], {
    width,
    header: style.bold,
    dress: (line, row) => (rows[row]!.clusterId < 0 ? style.yellow(line) : line),
    below: { lines: below, dress: style.dim },
  });
  const more = result.rows.length - rows.length;
  return more > 0 ? [...lines, style.dim(`… and ${counted(more, "more row")} in clusters.csv`)] : lines;
}

function rowColumns(rows: readonly OutputRow[]): TableColumn[] {
  const right = { align: "right", most: 14 } as const;
  const times: TableColumn[] = rows.some(({ firstTime }) => firstTime !== null)
    ? [{ header: "first seen (UTC)", align: "left", most: 19, expendable: 3, cells: rows.map(firstSeen) }]
    : [];
  return [
    { ...right, header: "rank", expendable: 0, cells: rows.map(({ rank }) => count(rank)) },
    { ...right, header: "events", expendable: 0, cells: rows.map(({ size }) => count(size)) },
    {
      ...right,
      header: "cluster",
      expendable: 4,
      cells: rows.map(({ clusterId }) => (clusterId < 0 ? "noise" : String(clusterId))),
    },
    ...times,
  ];
}

function toColumn({ header, most, expendable, ofExemplar }: FacetColumn, rows: readonly OutputRow[]): TableColumn {
  return { header, most, expendable, align: "left", cells: rows.map((_, row) => ofExemplar(row)) };
}

/** `2019-01-15 05:24:24`; instants that no calendar of JavaScript reaches are left to the files. */
function firstSeen({ firstTime }: OutputRow): string {
  const date = firstTime === null ? undefined : new Date(Number(firstTime / 1000n));
  if (date === undefined || Number.isNaN(date.getTime())) return "";
  return date
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, "");
}

/** The reasons in one line; the first, which every row has, says no more than the columns do. */
function whyLine({ reasons }: OutputRow): string[] {
  return reasons.length > 1 ? [`why: ${reasons.slice(1).join("; ")}`] : [];
}

/** For each row the lines below it: the events that are shown beside its exemplar. */
function foldedLines({ rows }: RunResult, facets: readonly FacetColumn[]): string[][] {
  const main = facets.at(-1)!;
  let next = 0;
  return rows.map(({ folded }) => {
    const lines = folded.map((entry) => describeFolded(entry, main.ofFolded(next++)));
    const more = lines.length - EVENTS_SHOWN;
    return more > 0 ? [...lines.slice(0, EVENTS_SHOWN), `+ ${counted(more, "more event")} in clusters.csv`] : lines;
  });
}

function describeFolded({ event, values }: FoldedRarity, text: string): string {
  const rare = values
    .filter(({ value }) => text === "" || value.length <= LONGEST_VALUE)
    .map(({ field, value, events }) => `${field} ${value}, ${counted(events, "event")}`);
  const shown = text === "" ? `data row ${event}` : text;
  return rare.length === 0 ? `+ ${shown}` : `+ ${shown} (${rare.join("; ")})`;
}
