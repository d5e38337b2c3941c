import { isWinnowError, type EventEngine, type RunContext } from "@winnow/core";
import { holdStream } from "@winnow/engine-duckdb";
import { pluginFailed } from "../errors.ts";
import type { LoadedProfile } from "../profile/load.ts";
import type { Profile } from "../profile/types.ts";

/** Connects the profile's source. Streams are held by the embedded engine, so that every source can be reduced. */
export async function openSource(profile: Profile, loaded: LoadedProfile, context: RunContext): Promise<EventEngine> {
  const { use, with: options } = profile.source!;
  const plugin = loaded.registry.get("connector", use)!;
  try {
    const source = await plugin.connect(validated(plugin, options), context);
    return source.kind === "engine" ? source : await holdStream(source, context);
  } catch (cause) {
    throw asPluginFailure(cause, `connector "${use}"`, "open");
  }
}

/** Options as the plugin's schema gives them back, defaults filled in. They were checked with the profile. */
export function validated(
  plugin: { readonly options: { readonly "~standard": { validate(value: unknown): unknown } } },
  options: Readonly<Record<string, unknown>> | undefined,
): unknown {
  return (plugin.options["~standard"].validate(options ?? {}) as { readonly value: unknown }).value;
}

/** Winnow's own errors as they are; anything else is a fault of the plugin, reported by name and stage. */
export function asPluginFailure(cause: unknown, plugin: string, stage: string): Error {
  if (isWinnowError(cause)) return cause;
  const problem = cause instanceof Error ? cause.message : String(cause);
  return pluginFailed({ plugin, stage, problem }, { cause });
}
