import type { Steps } from "@winnow/spatial";
import { squaredDistance } from "./distance.ts";
import type { WeightedPoints } from "./weighted-points.ts";

/**
 * First centres by weighted greedy k-means++: each next one is drawn with a probability that grows with a point's weight and
 * its squared distance from the centres so far; of a few draws the one that leaves the least distance is kept. A point of
 * weight w is drawn as if it were there w times.
 *
 * D. Arthur, S. Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007.
 *
 * @param points at least k distinct ones
 */
export function* firstCentres(points: WeightedPoints, k: number, random: () => number): Steps<number[][]> {
  const { weights } = points;
  const draws = 2 + Math.floor(Math.log(k));
  const centres = [vectorOf(points, drawn(weights, random))];
  let nearest = leastDistances(points, centres[0]!, new Float64Array(weights.length).fill(Infinity));
  while (centres.length < k) {
    const chances = nearest.map((distance, i) => distance * weights[i]!);
    let best: { readonly centre: number[]; readonly nearest: Float64Array; readonly rest: number } | undefined;
    for (let draw = 0; draw < draws; draw++) {
      yield centres.length / k;
      const centre = vectorOf(points, drawn(chances, random));
      yield centres.length / k;
      const left = leastDistances(points, centre, nearest);
      yield centres.length / k;
      const rest = left.reduce((sum, distance, i) => sum + distance * weights[i]!, 0);
      if (best === undefined || rest < best.rest) best = { centre, nearest: left, rest };
    }
    centres.push(best!.centre);
    nearest = best!.nearest;
  }
  return centres;
}

function vectorOf({ dimensions, data }: WeightedPoints, point: number): number[] {
  return [...data.subarray(point * dimensions, (point + 1) * dimensions)];
}

/** Squared distances from the nearest centre, once there is another. */
function leastDistances({ dimensions, data }: WeightedPoints, centre: number[], before: Float64Array): Float64Array {
  return before.map((distance, i) => Math.min(distance, squaredDistance(centre, data, i * dimensions)));
}

/** An index, drawn with the chances given. */
function drawn(chances: Float64Array, random: () => number): number {
  let rest = random() * chances.reduce((sum, chance) => sum + chance, 0);
  let last = 0;
  for (let i = 0; i < chances.length; i++) {
    if (chances[i] === 0) continue;
    last = i;
    rest -= chances[i]!;
    if (rest < 0) break;
  }
  return last;
}
