import type { VNode } from "preact";
import type { Report } from "../../../state/report.ts";
import { Text } from "../../../text/text.tsx";
import { count, counted, time } from "../../../text/words.ts";

const MOST = 100;
const number = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 6 });

/** The groups of equal events that make up a row: what sets them apart, and their features. */
export function Groups({ report, row }: { readonly report: Report; readonly row: number }): VNode {
  const { groups: table, plan } = report.data.analysis;
  const members = Array.from(report.row(row).groups);
  const valueOf = (group: number, at: number): string =>
    table.dictionaries[at]![table.kept[group * plan.kept.length + at]!]!;
  // What all have in common is told above: here is what sets them apart.
  const apart = plan.kept
    .map((_, at) => at)
    .filter((at) => new Set(members.map((group) => valueOf(group, at))).size > 1);
  return (
    <div class="wide" tabIndex={0} role="region" aria-label="Groups of equal events">
      <table class="table">
        <thead>
          <tr>
            <th class="number">Events</th>
            {report.data.range !== null && <th>First</th>}
            {apart.map((at) => (
              <th key={at}>{plan.kept[at]!.name}</th>
            ))}
            {plan.features.map(({ name, doc }) => (
              <th key={name} class="number" title={doc}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {members.slice(0, MOST).map((group) => (
            <tr key={group}>
              <td class="number">{count(table.counts[group]!)}</td>
              {report.data.range !== null && <td class="nowrap">{time(table.firstTimes[group]!)}</td>}
              {apart.map((at) => (
                <td key={at}>
                  <Text value={valueOf(group, at)} most={160} />
                </td>
              ))}
              {plan.features.map(({ name }, at) => (
                <td key={name} class="number">
                  {number.format(table.features[group * plan.features.length + at]!)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {members.length > MOST && <p class="muted">{counted(members.length - MOST, "further group")} not shown.</p>}
    </div>
  );
}
