import { defineSink, type RunResult, type SinkContext, type SinkPlugin } from "@winnow/core";
import {
  buildProcessForest,
  linkSessions,
  processGraphml,
  processJson,
  type ForestFindings,
} from "@winnow/process-graph";
import { gatherText } from "../chunk-text.ts";
import { writeChunks } from "../files/new-file.ts";
import { processesOptions, type ProcessesOptions } from "./options.ts";
import { startsOf } from "./starts.ts";

/** Writes the process trees behind a result, with the sessions above them. */
export const processesPlugin: SinkPlugin<ProcessesOptions> = defineSink({
  name: "processes",
  summary: "The process trees of all hosts with their logon sessions, as a graph in JSON or GraphML",
  options: processesOptions,
  needsEvents: () => true,
  write: writeProcesses,
});

async function writeProcesses(
  result: RunResult,
  { path, format }: ProcessesOptions,
  context: SinkContext,
): Promise<readonly string[]> {
  const forest = buildProcessForest(await startsOf(result, context.signal));
  for (const warning of warningsOf(forest.findings)) context.warn(warning);
  const { graph } = linkSessions(forest, []);
  const pieces = format === "json" ? processJson(graph) : processGraphml(graph);
  await writeChunks(context.outputPath(path), context.signal, gatherText(pieces));
  return [path];
}

/** What an analyst must know to read the trees. */
function warningsOf({ duplicates, cycles, ambiguous }: ForestFindings): string[] {
  const twice = duplicates.length;
  const circles = cycles.length;
  const unsure = ambiguous.length;
  return [
    twice > 0
      ? `${counted(twice, "process start")} recorded more than once: each is one node of the process graph`
      : "",
    circles > 0 ? `${counted(circles, "cycle")} of processes said to have started each other: cut at the earliest` : "",
    unsure > 0
      ? `${counted(unsure, "process", "processes")} with more than one possible parent: marked as ambiguous`
      : "",
  ].filter((warning) => warning !== "");
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
