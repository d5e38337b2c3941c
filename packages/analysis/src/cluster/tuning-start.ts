import { throwIfAborted, type PointMatrix, type RunContext } from "@winnow/core";
import { callPlugin } from "../plugin-call.ts";
import type { ClusterRequest } from "./cluster.ts";

/** A value of an option to start from. */
export interface TuningStart {
  readonly value: number;
  /** Why, in a sentence. */
  readonly reason: string;
}

/**
 * Where to start looking for a value of the option that the clusterer is tuned by, for all partitions together: the middle
 * of what each of them asks for, a partition counted by its points.
 * @param partitions scaled points of each partition
 * @returns `undefined` where the points do not say, or the clusterer has nothing to tune
 */
export async function tuningStart(
  partitions: readonly PointMatrix[],
  { plugin, options }: Pick<ClusterRequest, "plugin" | "options">,
  context: RunContext,
): Promise<TuningStart | undefined> {
  const { tuning } = plugin;
  if (tuning === undefined) return undefined;
  const call = { plugin: `clusterer "${plugin.name}"`, stage: "tune" };
  const starts: { start: TuningStart; points: number }[] = [];
  for (const points of partitions) {
    throwIfAborted(context.signal);
    const start = await callPlugin(call, context, (watched) => tuning.start(points, options, watched));
    if (start !== undefined) starts.push({ start, points: points.rows });
  }
  starts.sort((a, b) => a.start.value - b.start.value);
  const least = starts[0]?.start;
  const most = starts.at(-1)?.start;
  if (least === undefined || most === undefined || least.value === most.value) return least;
  const half = starts.reduce((sum, { points }) => sum + points, 0) / 2;
  let counted = 0;
  const { start } = starts.find(({ points }) => (counted += points) >= half)!;
  const reason = `${starts.length} partitions ask for ${least.value} to ${most.value}; this is their middle, each counted by its points.`;
  return { value: start.value, reason };
}
