import { asPluginFailure } from "@winnow/analysis";
import type { EventEngine, RunContext } from "@winnow/core";
import type { LoadedProfile } from "../profile/load.ts";
import type { Profile } from "../profile/types.ts";
import { validated } from "../registry/plugin-calls.ts";

/** Connects the profile's source. Streams are held by the embedded engine, so that every source can be reduced. */
export async function openSource(profile: Profile, loaded: LoadedProfile, context: RunContext): Promise<EventEngine> {
  const { use, with: options } = profile.source!;
  const plugin = loaded.registry.get("connector", use)!;
  try {
    const source = await plugin.connect(validated(plugin, options), context);
    if (source.kind === "engine") return source;
    const { holdStream } = await import("@winnow/engine-duckdb");
    return await holdStream(source, context);
  } catch (cause) {
    throw asPluginFailure(cause, `connector "${use}"`, "open");
  }
}
