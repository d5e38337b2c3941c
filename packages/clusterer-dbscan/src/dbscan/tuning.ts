import type { ClustererTuning, PointMatrix, RunContext } from "@winnow/core";
import { suggestEpsAsync } from "../suggest-eps.ts";
import type { EpsSuggestion } from "../suggest-eps.ts";
import type { DbscanPluginOptions } from "./options.ts";

/** How far around the start values are compared: some two decades below, where rows are many, and one and a half above. */
const BELOW = 300;
const ABOVE = 30;
/** Steps of a decade, as people write them. */
const STEPS = [1, 2, 5];
/** Values closer than this to the start, by their ratio, tell nothing new. */
const NEAR = 1.25;
const SHORT_DIGITS = 2;

/** eps is what DBSCAN is tuned by; the k-distance curve says where to start. */
export const dbscanTuning: ClustererTuning<DbscanPluginOptions> = { option: "eps", start, values };

/**
 * The suggested eps. Where points that repeat leave nothing to suggest from, that of the distinct points, each counted once:
 * an eps of 0 says nothing of how far apart they are.
 */
async function start(
  points: PointMatrix,
  { minPoints, metric }: DbscanPluginOptions,
  { signal }: RunContext,
): ReturnType<typeof dbscanTuning.start> {
  const suggest = (weights: Float64Array | undefined): Promise<EpsSuggestion> =>
    suggestEpsAsync({ ...points, weights }, { minPoints, metric }, { signal });
  const weighted = await suggest(points.weights);
  if (weighted.eps > 0) return { value: weighted.eps, reason: weighted.reason };
  const distinct = await suggest(undefined);
  if (distinct.eps === 0) return undefined;
  return { value: distinct.eps, reason: `Of the distinct points, each counted once: ${distinct.reason}` };
}

function values(from: number): readonly number[] {
  const centre = Number(from.toPrecision(SHORT_DIGITS));
  const round: number[] = [];
  for (let decade = Math.floor(Math.log10(centre / BELOW)); 10 ** decade <= centre * ABOVE; decade++) {
    // Written out and read again: 5 times a power of ten is not always the nearest number to its decimal form.
    for (const step of STEPS) round.push(Number(`${step}e${decade}`));
  }
  const apart = round.filter(
    (value) => value >= centre / BELOW && value <= centre * ABOVE && Math.max(value / centre, centre / value) > NEAR,
  );
  return [...apart, centre].sort((a, b) => a - b);
}
