import type { ClusterRequest } from "@winnow/analysis";
import type { LoadedProfile } from "../profile/load.ts";
import type { Profile } from "../profile/types.ts";
import { frozenOptions } from "../registry/plugin-calls.ts";

/** The profile's clusterer with its options. */
export function clusterRequest({ cluster }: Profile, { registry }: LoadedProfile): ClusterRequest {
  const plugin = registry.get("clusterer", cluster.use)!;
  const others = registry.list("clusterer").map((entry) => entry.plugin);
  return { plugin, options: frozenOptions(plugin, cluster.with), others };
}
