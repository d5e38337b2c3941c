import type { VNode } from "preact";
import type { Report } from "../../state/report.ts";
import { Text } from "../../text/text.tsx";
import { count, counted } from "../../text/words.ts";

/** Every event that was read is accounted for; what was folded into rows is said with it. */
export function Ledger({ report }: { readonly report: Report }): VNode {
  const { ledger, counts } = report.data;
  const guarded = report.data.guarded.filter(({ values }) => values > 0);
  const reasons = Object.entries(ledger.reasons);
  return (
    <>
      <p class="funnel">
        <span>
          <b>{count(ledger.clustered)}</b> {ledger.clustered === 1 ? "event" : "events"}
        </span>
        <span aria-hidden="true">→</span>
        <span>
          <b>{count(counts.groups)}</b> {counts.groups === 1 ? "group" : "groups"}
        </span>
        <span aria-hidden="true">→</span>
        <span>
          <b>{count(counts.points)}</b> {counts.points === 1 ? "point" : "points"}
        </span>
        <span aria-hidden="true">→</span>
        <span class="funnel-end">
          <b>{count(counts.rows)}</b> {counts.rows === 1 ? "row" : "rows"}
        </span>
      </p>
      <p>
        {counted(counts.clusters, "cluster")}, and {counted(counts.noise, "row")} like nothing else.
      </p>
      <table class="table ledger">
        <tbody>
          <Line name="read" events={ledger.read} strong />
          <Line name="clustered" events={ledger.clustered} />
          <Line name="filtered out" events={ledger.filtered} />
          <Line name="rejected" events={ledger.rejected} />
          {reasons.map(([reason, events]) => (
            <tr key={reason} class="muted">
              <td class="number">{count(events)}</td>
              <td>
                <Text value={reason} most={120} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {guarded.length > 0 && (
        <>
          <h3>Nothing rare is hidden</h3>
          <ul class="plain">
            {guarded.map(({ field, once, values, atMost }) => (
              <li key={field}>
                <b>{field}</b>: {guardedWords(values, once)}
                {Number.isFinite(atMost) ? "" : " (every value is guarded)"}; each is shown, as a row or folded into
                one.
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function guardedWords(values: number, once: number): string {
  const all = counted(values, "guarded value");
  return values === 1 && once === 1 ? `${all}, in one event only` : `${all}, ${count(once)} of them in one event only`;
}

interface LineProperties {
  readonly name: string;
  readonly events: number;
  readonly strong?: boolean;
}

function Line({ name, events, strong = false }: LineProperties): VNode {
  return (
    <tr class={strong ? "strong" : ""}>
      <td class="number">{count(events)}</td>
      <td>{name}</td>
    </tr>
  );
}
