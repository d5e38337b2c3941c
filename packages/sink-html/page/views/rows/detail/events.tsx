import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { Report } from "../../../state/report.ts";
import { Command } from "../../../text/command.tsx";
import { Text } from "../../../text/text.tsx";
import { count, counted, time } from "../../../text/words.ts";
import { whereOthersAre } from "../../overview/held.ts";
import { titleOf } from "../columns.ts";
import { OwnColumns } from "./own-columns.tsx";

const AT_FIRST = 20;
const MORE = 200;
const BESIDE = ["host.name", "user.name", "process.parent.name", "source.ip"];

/** The row's events that the page holds, by time. */
export function Events({ report, row }: { readonly report: Report; readonly row: number }): VNode {
  const { events, size } = report.row(row);
  const [most, setMost] = useState(AT_FIRST);
  const [unfolded, setUnfolded] = useState<number | null>(null);
  const { textField, data } = report;
  const fields = BESIDE.filter((field) => report.hasField(field) && field !== textField);
  return (
    <div class="wide" tabIndex={0} role="region" aria-label="Events of the row">
      {events.length < size && (
        <p class="muted">
          The page holds {counted(events.length, "event")} of {count(size)}; {whereOthersAre(data)}.
        </p>
      )}
      <table class="table">
        <thead>
          <tr>
            <th>{data.range === null ? "Data row" : "Time"}</th>
            {textField !== null && <th>{titleOf(textField)}</th>}
            {fields.map((field) => (
              <th key={field}>{titleOf(field)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from(events.subarray(0, most), (event) => {
            const open = event === unfolded;
            const unfold = (
              <button
                type="button"
                class="link"
                aria-expanded={open}
                title="All columns of this event"
                onClick={() => setUnfolded(open ? null : event)}
              >
                {data.range === null ? count(data.events.dataRows[event]!) : time(data.events.times[event]!, 3)}
              </button>
            );
            return [
              <tr key={event}>
                <td class="nowrap">{unfold}</td>
                {textField !== null && (
                  <td class="mono">
                    <Command value={report.field(textField, event)} most={400} />
                  </td>
                )}
                {fields.map((field) => (
                  <td key={field}>
                    <Text value={report.field(field, event)} most={80} />
                  </td>
                ))}
              </tr>,
              open && (
                <tr key={`${event}-columns`}>
                  <td colSpan={2 + fields.length}>
                    <OwnColumns report={report} event={event} />
                  </td>
                </tr>
              ),
            ];
          })}
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
