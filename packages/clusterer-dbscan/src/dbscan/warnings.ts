/** Below this many distinct points, one cluster or none is as likely an answer as any. */
const FEWEST_POINTS_TO_JUDGE = 10;

/**
 * What to do about a clustering that separates nothing, or `undefined` when it separates something.
 *
 * @param labels cluster of each point, -1 for noise
 */
export function adviceFor(labels: Int32Array, eps: number, minPoints: number): string | undefined {
  const points = labels.length;
  if (points < FEWEST_POINTS_TO_JUDGE) return undefined;
  if (labels.every((label) => label === 0)) {
    return (
      `dbscan: eps ${eps} puts all ${points} points into one cluster, so nothing stands out. ` +
      "Try a tenth of it; `winnow tune` shows what each eps would give."
    );
  }
  if (labels.every((label) => label === -1)) {
    return (
      `dbscan: eps ${eps} leaves all ${points} points as noise: none has ${minPoints} events within reach. ` +
      "Try ten times as much, or a smaller minPoints; `winnow tune` shows what each eps would give."
    );
  }
  return undefined;
}
