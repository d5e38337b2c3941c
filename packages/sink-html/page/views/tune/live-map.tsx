import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import { canvasText } from "../../charts/canvas-text.ts";
import { Chart } from "../../charts/chart.tsx";
import type { Report } from "../../state/report.ts";
import { count, counted } from "../../text/words.ts";
import type { LiveAnswer, LiveClustering } from "../../worker/client.ts";
import { axesOf, usualAxes } from "../map/axes.ts";
import { Legend } from "../map/legend.tsx";
import { scatterOption } from "../map/scatter.ts";
import { rowOfGroups, wordsOf } from "./exemplars.ts";

/** The points in their new clusters, drawn anew with every answer. */
export function LiveMap({ report, live }: { readonly report: Report; readonly live: LiveClustering }): VNode {
  const answer = live.answer.value;
  return (
    <section class="panel tune-map" aria-label="Map of the clusters">
      {answer === null ? <p class="loading">Clustering …</p> : <AnswerMap report={report} answer={answer} />}
    </section>
  );
}

function AnswerMap({ report, answer }: { readonly report: Report; readonly answer: LiveAnswer }): VNode {
  const { space } = answer;
  const axes = useMemo(() => {
    const shape = { columns: space.columns, rows: space.weights.length, weights: space.weights };
    const found = axesOf({ raw: { ...shape, data: space.data }, scaled: { ...shape, data: space.scaled } }, true);
    return usualAxes(space.columns.length).map((id) => found.find((axis) => axis.id === id)!) as [
      (typeof found)[number],
      (typeof found)[number],
    ];
  }, [space]);
  const named = useMemo(() => namesOf(report, answer), [report, answer]);
  const groupOf = useMemo(() => firstGroups(answer), [space]);
  return (
    <div class="tune-map-body">
      <Legend />
      <Chart
        class="tune-map-chart"
        label={`The points in ${counted(answer.counts.clusters, "cluster")}; ${counted(answer.counts.noise, "row")} in none.`}
        inputs={[answer]}
        option={(colours) =>
          scatterOption(
            {
              x: axes[0],
              y: axes[1],
              labels: answer.labels,
              weights: space.weights,
              named,
              picked: NONE,
              describe: (point) => describe(report, answer, groupOf[point]!, point),
              zoomable: true,
              compact: true,
            },
            colours,
          )
        }
        onDrawn={() => noteDrawn(answer)}
      />
    </div>
  );
}

const NONE: ReadonlySet<number> = new Set();
const MOST_NAMES = 12;

function namesOf(report: Report, { rows, space }: LiveAnswer): { readonly point: number; readonly text: string }[] {
  const rowOf = rowOfGroups(report);
  return Array.from({ length: Math.min(MOST_NAMES, rows.count) }, (_, row) => {
    const group = rows.groups[rows.starts[row]!]!;
    return { point: space.ofGroup[group]!, text: canvasText(wordsOf(report, group, rowOf[group]!).label, 24) };
  });
}

/** The first group of each point. */
function firstGroups({ space }: LiveAnswer): Int32Array {
  const found = new Int32Array(space.weights.length).fill(-1);
  space.ofGroup.forEach((point, group) => {
    if (found[point] === -1) found[point] = group;
  });
  return found;
}

function describe(report: Report, { labels, space }: LiveAnswer, group: number, point: number): string {
  const { label, text } = wordsOf(report, group, rowOfGroups(report)[group]!);
  const cluster = labels[point]!;
  return [
    canvasText(label, 60),
    cluster < 0 ? "noise" : `cluster ${count(cluster)}`,
    counted(space.weights[point]!, "event"),
    ...(text === null ? [] : [canvasText(text, 60)]),
  ].join("\n");
}

/** For those who measure: from the reader's move to the picture, and what the worker had of it. */
function noteDrawn({ asked, settled, took }: LiveAnswer): void {
  requestAnimationFrame(() => {
    performance.measure("winnow-recluster", { start: asked, end: performance.now(), detail: { settled, ...took } });
  });
}
