import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useMemo, useState } from "preact/hooks";
import { processGraphml, processJson } from "@winnow/process-graph";
import type { Report } from "../../state/report.ts";
import { route } from "../../state/route.ts";
import { useShortcuts, type Shortcut } from "../../state/shortcuts.ts";
import { count, counted } from "../../text/words.ts";
import { saveText } from "../compare/save.ts";
import type { View } from "../view.ts";
import { LineDetail } from "./detail.tsx";
import { hasProcesses } from "./forest.ts";
import { exported, processTree, type ProcessTree } from "./model.ts";
import "./processes.css";
import { activeLine, folded, onlyShown, showsOnlyParts, treeSearch } from "./state.ts";
import { matcher, visibleLines, withAbove } from "./tree.ts";
import { TreeGrid } from "./tree-grid.tsx";

export const processesView: View = {
  id: "processes",
  title: "Processes",
  component: Processes,
  available: hasProcesses,
};

/** Building more than this takes long enough to be announced. */
const SLOW = 5_000;

function Processes({ report }: { readonly report: Report }): VNode {
  const [tree, setTree] = useState(() => (report.data.events.size > SLOW ? null : processTree(report.data)));
  useEffect(() => {
    if (tree !== null) return undefined;
    // After the announcement was drawn.
    const timer = setTimeout(() => setTree(processTree(report.data)), 30);
    return () => clearTimeout(timer);
  }, [tree, report]);
  if (tree === null)
    return (
      <p class="loading" role="status">
        Building the tree of {counted(report.data.events.size, "process", "processes")} …
      </p>
    );
  return <Tree report={report} tree={tree} />;
}

const SEARCH = "tree-search";

function Tree({ report, tree }: { readonly report: Report; readonly tree: ProcessTree }): VNode {
  const { lines } = tree;
  const parts = showsOnlyParts(lines.length);
  const query = treeSearch.value.trim();
  const found = useMemo(() => (query === "" ? null : matchesOf(tree, query)), [tree, query]);
  const kept = useMemo(
    () => (found !== null ? withAbove(lines, found) : parts ? tree.parts : null),
    [lines, found, parts, tree],
  );
  const visible = useMemo(() => visibleLines(lines, kept, folded.value), [lines, kept, folded.value]);
  // With the drawing: what comes late would undo the keys that came before it.
  useLayoutEffect(() => goToAsked(report, tree), [route.value, tree]);
  useShortcuts(useMemo(() => shortcuts(lines.length), [lines]));
  const active = visible.some(({ line }) => line === activeLine.value) ? activeLine.value : (visible[0]?.line ?? -1);
  return (
    <div class="processes">
      <div class="toolbar processes-toolbar no-print">
        <input
          id={SEARCH}
          type="search"
          aria-label="Search the tree"
          placeholder="Search the tree ( / )"
          title="All words, in names, paths, command lines, accounts, pids and sessions"
          value={treeSearch.value}
          onInput={({ currentTarget }) => (treeSearch.value = currentTarget.value)}
        />
        <label class="check" title="Events that a row shows, and all that is above them">
          <input
            type="checkbox"
            checked={parts}
            disabled={query !== ""}
            onChange={({ currentTarget }) => (onlyShown.value = currentTarget.checked)}
          />
          only what leads to shown events
        </label>
        <button type="button" onClick={() => (folded.value = new Set())}>
          Unfold all
        </button>
        <button type="button" onClick={() => foldAll(tree)}>
          Fold all
        </button>
        <span class="muted" role="status">
          {found === null ? "" : `${counted(found.length, "match", "matches")}, `}
          {counted(visible.length, "line")}
        </span>
        <span class="spring" />
        <button type="button" onClick={() => save(report, tree, parts, "json")}>
          Save as JSON
        </button>
        <button type="button" onClick={() => save(report, tree, parts, "graphml")}>
          Save as GraphML
        </button>
      </div>
      <p class="processes-said muted">{sayWhat(report, tree)}</p>
      <div class="processes-body">
        <TreeGrid report={report} tree={tree} visible={visible} active={active} />
        <LineDetail report={report} tree={tree} line={active} />
      </div>
    </div>
  );
}

function matchesOf({ lines }: ProcessTree, query: string): readonly number[] {
  const matches = matcher(query);
  return lines.flatMap((line, at) => (matches(line) ? [at] : []));
}

function foldAll({ lines }: ProcessTree): void {
  folded.value = new Set(lines.flatMap(({ end }, at) => (end > at + 1 ? [at] : [])));
}

/** `#/processes?row=3` asks for the event that stands for row 3, `?session=s2` for a session. */
function goToAsked(report: Report, tree: ProcessTree): void {
  const asked = route.peek().parameters;
  const exemplar = report.data.rows[Number(asked.get("row")) - 1]?.exemplar;
  const session = tree.lineOfKey(asked.get("session") ?? "");
  const line = exemplar === undefined ? session : tree.lineOfEvent(exemplar);
  if (line === undefined) return;
  const next = new Set(folded.peek());
  for (let at = tree.lines[line]!.parent; at >= 0; at = tree.lines[at]!.parent) next.delete(at);
  folded.value = next;
  treeSearch.value = "";
  activeLine.value = line;
}

function sayWhat(report: Report, { forest: { findings, linked } }: ProcessTree): string {
  const { events, ledger } = report.data;
  const { sessions } = linked.findings;
  return [
    `${counted(findings.processes, "process", "processes")}${events.complete ? "" : ` of ${count(ledger.clustered)}, those of the events held`}`,
    ...(sessions > 0 ? [counted(sessions, "logon session")] : []),
    ...(findings.missing > 0 ? [`${counted(findings.missing, "parent")} that nobody recorded`] : []),
    ...(findings.ambiguous.length > 0
      ? [`${counted(findings.ambiguous.length, "process", "processes")} of uncertain parent`]
      : []),
    ...(findings.duplicates.length > 0 ? [`${counted(findings.duplicates.length, "start")} recorded twice`] : []),
    ...(findings.cycles.length > 0 ? [`${counted(findings.cycles.length, "cycle")} cut`] : []),
  ].join(" · ");
}

function save(report: Report, tree: ProcessTree, parts: boolean, form: "json" | "graphml"): void {
  const graph = exported(tree, parts);
  const text = [...(form === "json" ? processJson(graph) : processGraphml(graph))].join("");
  const type = form === "json" ? "application/json" : "application/xml";
  saveText(text, `${report.data.profile.name}-processes.${form}`, type);
}

function shortcuts(lines: number): readonly Shortcut[] {
  return [
    { keys: ["/"], does: "search the tree", run: focusSearch },
    {
      keys: ["o"],
      does: "all, or only what leads to shown events",
      run: () => (onlyShown.value = !showsOnlyParts(lines)),
    },
    { keys: ["Escape"], does: "end the search", run: endSearch },
  ];
}

function focusSearch(): void {
  const input = document.getElementById(SEARCH);
  if (input instanceof HTMLInputElement) input.select();
}

function endSearch(): void {
  if (document.activeElement instanceof HTMLInputElement) document.activeElement.blur();
  treeSearch.value = "";
}
