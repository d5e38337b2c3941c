import { squaredDistance } from "./distance.ts";
import type { Pace } from "./pace.ts";

/**
 * First centres by weighted greedy k-means++: each next one is drawn with a probability that grows with a point's weight and
 * its squared distance from the centres so far; of a few draws the one that leaves the least distance is kept. A point of
 * weight w is drawn as if it were there w times.
 *
 * D. Arthur, S. Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007.
 *
 * @param vectors distinct points, at least k
 */
export async function firstCentres(
  vectors: readonly number[][],
  weights: Float64Array,
  k: number,
  random: () => number,
  pace: Pace,
): Promise<number[][]> {
  const draws = 2 + Math.floor(Math.log(k));
  const centres = [vectors[drawn(weights, random)]!];
  let nearest = leastDistances(vectors, centres[0]!, new Float64Array(vectors.length).fill(Infinity));
  while (centres.length < k) {
    const chances = nearest.map((distance, i) => distance * weights[i]!);
    let best: { readonly centre: number[]; readonly nearest: Float64Array; readonly rest: number } | undefined;
    for (let draw = 0; draw < draws; draw++) {
      await pace();
      const centre = vectors[drawn(chances, random)]!;
      await pace();
      const left = leastDistances(vectors, centre, nearest);
      await pace();
      const rest = left.reduce((sum, distance, i) => sum + distance * weights[i]!, 0);
      if (best === undefined || rest < best.rest) best = { centre, nearest: left, rest };
    }
    centres.push(best!.centre);
    nearest = best!.nearest;
  }
  return centres;
}

/** Squared distances from the nearest centre, once there is another. */
function leastDistances(vectors: readonly number[][], centre: number[], before: Float64Array): Float64Array {
  const distances = new Float64Array(vectors.length);
  for (let i = 0; i < distances.length; i++) {
    distances[i] = Math.min(before[i]!, squaredDistance(vectors[i]!, centre));
  }
  return distances;
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
