import { isWinnowError, runAborted, type Probe, type RunContext } from "@winnow/core";
import type { LoadedProfile } from "../profile/load.ts";
import { nameOf, profileOrThrow } from "../profile/load.ts";
import type { Use } from "../profile/types.ts";
import { validated } from "../registry/plugin-calls.ts";
import { RunObserver } from "./observer.ts";
import type { RunOptions } from "./options.ts";

/** A plugin's finding, and which plugin: `source "sentinel"`. */
export interface PluginProbe extends Probe {
  readonly plugin: string;
}

/**
 * Tries what the profile's source and sinks talk to, one after the other, and changes nothing. A plugin without a probe
 * is skipped; one whose probe throws has failed.
 */
export async function* probe(loaded: LoadedProfile, options: RunOptions = {}): AsyncGenerator<PluginProbe> {
  const { source, sinks } = profileOrThrow(loaded, nameOf(loaded));
  const { context } = new RunObserver(loaded, options, process.cwd());
  if (source !== null) yield* probeOne("connector", source, `source "${source.use}"`, loaded, context);
  for (const sink of sinks) yield* probeOne("sink", sink, `sink "${sink.use}"`, loaded, context);
}

async function* probeOne(
  kind: "connector" | "sink",
  { use, with: options }: Use,
  name: string,
  { registry }: LoadedProfile,
  context: RunContext,
): AsyncGenerator<PluginProbe> {
  const plugin = registry.get(kind, use)!;
  try {
    for await (const found of plugin.probe?.(validated(plugin, options), context) ?? [])
      yield { ...found, plugin: name };
  } catch (error) {
    if (isWinnowError(error) && error.code === runAborted.spec.code) throw error;
    const said = isWinnowError(error) ? `${error.code} ${error.message}\n${error.hint}` : String(error);
    yield { plugin: name, subject: "probe", ok: false, detail: said.trim() };
  }
}
