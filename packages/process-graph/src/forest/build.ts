import { DirectedGraph } from "graphology";
import type { GraphEdge, GraphFacts, GraphNode, ProcessGraph, ProcessNode } from "../graph.ts";
import { hostKey } from "../identifiers.ts";
import type { ProcessStart } from "../records.ts";
import { cutCycles } from "./cycles.ts";
import { foldDuplicates, type Started } from "./duplicates.ts";
import { missingParents, type MissingParent, type Orphan } from "./missing.ts";
import { Lifetimes, namesItself, namesParent, type Parentage } from "./parents.ts";
import { compareTexts, compareTimes, inOrder } from "./start.ts";

export interface ForestOptions {
  /**
   * How far apart two sources may record one start, in µs; 1 s when left out. Records of one source are of one start
   * only where their times are equal.
   */
  readonly duplicateWindow?: bigint;
}

/** What building a forest found out, for the analyst to know. */
export interface ForestFindings {
  /** Records that were given. */
  readonly records: number;
  /** Processes that a start was recorded of. */
  readonly processes: number;
  /** Processes that are known only as parents. */
  readonly missing: number;
  /** Starts that were recorded more than once: the node, and the data rows that are of it. */
  readonly duplicates: readonly { readonly node: string; readonly events: readonly number[] }[];
  /** Processes that were each other's ancestors: from the one that was cut from its parent down to that parent. */
  readonly cycles: readonly (readonly string[])[];
  /** Processes of which several may be the parent. */
  readonly ambiguous: readonly string[];
}

export interface ProcessForest {
  readonly graph: ProcessGraph;
  readonly findings: ForestFindings;
  /** The process whose start an event records; `undefined` for an event that records none. */
  nodeOf(event: number): string | undefined;
}

const SECOND = 1_000_000n;
const NONE = -1;

/**
 * Builds the process trees of all hosts. A parent is found by its entity id where there is one, else by host and pid as
 * the latest start that is not after the child's; a parent that nobody recorded becomes a node of its own kind. The
 * same records in another order give the same graph. No recursion: a chain of any length will do.
 */
export function buildProcessForest(records: readonly ProcessStart[], options: ForestOptions = {}): ProcessForest {
  const processes = foldDuplicates(inOrder(records), options.duplicateWindow ?? SECOND);
  const lineage = resolveParents(processes);
  const { keys, graph } = plant(processes, lineage);
  const nodes = new Map<number, string>();
  processes.forEach((process, index) => process.records.forEach(({ event }) => nodes.set(event, keys[index]!)));
  const findings: ForestFindings = {
    records: records.length,
    processes: processes.length,
    missing: lineage.missing.length,
    duplicates: processes.flatMap((process, index) =>
      process.records.length > 1 ? [{ node: keys[index]!, events: eventsOf(process) }] : [],
    ),
    cycles: lineage.cycles.map((cycle) => cycle.map((index) => keys[index]!)),
    ambiguous: keys.filter((_, index) => lineage.parents[index] !== NONE && lineage.found[index]?.ambiguous === true),
  };
  return { graph, findings, nodeOf: (event) => nodes.get(event) };
}

/** Who descends from whom. Indices are those of the processes, and after them those of the missing ones. */
interface Lineage {
  readonly parents: Int32Array;
  readonly found: readonly Parentage[];
  readonly missing: readonly MissingParent[];
  readonly cycles: readonly (readonly number[])[];
}

function resolveParents(processes: readonly Started[]): Lineage {
  const lifetimes = new Lifetimes(processes);
  const parents = new Int32Array(processes.length).fill(NONE);
  const found: Parentage[] = [];
  const orphans: Orphan[] = [];
  const selves: number[][] = [];
  processes.forEach(({ start }, index) => {
    if (!namesParent(start)) return;
    if (namesItself(start)) {
      selves.push([index]);
      return;
    }
    const parentage = lifetimes.parentOf(index);
    found[index] = parentage;
    if (parentage.parent === null) orphans.push({ index, start, lifetime: lifetimes.lifetimeOf(start) });
    else parents[index] = parentage.parent;
  });
  const cycles = [...selves, ...cutCycles(parents)].sort((a, b) => a[0]! - b[0]!);
  const missing = missingParents(orphans);
  missing.forEach(({ children }, index) => {
    for (const child of children) parents[child] = processes.length + index;
  });
  return { parents, found, missing, cycles };
}

/** Makes the graph, in tree order: each root with all that descends from it, siblings by time. */
function plant(
  processes: readonly Started[],
  { parents, found, missing }: Lineage,
): { readonly graph: ProcessGraph; readonly keys: readonly string[] } {
  const graph: ProcessGraph = new DirectedGraph<GraphNode, GraphEdge, GraphFacts>({ allowSelfLoops: false });
  graph.replaceAttributes({ format: "winnow/process-graph/v1" });
  const total = processes.length + missing.length;
  const keys = new Array<string>(total);
  const depths = new Int32Array(total);
  const children = childrenOf(parents, total);
  // A stack of what is still to be planted, the next on top.
  const stack = rootsOf(processes, parents, missing).reverse();
  for (let planted = 1; stack.length > 0; planted++) {
    const index = stack.pop()!;
    const key = `p${planted}`;
    keys[index] = key;
    const parent = parents[index] ?? NONE;
    if (parent !== NONE) depths[index] = depths[parent]! + 1;
    graph.addNode(key, nodeOf(index, depths[index]!, processes, missing));
    if (parent !== NONE) addStart(graph, keys[parent]!, key, parent < processes.length ? found[index]! : MISSING);
    const { from, to, list } = children(index);
    for (let i = to - 1; i >= from; i--) stack.push(list[i]!);
  }
  return { graph, keys };
}

const MISSING = { by: "missing", ambiguous: false } as const;

function addStart(
  graph: ProcessGraph,
  parent: string,
  child: string,
  { by, ambiguous }: Omit<GraphEdge, "kind">,
): void {
  graph.addDirectedEdgeWithKey(`${parent}>${child}`, parent, child, { kind: "started", by, ambiguous });
}

/** Children by parent in one array, in order of their index, which is that of time. */
function childrenOf(
  parents: Int32Array,
  total: number,
): (index: number) => { readonly from: number; readonly to: number; readonly list: Int32Array } {
  const starts = new Int32Array(total + 1);
  for (const parent of parents) if (parent !== NONE) starts[parent + 1]!++;
  for (let i = 0; i < total; i++) starts[i + 1]! += starts[i]!;
  const next = starts.slice();
  const list = new Int32Array(parents.length);
  parents.forEach((parent, child) => {
    if (parent !== NONE) list[next[parent]!++] = child;
  });
  return (index) => ({ from: starts[index]!, to: starts[index + 1]!, list });
}

/** By host and time; a missing parent stands where its first child does, before what began at that instant. */
function rootsOf(processes: readonly Started[], parents: Int32Array, missing: readonly MissingParent[]): number[] {
  const roots = missing.map((parent, index) => ({
    index: processes.length + index,
    host: hostKey(parent.host),
    seen: parent.seen,
    first: parent.children[0]!,
    rank: 0,
  }));
  processes.forEach(({ start: { host, time } }, index) => {
    if (parents[index] === NONE) roots.push({ index, host, seen: time, first: index, rank: 1 });
  });
  roots.sort(
    (a, b) => compareTexts(a.host, b.host) || compareTimes(a.seen, b.seen) || a.first - b.first || a.rank - b.rank,
  );
  return roots.map(({ index }) => index);
}

function nodeOf(
  index: number,
  depth: number,
  processes: readonly Started[],
  missing: readonly MissingParent[],
): ProcessNode {
  const process = processes[index];
  return process === undefined ? missingNode(missing[index - processes.length]!, depth) : processNode(process, depth);
}

function processNode(process: Started, depth: number): ProcessNode {
  const { record, pid, program } = process.start;
  return {
    kind: "process",
    host: record.host,
    pid,
    entityId: record.entityId ?? "",
    executable: record.executable,
    name: record.name || nameIn(record.executable) || program.name,
    commandLine: record.commandLine,
    user: record.user,
    logonId: record.logonId,
    effectiveLogonId: record.effectiveLogonId ?? "",
    time: record.time,
    seen: record.time,
    events: eventsOf(process),
    depth,
  };
}

function missingNode({ host, pid, entityId, executable, name, seen }: MissingParent, depth: number): ProcessNode {
  return {
    kind: "missing",
    host,
    pid,
    entityId,
    executable,
    name: name || nameIn(executable),
    commandLine: "",
    user: "",
    logonId: "",
    effectiveLogonId: "",
    time: null,
    seen,
    events: [],
    depth,
  };
}

function nameIn(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}

function eventsOf({ records }: Started): number[] {
  return records.map(({ event }) => event).sort((a, b) => a - b);
}
