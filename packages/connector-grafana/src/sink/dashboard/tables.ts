import type { OutputRow, RunResult } from "@winnow/core";
import { exemplarFields, fieldsText, sizeText, timeText } from "../describe.ts";
import { inertText, link } from "../inert.ts";
import { sparkline } from "./activity.ts";

/** What the run came to, in a few lines of HTML. */
export function summaryHtml(result: RunResult, reportUrl: string | undefined): string {
  const { ledger, counts, manifest } = result;
  const { read, rejected, filtered, clustered } = ledger;
  const facts = [
    `<b>${number(read)}</b> events read: ${number(clustered)} clustered, ${number(filtered)} filtered, ${number(rejected)} rejected.`,
    `<b>${number(counts.rows)}</b> rows: ${number(counts.clusters)} clusters and ${number(counts.noise)} events like no other.`,
    ...(ledger.gaps ?? []).map(
      ({ source, from, to, reason }) =>
        `<b>Missing:</b> ${inertText([source, from, to && `to ${to}`].filter(Boolean).join(" "))}: ${inertText(reason)}`,
    ),
    ...manifest.warnings.map((warning) => inertText(warning)),
    ...(reportUrl === undefined ? [] : [link(reportUrl, "Open the report")]),
  ];
  return facts.map((fact) => `<p>${fact}</p>`).join("\n");
}

/** The rows that are read first, with what tells them apart and why they stand there. */
export function rowsHtml(result: RunResult, rows: number): string {
  const fieldsOf = exemplarFields(result);
  const body = result.rows
    .slice(0, rows)
    .map((row, place) =>
      line([
        String(row.rank),
        inertText(sizeText(row)),
        period(row),
        fieldsText(fieldsOf(place), "<br>"),
        row.reasons.map((reason) => inertText(reason)).join("<br>"),
      ]),
    );
  return tableHtml(
    ["Row", "Events", "First to last", "Earliest event", "Why it stands here"],
    body,
    rowsLeft(result, rows),
  );
}

/** The events of the rows over time, on one scale of time and each on its own scale of counts. */
export function activityHtml(result: RunResult, series: readonly Float64Array[]): string {
  const fieldsOf = exemplarFields(result);
  const body = series.map((counts, place) => {
    const row = result.rows[place]!;
    const picture = `<code>${sparkline(counts)}</code>`;
    const name = fieldsText(fieldsOf(place).slice(0, 3), ", ");
    return line([String(row.rank), inertText(sizeText(row)), picture, name]);
  });
  return tableHtml(["Row", "Events", "Over time", "Earliest event"], body, rowsLeft(result, series.length));
}

function period({ firstTime, lastTime }: OutputRow): string {
  const [first, last] = [timeText(firstTime), timeText(lastTime)];
  return inertText(first === last ? first : `${first} to ${last}`);
}

function rowsLeft({ rows }: RunResult, shown: number): string {
  const left = rows.length - Math.min(shown, rows.length);
  return left === 0 ? "" : `<p>${number(left)} more rows are not shown here.</p>`;
}

function tableHtml(headers: readonly string[], body: readonly string[], foot: string): string {
  const head = `<tr>${headers.map((header) => `<th>${header}</th>`).join("")}</tr>`;
  return `<table>\n${[head, ...body].join("\n")}\n</table>${foot}`;
}

function line(cells: readonly string[]): string {
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
}

function number(value: number): string {
  return value.toLocaleString("en");
}
