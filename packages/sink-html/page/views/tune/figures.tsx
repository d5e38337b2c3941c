import type { VNode } from "preact";
import type { Report } from "../../state/report.ts";
import { count } from "../../text/words.ts";
import type { LiveClustering } from "../../worker/client.ts";

interface Figure {
  readonly name: string;
  readonly ran: number;
  readonly now: number;
  readonly title: string;
}

/** The same in one line that stays in sight where there is no room for both. */
export function BriefFigures({ report, live }: { readonly report: Report; readonly live: LiveClustering }): VNode {
  const answer = live.answer.value;
  const { rows } = report.data.counts;
  return (
    <p class="tune-brief" aria-hidden="true">
      <strong>{count(answer?.rows.count ?? rows)}</strong> rows, {count(rows)} in the run;{" "}
      {count(answer?.counts.clusters ?? 0)} clusters, {count(answer?.counts.noise ?? 0)} noise
    </p>
  );
}

/** What came out of the run, and what comes out now. */
export function Figures({ report, live }: { readonly report: Report; readonly live: LiveClustering }): VNode {
  const answer = live.answer.value;
  const ran = report.data.counts;
  const figures: Figure[] = [
    { name: "Rows", ran: ran.rows, now: answer?.rows.count ?? ran.rows, title: "What there is to read" },
    {
      name: "Clusters",
      ran: ran.clusters,
      now: answer?.counts.clusters ?? ran.clusters,
      title: "Groups of alike events",
    },
    { name: "Noise", ran: ran.noise, now: answer?.counts.noise ?? ran.noise, title: "Rows in no cluster" },
    ...(report.data.analysis.mergedFrom === undefined ? [raritiesFigure(report, answer?.folded.count)] : []),
    {
      name: "Points",
      ran: ran.points,
      now: answer?.counts.points ?? ran.points,
      title: "Distinct feature vectors within their partition",
    },
  ];
  return (
    <section class="panel tune-figures" aria-labelledby="tune-figures-title" aria-busy={live.busy.value}>
      <h2 id="tune-figures-title">What comes out</h2>
      <div class="panel-body">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">
                <span class="hidden-visually">Figure</span>
              </th>
              <th scope="col" class="number">
                the run
              </th>
              <th scope="col" class="number">
                now
              </th>
              <th scope="col" class="number">
                <span class="hidden-visually">Difference</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {figures.map(({ name, ran: before, now, title }) => (
              <tr key={name} title={title}>
                <th scope="row">{name}</th>
                <td class="number">{count(before)}</td>
                <td class="number tune-now" data-figure={name}>
                  {count(now)}
                </td>
                <td class="number tune-difference">{signed(now - before)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p class="muted tune-status" role="status">
          {statusOf(live)}
        </p>
      </div>
    </section>
  );
}

function raritiesFigure(report: Report, now: number | undefined): Figure {
  const ran = foldedOf(report);
  const title = "Guarded rare values that would vanish inside a cluster";
  return { name: "Rare values beside rows", ran, now: now ?? ran, title };
}

function foldedOf({ data }: Report): number {
  return data.rows.reduce((sum, { folded }) => sum + folded.reduce((all, { values }) => all + values.length, 0), 0);
}

function signed(difference: number): string {
  if (difference === 0) return "";
  return difference > 0 ? `+${count(difference)}` : `−${count(-difference)}`;
}

function statusOf({ answer, busy, failure }: LiveClustering): string {
  if (failure.value !== null) return "These are the figures of the last settings that could be clustered by.";
  if (answer.value === null) return "Clustering …";
  if (busy.value) return answer.value.settled ? "Clustering …" : "Order of the rows settling …";
  const { points, cluster, rank } = answer.value.took;
  return `Clustered here in ${Math.round(points + cluster + rank)} ms, as a run with these settings would.`;
}
