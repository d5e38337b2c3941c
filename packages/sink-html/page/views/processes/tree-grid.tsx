import type { SessionNode } from "@winnow/process-graph";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { NARROW, useMedia } from "../../state/media.ts";
import type { Report } from "../../state/report.ts";
import { rowMarks } from "../../state/selection.ts";
import { Text } from "../../text/text.tsx";
import { count, counted, time } from "../../text/words.ts";
import { openRow } from "../rows/open.ts";
import { useVirtual } from "../rows/use-virtual.ts";
import type { ProcessTree } from "./model.ts";
import { activeLine, fold, folded } from "./state.ts";
import type { TreeLine, VisibleLine } from "./tree.ts";

interface TreeGridProperties {
  readonly report: Report;
  readonly tree: ProcessTree;
  readonly visible: readonly VisibleLine[];
  readonly active: number;
}

const HEIGHT = 30;
const TWO_LINES = 48;
const PAGE = 15;

/** The lines in view as a tree of which only what is on the screen exists. */
export function TreeGrid({ report, tree, visible, active }: TreeGridProperties): VNode {
  const narrow = useMedia(NARROW);
  const height = narrow ? TWO_LINES : HEIGHT;
  const scroller = useRef<HTMLDivElement>(null);
  const { items, height: total, show } = useVirtual(scroller, visible.length, height);
  const at = visible.findIndex(({ line }) => line === active);
  useEffect(() => {
    if (at >= 0 && !centre(scroller.current!, at * height, height)) show(at);
  }, [active]);
  return (
    <div
      ref={scroller}
      class="tree"
      role="tree"
      tabIndex={0}
      aria-label="Processes"
      aria-activedescendant={items.some(({ index }) => index === at) ? `tree-${active}` : undefined}
      onKeyDown={(event) => onKey(event, tree, visible, at)}
    >
      <div class="tree-body" role="presentation" style={{ height: `${total}px` }}>
        {items.map(({ index, start }) => {
          const shown = visible[index];
          return shown === undefined ? null : (
            <Line
              key={shown.line}
              report={report}
              tree={tree}
              shown={shown}
              active={shown.line === active}
              top={start}
              height={height}
            />
          );
        })}
      </div>
      {visible.length === 0 && <p class="tree-empty">Nothing in the tree has that. Escape ends the search.</p>}
    </div>
  );
}

/** Brings a line that is far from view to the middle, so that what is around it is seen too. @returns whether it was far */
function centre(scroller: HTMLElement, top: number, height: number): boolean {
  const { scrollTop, clientHeight } = scroller;
  const away = Math.max(scrollTop - top, top + height - (scrollTop + clientHeight));
  if (away < 2 * height) return false;
  scroller.scrollTop = top - clientHeight / 2;
  return true;
}

/** As the ARIA practices have it for trees. */
function onKey(
  event: KeyboardEvent,
  { lines, rowsOf }: ProcessTree,
  visible: readonly VisibleLine[],
  at: number,
): void {
  if (event.ctrlKey || event.metaKey || event.altKey || at < 0) return;
  const { line, foldable } = visible[at]!;
  const isFolded = folded.peek().has(line);
  const go = (to: number): void => {
    activeLine.value = visible[Math.max(0, Math.min(visible.length - 1, to))]!.line;
  };
  const right = (): void => {
    if (foldable && isFolded) fold(line, false);
    else if (foldable) go(at + 1);
  };
  const left = (): void => {
    if (foldable && !isFolded) fold(line, true);
    else if (lines[line]!.parent >= 0) activeLine.value = lines[line]!.parent;
  };
  const siblings = (): void => {
    const { parent } = lines[line]!;
    const next = new Set(folded.peek());
    for (const each of visible) if (lines[each.line]!.parent === parent) next.delete(each.line);
    folded.value = next;
  };
  const open = (): void => {
    const [first] = rowsOf(line);
    if (first !== undefined) openRow(first.row);
    else if (foldable) fold(line, !isFolded);
  };
  const actions: Readonly<Record<string, () => void>> = {
    ArrowDown: () => go(at + 1),
    ArrowUp: () => go(at - 1),
    ArrowRight: right,
    ArrowLeft: left,
    Home: () => go(0),
    End: () => go(visible.length - 1),
    PageDown: () => go(at + PAGE),
    PageUp: () => go(at - PAGE),
    "*": siblings,
    Enter: open,
    " ": () => fold(line, foldable && !isFolded),
  };
  if (!Object.hasOwn(actions, event.key)) return;
  event.preventDefault();
  actions[event.key]!();
}

interface LineProperties {
  readonly report: Report;
  readonly tree: ProcessTree;
  readonly shown: VisibleLine;
  readonly active: boolean;
  readonly top: number;
  readonly height: number;
}

/** Further in, lines no longer move to the right: they say how deep they are. */
const DEEPEST = 16;

function Line({ report, tree, shown, active, top, height }: LineProperties): VNode {
  const { line, position, siblings, foldable } = shown;
  const { kind, level } = tree.lines[line]!;
  const isFolded = folded.value.has(line);
  const toggle = (event: Event): void => {
    event.stopPropagation();
    activeLine.value = line;
    fold(line, !isFolded);
  };
  return (
    <div
      id={`tree-${line}`}
      class={`tree-line tree-${kind} ${active ? "active" : ""}`}
      role="treeitem"
      aria-level={level}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-expanded={foldable ? !isFolded : undefined}
      aria-selected={active}
      style={{
        transform: `translateY(${top}px)`,
        height: `${height}px`,
        "--level": Math.min(level, DEEPEST) - 1,
      }}
      onClick={() => (activeLine.value = line)}
      onDblClick={() => foldable && fold(line, !isFolded)}
    >
      <span
        class={`twisty ${foldable ? "" : "twisty-none"}`}
        aria-hidden="true"
        onClick={foldable ? toggle : undefined}
      >
        {foldable ? (isFolded ? "▸" : "▾") : ""}
      </span>
      {level > DEEPEST && <span class="badge">{count(level)} deep</span>}
      <What line={tree.lines[line]!} tree={tree} manyDays={spansDays(report)} />
      <Ranks report={report} rows={tree.rowsOf(line)} />
    </div>
  );
}

function spansDays({ data: { range } }: Report): boolean {
  return range !== null && time(range.first).slice(0, 10) !== time(range.last).slice(0, 10);
}

interface WhatProperties {
  readonly line: TreeLine;
  readonly tree: ProcessTree;
  readonly manyDays: boolean;
}

function What({ line, tree, manyDays }: WhatProperties): VNode {
  const { kind, node, host, session } = line;
  if (node === null)
    return (
      <span class="tree-what">
        <span class="tree-kind">host</span>{" "}
        <strong>
          <Text value={host === "" ? "(none)" : host} most={80} />
        </strong>
      </span>
    );
  if (node.kind === "session") return <SessionName node={node} user={tree.forest.userOf(line.key)} />;
  return (
    <span class="tree-what">
      {kind === "missing" && <span class="tree-kind">not recorded</span>}
      <strong class="tree-name">
        <Text value={node.name === "" ? "(no name)" : node.name} most={60} />
      </strong>
      {node.pid !== "" && (
        <span class="muted tree-pid">
          <Text value={node.pid} most={20} />
        </span>
      )}
      {node.time !== null && <span class="muted tree-time">{time(node.time).slice(manyDays ? 5 : 11)}</span>}
      {session !== undefined && <SessionChip tree={tree} session={session} />}
      <span class="tree-command mono">
        <Text value={node.commandLine === "" ? node.executable : node.commandLine} most={600} />
      </span>
    </span>
  );
}

function SessionName({ node, user }: { readonly node: SessionNode; readonly user: string }): VNode {
  return (
    <span class="tree-what">
      <span class="tree-kind">session</span>
      <strong class="tree-name">
        <Text value={node.name !== "" ? node.name : user !== "" ? user : node.logonId} most={60} />
      </strong>
      {(node.name !== "" || user !== "") && (
        <span class="muted mono">
          <Text value={node.logonId} most={40} />
        </span>
      )}
      <span class="muted">{counted(node.processes, "process", "processes")}</span>
    </span>
  );
}

/** For a process that runs in another session than what started it. */
function SessionChip({ tree, session }: { readonly tree: ProcessTree; readonly session: string }): VNode {
  const node = tree.forest.linked.graph.getNodeAttributes(session) as SessionNode;
  const user = tree.forest.userOf(session);
  return (
    <span class="badge tree-session" title="The logon session in which it runs">
      session <Text value={node.name !== "" ? node.name : user !== "" ? user : node.logonId} most={40} />
    </span>
  );
}

const MOST_RANKS = 2;

function Ranks({
  report,
  rows,
}: {
  readonly report: Report;
  readonly rows: ReturnType<ProcessTree["rowsOf"]>;
}): VNode | null {
  if (rows.length === 0) return null;
  return (
    <span class="tree-ranks">
      {rows.slice(0, MOST_RANKS).map(({ row, shown }) => {
        const mark = rowMarks.value.get(row);
        return (
          <button
            key={row}
            type="button"
            tabIndex={-1}
            class={`rank ${shown ? "rank-shown" : ""} ${mark ?? ""}`}
            title={`Open row ${row + 1}${shown ? ", which shows this event" : ""}`}
            aria-label={`Open row ${row + 1}: ${report.row(row).size} events${shown ? ", shows this one" : ""}${mark === undefined ? "" : mark === "of-interest" ? ", of interest" : ", known good"}`}
            onClick={(event) => {
              event.stopPropagation();
              openRow(row);
            }}
          >
            #{count(row + 1)}
          </button>
        );
      })}
      {rows.length > MOST_RANKS && <span class="muted">+{rows.length - MOST_RANKS}</span>}
    </span>
  );
}
