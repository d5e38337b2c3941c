import { callPlugin } from "@winnow/analysis";
import { throwIfAborted, type RunContext, type RunResult, type SinkContext } from "@winnow/core";
import type { Use } from "../profile/types.ts";
import { checkedFiles } from "../registry/answers.ts";
import { frozen, frozenOptions } from "../registry/plugin-calls.ts";
import type { Registry } from "../registry/registry.ts";
import type { Staging } from "./staging.ts";

/** Lets every sink write its files into the directory of the run; returns the names that users know them by. */
export async function runSinks(
  result: RunResult,
  sinks: readonly Use[],
  registry: Registry,
  context: RunContext,
  staging: Staging,
): Promise<string[]> {
  const files: string[] = [];
  // One sink cannot change what the next one sees.
  const shown = Object.freeze({
    ...result,
    ledger: frozen(result.ledger),
    counts: frozen(result.counts),
    rows: frozen(result.rows),
    exemplars: frozen(result.exemplars),
    foldedEvents: frozen(result.foldedEvents),
    // A copy: sinks still add warnings.
    manifest: frozen(structuredClone(result.manifest)),
  });
  const given: SinkContext = {
    ...context,
    outputDirectory: staging.directory,
    outputPath: staging.pathFor,
    stateDirectory: context.outputDirectory,
  };
  for (const { use, with: options } of sinks) {
    throwIfAborted(context.signal);
    const sink = registry.get("sink", use)!;
    const call = { plugin: `sink "${use}"`, stage: "write" };
    const answer = await callPlugin(call, given, (watched) => sink.write(shown, frozenOptions(sink, options), watched));
    files.push(...checkedFiles(answer, call.plugin).map((name) => staging.nameOf(name)));
  }
  return files;
}
