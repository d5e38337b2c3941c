import type { VNode } from "preact";
import { useMemo, useState } from "preact/hooks";
import { filterField, filters, NO_FILTERS } from "../../state/filters.ts";
import type { Report } from "../../state/report.ts";
import { go } from "../../state/route.ts";
import { Text } from "../../text/text.tsx";
import { visibleShort } from "../../text/visible.ts";
import { count, counted } from "../../text/words.ts";

/** The rows of one program and how many events they hold. */
interface Program {
  readonly name: string;
  readonly events: number;
  /** Sizes of its rows, the largest first. */
  readonly sizes: readonly number[];
  readonly noise: number;
}

const AT_FIRST = 14;
/** Beyond these, the rest of a bar is one piece: nobody tells thinner ones apart. */
const MOST_PIECES = 40;

/** What the bars are of, in words. */
export function titleOfClusters({ labelField }: Report): string {
  if (labelField === null) return "Cluster sizes";
  if (labelField.startsWith("process.")) return "Cluster sizes by program";
  return labelField.startsWith("user.") ? "Cluster sizes by account" : "Cluster sizes by host";
}

/** One bar per program, its length by the events of its rows (by the logarithm), a piece for every row. */
export function Clusters({ report }: { readonly report: Report }): VNode {
  const programs = useMemo(() => programsOf(report), [report]);
  const [all, setAll] = useState(false);
  const top = Math.max(1, ...programs.map(({ events }) => events));
  const shown = all ? programs : programs.slice(0, AT_FIRST);
  return (
    <>
      <ul class="bars">
        {shown.map((program) => (
          <li key={program.name}>
            <Bar program={program} top={top} open={() => showProgram(report, program.name)} />
          </li>
        ))}
      </ul>
      <p class="muted bars-note">
        Length by the logarithm of the events; one piece per row, the larger the more events.{" "}
        <span class="bars-key bars-key-cluster" /> cluster <span class="bars-key bars-key-noise" /> noise
      </p>
      {programs.length > AT_FIRST && (
        <button type="button" class="quiet no-print" onClick={() => setAll(!all)}>
          {all ? "Show fewer" : `Show all ${count(programs.length)}`}
        </button>
      )}
    </>
  );
}

interface BarProperties {
  readonly program: Program;
  readonly top: number;
  readonly open: () => void;
}

function Bar({ program: { name, events, sizes, noise }, top, open }: BarProperties): VNode {
  const length = Math.log1p(events) / Math.log1p(top);
  const pieces = sizes.slice(0, MOST_PIECES);
  const rest = events - pieces.reduce((sum, size) => sum + size, 0);
  const clusters = sizes.length - noise;
  return (
    <button type="button" class="bar" onClick={open} title={`Rows of ${visibleShort(name, 80)}`}>
      <span class="bar-name">
        <Text value={name === "" ? "(none)" : name} most={40} />
      </span>
      <span class="bar-track" aria-hidden="true">
        <span class="bar-length" style={{ width: `${(100 * length).toFixed(2)}%` }}>
          {pieces.map((size, i) => (
            <span key={i} class={i < clusters ? "piece" : "piece piece-noise"} style={{ flexGrow: Math.sqrt(size) }} />
          ))}
          {rest > 0 && <span class="piece piece-noise" style={{ flexGrow: Math.sqrt(rest) }} />}
        </span>
      </span>
      <span class="bar-facts">
        {counted(events, "event")} · {counted(sizes.length, "row")}
      </span>
    </button>
  );
}

function largestFirst(a: number, b: number): number {
  return b - a;
}

function programsOf(report: Report): Program[] {
  const byName = new Map<string, { clusters: number[]; noise: number[] }>();
  report.data.rows.forEach(({ size, clusterId }, row) => {
    const name = report.labelOf(row);
    const found = byName.get(name) ?? { clusters: [], noise: [] };
    byName.set(name, found);
    (clusterId < 0 ? found.noise : found.clusters).push(size);
  });
  return Array.from(byName, ([name, { clusters, noise }]): Program => {
    const sizes = [...clusters.sort(largestFirst), ...noise.sort(largestFirst)];
    return { name, events: sizes.reduce((sum, size) => sum + size, 0), sizes, noise: noise.length };
  }).sort((a, b) => b.events - a.events || (a.name < b.name ? -1 : 1));
}

function showProgram(report: Report, name: string): void {
  filters.value = NO_FILTERS;
  const { labelField } = report;
  if (
    labelField !== null &&
    report.data.rows.some((_, row) => report.field(labelField, report.row(row).exemplar) === name)
  )
    filterField(labelField, name);
  else filters.value = { ...NO_FILTERS, search: `"${name}"` };
  go("rows");
}
