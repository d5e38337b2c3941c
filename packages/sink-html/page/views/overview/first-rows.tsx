import type { VNode } from "preact";
import type { Report } from "../../state/report.ts";
import { linkTo } from "../../state/route.ts";
import { Command } from "../../text/command.tsx";
import { Text } from "../../text/text.tsx";
import { count, counted, time } from "../../text/words.ts";
import { titleOf } from "../rows/columns.ts";

const MOST = 10;
const MOST_REASONS = 3;

/** The rows on top with the reasons for their place: what an analyst came for. */
export function FirstRows({ report }: { readonly report: Report }): VNode {
  const { rows } = report.data;
  if (rows.length === 0) return <p>There is nothing to read: no event was clustered.</p>;
  return (
    <>
      <ol class="first-rows">
        {rows.slice(0, MOST).map((_, row) => (
          <li key={row}>
            <FirstRow report={report} row={row} />
          </li>
        ))}
      </ol>
      {rows.length > MOST && (
        <p class="first-rows-more">
          <a href={linkTo("rows")}>All {count(rows.length)} rows</a>
        </p>
      )}
    </>
  );
}

function FirstRow({ report, row }: { readonly report: Report; readonly row: number }): VNode {
  const { exemplar, reasons, size, firstTime, clusterId } = report.row(row);
  const { textField } = report;
  // The first reason says how many events there are, which stands beside it already.
  const why = reasons.slice(1, 1 + MOST_REASONS);
  return (
    <a class="first-row" href={linkTo("rows", { row: String(row + 1) })}>
      <span class="first-row-rank">{row + 1}</span>
      <span class="first-row-head">
        <strong>
          <Text value={report.labelOf(row)} most={60} />
        </strong>
        <span class="muted">
          {counted(size, "event")}
          {clusterId < 0 && ", like nothing else"}
          {firstTime !== null && ` · ${time(firstTime)}`}
        </span>
      </span>
      <span class="first-row-text mono">
        {textField !== null && textField !== report.labelField ? (
          <Command value={report.field(textField, exemplar)} most={240} />
        ) : (
          <Circumstances report={report} event={exemplar} />
        )}
      </span>
      {why.length > 0 && (
        <span class="first-row-why">
          {why.map((reason, i) => (
            <span key={i} class="reason">
              <Text value={reason} most={200} />
            </span>
          ))}
        </span>
      )}
    </a>
  );
}

const CIRCUMSTANCES = ["event.outcome", "winlog.logon.type", "source.ip", "host.name", "process.name"];

/** Where an event has no text of its own (a logon): how it happened, in a line. */
function Circumstances({ report, event }: { readonly report: Report; readonly event: number }): VNode {
  const known = CIRCUMSTANCES.map((field) => [field, report.field(field, event)] as const);
  return (
    <>
      {known
        .filter(([, value]) => value !== null && value !== "")
        .map(([field, value], i) => (
          <span key={field}>
            {i > 0 && " · "}
            <span class="muted">{titleOf(field)}</span> <Text value={value} most={80} />
          </span>
        ))}
    </>
  );
}
