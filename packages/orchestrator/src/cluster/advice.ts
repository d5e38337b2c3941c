import { membersOf, type PointClusters, type Points } from "@winnow/analysis";
import type { Profile } from "../profile/types.ts";

/** Below this many points, one cluster or none is as likely an answer as any. */
const FEWEST_POINTS_TO_JUDGE = 10;

/**
 * What to do where no partition separates anything, or `undefined` where one does. Without partitions the clusterer itself
 * says so, and says it better: it knows its options.
 */
export function adviceFor(points: Points, { labels }: PointClusters, cluster: Profile["cluster"]): string | undefined {
  const { partitionCount } = points;
  if (partitionCount < 2 || labels.length < FEWEST_POINTS_TO_JUDGE) return undefined;
  const within = cluster.within.join(", ");
  if (labels.every((label) => label < 0)) {
    return (
      `${cluster.use}: all ${labels.length} points are noise, in each of the ${partitionCount} partitions by ${within}: ` +
      `nothing counts as alike. ${NEXT_STEP}`
    );
  }
  // A partition of one point has nothing to separate.
  const several = membersOf(points).filter((members) => members.length > 1);
  const judged = several.reduce((sum, members) => sum + members.length, 0);
  if (judged < FEWEST_POINTS_TO_JUDGE || !several.every((members) => isOneCluster(members, labels))) return undefined;
  return (
    `${cluster.use}: everything of one ${within} is one cluster, in each of the ${several.length} partitions that have ` +
    `more than one point: nothing stands out. ${NEXT_STEP}`
  );
}

const NEXT_STEP =
  "Run `winnow tune` with the same profile and input: it shows what other settings would give, and recommends one.";

function isOneCluster(members: Int32Array, labels: Int32Array): boolean {
  const first = labels[members[0]!]!;
  return first >= 0 && members.every((point) => labels[point] === first);
}
