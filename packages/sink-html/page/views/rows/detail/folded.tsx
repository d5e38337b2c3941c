import type { VNode } from "preact";
import type { Report } from "../../../state/report.ts";
import { Command } from "../../../text/command.tsx";
import { Text } from "../../../text/text.tsx";
import { counted, time } from "../../../text/words.ts";

/** Rare values that fell into the row without being its exemplar's: each is shown, so that none vanishes. */
export function Folded({ report, row }: { readonly report: Report; readonly row: number }): VNode {
  const { data, textField } = report;
  return (
    <ul class="folded">
      {report.row(row).folded.map(({ event, values }) => (
        <li key={event}>
          <div class="folded-values">
            {values.length === 0 && <span class="muted">gave the row its place</span>}
            {values.map(({ field, value, events }) => (
              <span key={field} class="folded-value">
                <span class="muted">{field}</span> <Text value={value} most={200} />{" "}
                <span class="muted">({counted(events, "event")} in all)</span>
              </span>
            ))}
          </div>
          <div class="mono folded-text">
            <Command value={textField === null ? null : report.field(textField, event)} most={600} />
          </div>
          {data.range !== null && <div class="muted">{time(data.events.times[event]!)}</div>}
        </li>
      ))}
    </ul>
  );
}
