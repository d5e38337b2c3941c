import { expandPoints } from "@winnow/analysis";
import type { PointMatrix } from "@winnow/core";
import { squaredDistance } from "./reference-dbscan.ts";
import { rowsOf } from "./samples.ts";

/** Parameters of HDBSCAN with excess of mass; the whole is never one cluster. */
export interface HdbscanParameters {
  /** 1 or more; the point itself counts. */
  readonly minPoints: number;
  /** 2 or more. */
  readonly minClusterSize: number;
}

interface Cluster {
  readonly members: readonly number[];
  readonly children: readonly Cluster[];
  readonly stability: number;
}

/** Stabilities closer than this, relatively, count as equal: their terms may have been added in another order. */
const TOLERANCE = 1e-12;

/**
 * HDBSCAN from its definition (Campello, Moulavi, Sander, PAKDD 2013), on points written out as often as they weigh: at each
 * distance the clusters are the connected sets of enough points at mutual reachability below it. All edges of one length
 * vanish at once, so that neither ties nor the order of rows can matter.
 *
 * @returns a cluster, or −1, per weighted point
 */
export function referenceHdbscan(points: PointMatrix, parameters: HdbscanParameters): Int32Array {
  const { points: copies, origin } = expandPoints(points);
  const labels = new Int32Array(points.rows).fill(-1);
  if (copies.rows < parameters.minPoints) return labels;
  const reach = mutualReachability(rowsOf(copies), parameters.minPoints);
  const root = grow([...origin.keys()], 0, reach, parameters.minClusterSize);
  const chosen = root.children.flatMap((child) => mostStable(child).chosen);
  for (const [number, { members }] of chosen.entries()) for (const copy of members) labels[origin[copy]!] = number;
  return labels;
}

/** Distances of points, at least the core distance of either; of a point and itself, its core distance. */
function mutualReachability(rows: readonly (readonly number[])[], minPoints: number): number[][] {
  const distances = rows.map((a) => rows.map((b) => Math.sqrt(squaredDistance(a, b))));
  const cores = distances.map((row) => row.toSorted((a, b) => a - b)[minPoints - 1]!);
  return distances.map((row, i) => row.map((distance, j) => Math.max(distance, cores[i]!, cores[j]!)));
}

/** The cluster that these points form from a density on, with those that it splits into. */
function grow(
  members: readonly number[],
  birth: number,
  reach: readonly (readonly number[])[],
  minClusterSize: number,
): Cluster {
  let stability = 0;
  let rest = members;
  for (;;) {
    const distance = longestBond(rest, reach);
    const lambda = 1 / distance;
    const parts = connectedBelow(rest, distance, reach).filter((part) => part.length >= minClusterSize);
    const stays = parts.length === 1 ? parts[0]! : [];
    stability += (rest.length - stays.length) * (lambda - birth);
    if (parts.length !== 1) {
      return { members, children: parts.map((part) => grow(part, lambda, reach, minClusterSize)), stability };
    }
    rest = stays;
  }
}

/** The longest edge of a minimum spanning tree: the distance that connected points fall apart below. Prim's algorithm. */
function longestBond(members: readonly number[], reach: readonly (readonly number[])[]): number {
  const [first, ...others] = members;
  let longest = reach[first!]![first!]!;
  const bonds = new Map(others.map((other) => [other, reach[first!]![other]!]));
  while (bonds.size > 0) {
    const [nearest, bond] = [...bonds].reduce((least, entry) => (entry[1] < least[1] ? entry : least));
    bonds.delete(nearest);
    longest = Math.max(longest, bond);
    for (const [other, known] of bonds) bonds.set(other, Math.min(known, reach[nearest]![other]!));
  }
  return longest;
}

function connectedBelow(
  members: readonly number[],
  distance: number,
  reach: readonly (readonly number[])[],
): readonly (readonly number[])[] {
  const open = new Set(members);
  const parts: number[][] = [];
  for (const start of members) {
    if (!open.delete(start)) continue;
    const part = [start];
    // The list grows while it is walked.
    for (const point of part) {
      for (const other of open) {
        if (reach[point]![other]! >= distance) continue;
        open.delete(other);
        part.push(other);
      }
    }
    parts.push(part);
  }
  return parts;
}

/** The clusters of greatest total stability among a cluster and those inside it; the outer one wins a tie. */
function mostStable(cluster: Cluster): { readonly chosen: readonly Cluster[]; readonly stability: number } {
  const inner = cluster.children.map((child) => mostStable(child));
  const sum = inner.reduce((total, { stability }) => total + stability, 0);
  if (sum <= cluster.stability * (1 + TOLERANCE)) return { chosen: [cluster], stability: cluster.stability };
  return { chosen: inner.flatMap(({ chosen }) => chosen), stability: sum };
}
