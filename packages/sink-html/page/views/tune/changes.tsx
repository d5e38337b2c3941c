import type { ComponentChildren, VNode } from "preact";
import type { Report } from "../../state/report.ts";
import { Text } from "../../text/text.tsx";
import { count, counted } from "../../text/words.ts";
import type { LiveAnswer, LiveClustering } from "../../worker/client.ts";
import { RowName } from "../map/row-list.tsx";
import { rowOfGroups, wordsOf } from "./exemplars.ts";

interface ChangesProperties {
  readonly report: Report;
  readonly answer: LiveAnswer;
}

/** Which events now stand for a row of their own, and which no longer do. */
export function Changes({ report, live }: { readonly report: Report; readonly live: LiveClustering }): VNode | null {
  const answer = live.answer.value;
  if (answer === null) return null;
  const { gained, lost, grown, shrunk } = answer.change;
  return (
    <section class="tune-changes" aria-label="What changed">
      <div class="panel">
        <h2>
          {counted(gained.length, "row")} gained
          {!answer.settled && <span class="muted tune-settling"> order settling …</span>}
        </h2>
        <div class="panel-body">
          {gained.length === 0 ? (
            <None>No event stands for a row that did not before.</None>
          ) : (
            <Gained report={report} answer={answer} />
          )}
        </div>
      </div>
      <div class="panel">
        <h2>{counted(lost.length, "row")} lost</h2>
        <div class="panel-body">
          {lost.length === 0 ? (
            <None>Every event that stood for a row still does.</None>
          ) : (
            <Lost report={report} answer={answer} />
          )}
        </div>
      </div>
      {grown + shrunk > 0 && (
        <p class="muted tune-same">
          Of the rows that stay, {count(grown)} hold more events than before and {count(shrunk)} fewer.
        </p>
      )}
    </section>
  );
}

function None({ children }: { readonly children: ComponentChildren }): VNode {
  return <p class="muted">{children}</p>;
}

const MOST = 40;

function Gained({ report, answer }: ChangesProperties): VNode {
  const rowOf = rowOfGroups(report);
  const { gained } = answer.change;
  return (
    <>
      <ul class="row-list">
        {gained.slice(0, MOST).map(({ row, from, reasons }) => {
          const group = answer.rows.groups[answer.rows.starts[row]!]!;
          const { label, text } = wordsOf(report, group, rowOf[group]!);
          return (
            <li key={answer.rows.exemplars[row]}>
              <div class="tune-gained">
                <span class="row-name-head">
                  <span class="row-name-rank">{count(row + 1)}</span>
                  <strong>
                    <Text value={label} most={60} />
                  </strong>
                  <Kind cluster={answer.rows.clusterIds[row]!} />
                  <span class="muted">{counted(answer.rows.sizes[row]!, "event")}</span>
                </span>
                {text !== null && (
                  <span class="row-name-text mono">
                    <Text value={text} most={160} />
                  </span>
                )}
                <span class="muted tune-whence">
                  was in row {count(from + 1)}, <Text value={report.labelOf(from)} most={40} />
                  {reasons[1] !== undefined && (
                    <>
                      {"; "}
                      <Text value={reasons[1]} most={140} />
                    </>
                  )}
                </span>
              </div>
            </li>
          );
        })}
      </ul>
      <Rest all={gained.length} />
    </>
  );
}

function Lost({ report, answer }: ChangesProperties): VNode {
  const rowOf = rowOfGroups(report);
  const { lost } = answer.change;
  return (
    <>
      <ul class="row-list">
        {lost.slice(0, MOST).map(({ row, to }) => {
          const group = answer.rows.groups[answer.rows.starts[to]!]!;
          return (
            <li key={row} class="tune-lost">
              <RowName report={report} row={row} />
              <span class="muted tune-whence">
                now in row {count(to + 1)}, <Text value={wordsOf(report, group, rowOf[group]!).label} most={40} />, of{" "}
                {counted(answer.rows.sizes[to]!, "event")}
              </span>
            </li>
          );
        })}
      </ul>
      <Rest all={lost.length} />
    </>
  );
}

export function Kind({ cluster }: { readonly cluster: number }): VNode {
  return <span class={cluster < 0 ? "badge noise" : "badge"}>{cluster < 0 ? "noise" : `cluster ${cluster}`}</span>;
}

function Rest({ all }: { readonly all: number }): VNode | null {
  return all > MOST ? <p class="muted row-list-rest">and {counted(all - MOST, "further row")}</p> : null;
}
