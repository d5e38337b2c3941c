import { subtree } from "@winnow/process-graph";
import type { ReportData } from "../../../src/data/report-data.ts";
import { forestOf, type Forest } from "./forest.ts";
import { treeOf, withAbove, type TreeLine } from "./tree.ts";

type Known = Pick<ReportData, "events" | "range" | "rows">;

/** The tree of a report and what its lines have to do with the rows. */
export interface ProcessTree {
  readonly forest: Forest;
  readonly lines: readonly TreeLine[];
  /** 1 for lines that lead to an event that a row shows. */
  readonly parts: Uint8Array;
  /** Rows of a line's events, in reading order, and whether the row shows the event. */
  readonly rowsOf: (line: number) => readonly { readonly row: number; readonly shown: boolean }[];
  readonly lineOfEvent: (event: number) => number | undefined;
  readonly lineOfKey: (key: string) => number | undefined;
}

const known = new WeakMap<Known, ProcessTree>();

export function processTree(data: Known): ProcessTree {
  const made = known.get(data) ?? build(data);
  known.set(data, made);
  return made;
}

function build(data: Known): ProcessTree {
  const forest = forestOf(data);
  const { graph, sessionOf } = forest.linked;
  const lines = treeOf(graph, sessionOf);
  const byKey = new Map(lines.flatMap(({ kind, key }, line) => (kind === "host" ? [] : [[key, line] as const])));
  const shown = new Uint8Array(data.events.size);
  for (const { exemplar, folded } of data.rows) {
    shown[exemplar] = 1;
    for (const { event } of folded) shown[event] = 1;
  }
  const lineOfEvent = (event: number): number | undefined => byKey.get(forest.nodeOf(event) ?? "");
  const leading = Array.from(shown.entries()).flatMap(([event, on]) => (on === 1 ? (lineOfEvent(event) ?? []) : []));
  return {
    forest,
    lines,
    parts: withAbove(lines, leading),
    rowsOf: (line) => rowsOf(data, forest, lines[line]!, shown),
    lineOfEvent,
    lineOfKey: (key) => byKey.get(key),
  };
}

function rowsOf(data: Known, forest: Forest, { node }: TreeLine, shown: Uint8Array): ReturnType<ProcessTree["rowsOf"]> {
  const rows = new Map<number, boolean>();
  for (const dataRow of node?.events ?? []) {
    const event = forest.eventAt(dataRow);
    if (event === undefined) continue;
    const row = data.events.rows[event]!;
    rows.set(row, rows.get(row) === true || shown[event] === 1);
  }
  return Array.from(rows, ([row, on]) => ({ row, shown: on })).sort((a, b) => a.row - b.row);
}

/** The graph to export: all of it, or the parts that lead to shown events. */
export function exported({ forest, lines, parts }: ProcessTree, onlyParts: boolean): Forest["linked"]["graph"] {
  const { graph } = forest.linked;
  if (!onlyParts) return graph;
  return subtree(
    graph,
    lines.flatMap(({ kind, key }, line) => (parts[line] === 1 && kind !== "host" ? [key] : [])),
  ).graph;
}
