import { roots, sessionAbove, type GraphNode, type ProcessGraph, type ProcessNode } from "@winnow/process-graph";

/** One line of the tree. Lines stand in the order of reading: each before all that is below it. */
export interface TreeLine {
  readonly kind: "host" | "session" | "process" | "missing";
  /** In the graph; that of a host is its name. */
  readonly key: string;
  readonly host: string;
  /** `null` for a host. */
  readonly node: GraphNode | null;
  /** Position of the line above, −1 where there is none. */
  readonly parent: number;
  /** Position of the first line that is no longer below this one. */
  readonly end: number;
  /** From 1. */
  readonly level: number;
  /** Key of the session that it runs in, where it is another one than the line above runs in. */
  readonly session: string | undefined;
}

/** The lines of a graph with its sessions: hosts apart, on each the sessions with what is topmost in them. */
export function treeOf(graph: ProcessGraph, sessionOf: (process: string) => string | undefined): readonly TreeLine[] {
  const hosts = rootsByHost(graph, sessionOf);
  const lines: Mutable<TreeLine>[] = [];
  const add = (line: Omit<TreeLine, "end" | "parent" | "level">, parent: number): number => {
    const level = parent < 0 ? 1 : lines[parent]!.level + 1;
    return lines.push({ ...line, parent, level, end: 0 }) - 1;
  };
  for (const { host, bySession, without } of hosts) {
    const top = hosts.length > 1 ? add({ kind: "host", key: host, host, node: null, session: undefined }, -1) : -1;
    for (const [session, members] of bySession) {
      const at = add(
        { kind: "session", key: session, host, node: graph.getNodeAttributes(session), session: undefined },
        top,
      );
      plant(graph, sessionOf, members, at, session, add);
    }
    plant(graph, sessionOf, without, top, undefined, add);
  }
  close(lines);
  return lines;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

type Add = (line: Omit<TreeLine, "end" | "parent" | "level">, parent: number) => number;

/** Processes and all that they started. Nothing recurses: chains may be of any length. */
function plant(
  graph: ProcessGraph,
  sessionOf: (process: string) => string | undefined,
  from: readonly string[],
  above: number,
  session: string | undefined,
  add: Add,
): void {
  const stack = from.toReversed().map((key) => ({ key, above, session }));
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const node = graph.getNodeAttributes(next.key) as ProcessNode;
    const own = sessionOf(next.key) ?? (node.kind === "missing" ? next.session : undefined);
    const line = {
      kind: node.kind,
      key: next.key,
      host: node.host,
      node,
      session: own === next.session ? undefined : own,
    };
    const at = add(line, next.above);
    const below = graph.outNeighbors(next.key);
    for (let i = below.length - 1; i >= 0; i--) stack.push({ key: below[i]!, above: at, session: own });
  }
}

/** Read from the end, a line's subtree is closed before the line itself is met. */
function close(lines: Mutable<TreeLine>[]): void {
  for (let i = lines.length - 1; i >= 0; i--) {
    const line = lines[i]!;
    line.end = Math.max(line.end, i + 1);
    if (line.parent >= 0) lines[line.parent]!.end = Math.max(lines[line.parent]!.end, line.end);
  }
}

interface HostRoots {
  readonly host: string;
  readonly bySession: Map<string, string[]>;
  readonly without: string[];
}

function rootsByHost(graph: ProcessGraph, sessionOf: (process: string) => string | undefined): readonly HostRoots[] {
  const hosts = new Map<string, HostRoots>();
  for (const root of roots(graph)) {
    const { host } = graph.getNodeAttributes(root);
    const own = hosts.get(host.toLowerCase()) ?? { host, bySession: new Map<string, string[]>(), without: [] };
    hosts.set(host.toLowerCase(), own);
    const session = sessionAbove(graph, root) ?? sessionOfAll(graph.outNeighbors(root), sessionOf);
    const members = session === undefined ? own.without : own.bySession.get(session);
    if (members === undefined) own.bySession.set(session!, [root]);
    else members.push(root);
  }
  return [...hosts.values()];
}

/** A parent that nobody recorded is put into the session of its children, where they have the same. */
function sessionOfAll(
  children: readonly string[],
  sessionOf: (process: string) => string | undefined,
): string | undefined {
  const [first, ...others] = new Set(children.map(sessionOf));
  return others.length === 0 ? first : undefined;
}

/** What of a tree is to be seen: 1 for every wanted line and all above it. */
export function withAbove(lines: readonly TreeLine[], wanted: Iterable<number>): Uint8Array {
  const kept = new Uint8Array(lines.length);
  for (const line of wanted) for (let at = line; at >= 0 && kept[at] === 0; at = lines[at]!.parent) kept[at] = 1;
  return kept;
}

/** A line in view, and its place among its siblings in view. */
export interface VisibleLine {
  readonly line: number;
  readonly position: number;
  readonly siblings: number;
  /** Whether anything is below it that would be in view if it were unfolded. */
  readonly foldable: boolean;
}

/** The lines in view, in order: those kept that lie below no folded one. `kept` is closed upwards. */
export function visibleLines(
  lines: readonly TreeLine[],
  kept: Uint8Array | null,
  folded: ReadonlySet<number>,
): readonly VisibleLine[] {
  const isKept = (line: number): boolean => kept === null || kept[line] === 1;
  const counts = new Map<number, number>();
  const found: { line: number; position: number; foldable: boolean }[] = [];
  for (let line = 0; line < lines.length;) {
    const { parent, end } = lines[line]!;
    if (!isKept(line)) {
      line = end;
      continue;
    }
    const position = (counts.get(parent) ?? 0) + 1;
    counts.set(parent, position);
    const foldable = end > line + 1 && hasKeptBelow(lines, kept, line);
    found.push({ line, position, foldable });
    line = folded.has(line) ? end : line + 1;
  }
  return found.map((each) => ({ ...each, siblings: counts.get(lines[each.line]!.parent)! }));
}

function hasKeptBelow(lines: readonly TreeLine[], kept: Uint8Array | null, line: number): boolean {
  if (kept === null) return true;
  for (let child = line + 1; child < lines[line]!.end; child = lines[child]!.end) if (kept[child] === 1) return true;
  return false;
}

/** Whether a line has all the words, in small letters, in its name, path, command line, account, pid or session. */
export function matcher(query: string): (line: TreeLine) => boolean {
  const words = query.trim().toLowerCase().split(/\s+/);
  return ({ node, host }) => {
    const text = textOf(node, host).toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

function textOf(node: GraphNode | null, host: string): string {
  if (node === null) return host;
  if (node.kind === "session") return `${node.name} ${node.account} ${node.logonId}`;
  return `${node.name} ${node.executable} ${node.commandLine} ${node.user} ${node.pid} ${node.logonId}`;
}
