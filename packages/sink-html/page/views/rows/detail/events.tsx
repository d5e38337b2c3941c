import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { Report } from "../../../state/report.ts";
import { Command } from "../../../text/command.tsx";
import { Text } from "../../../text/text.tsx";
import { count, counted, time } from "../../../text/words.ts";
import { titleOf } from "../columns.ts";

const AT_FIRST = 20;
const MORE = 200;
const BESIDE = ["host.name", "user.name", "process.parent.name", "source.ip"];

/** The row's events that the page holds, by time. */
export function Events({ report, row }: { readonly report: Report; readonly row: number }): VNode {
  const { events, size } = report.row(row);
  const [most, setMost] = useState(AT_FIRST);
  const { textField, data } = report;
  const fields = BESIDE.filter((field) => report.hasField(field) && field !== textField);
  return (
    <div class="wide" tabIndex={0} role="region" aria-label="Events of the row">
      {events.length < size && (
        <p class="muted">
          The page holds {counted(events.length, "event")} of {count(size)}; assignments.csv of the run names all of
          them.
        </p>
      )}
      <table class="table">
        <thead>
          <tr>
            {data.range !== null && <th>Time</th>}
            <th>{textField === null ? "Data row" : titleOf(textField)}</th>
            {fields.map((field) => (
              <th key={field}>{titleOf(field)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from(events.subarray(0, most), (event) => (
            <tr key={event}>
              {data.range !== null && <td class="nowrap">{time(data.events.times[event]!, 3)}</td>}
              <td class="mono">
                {textField === null ? (
                  count(data.events.dataRows[event]!)
                ) : (
                  <Command value={report.field(textField, event)} most={400} />
                )}
              </td>
              {fields.map((field) => (
                <td key={field}>
                  <Text value={report.field(field, event)} most={80} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {events.length > most && (
        <button type="button" class="no-print" onClick={() => setMost(most + MORE)}>
          Show {count(Math.min(MORE, events.length - most))} more
        </button>
      )}
    </div>
  );
}
