import { CompensatedSums } from "./compensated-sum.ts";
import type { Dendrogram } from "./dendrogram.ts";
import type { Steps } from "@winnow/spatial";

/**
 * The hierarchy of clusters of at least minClusterSize, from the whole (cluster 0) down to the densest cores.
 *
 * Density is λ = 1 / distance. A parent's id is below its children's; siblings ascend by their lowest row.
 * R. J. G. B. Campello, D. Moulavi, A. Zimek, J. Sander, "Hierarchical density estimates for data clustering,
 * visualization, and outlier detection", ACM TKDD 10(1), 2015.
 */
export interface CondensedTree {
  /** Parent of each cluster; -1 for the root. */
  readonly parent: Int32Array;
  /** λ at which each cluster splits off its parent; 0 for the root. */
  readonly birth: Float64Array;
  /** Largest λ at which a point falls out of the cluster or of one inside it; Infinity where points coincide. */
  readonly death: Float64Array;
  /** Summed weight of each cluster when it is born. */
  readonly weight: Float64Array;
  /** Stability of each cluster: excess of mass, Σ weight · (λ − birth) over what leaves it. May be Infinity. */
  readonly stability: Float64Array;
  /** The cluster each row falls out of. */
  readonly rowCluster: Int32Array;
  /** λ at which each row falls out of it. */
  readonly rowLambda: Float64Array;
}

/** What the condensed tree is made from. */
export interface CondenseInput {
  readonly dendrogram: Dendrogram;
  /** n core distances, by row. */
  readonly coreDistances: Float64Array;
  /** n weights, by row. */
  readonly weights: Float64Array;
  readonly minClusterSize: number;
}

/** Nodes handled between two looks at the clock. */
const CHUNK = 4096;

/** Rows handled between two looks at the clock where each costs little. */
const ROWS = 65_536;

/**
 * Condenses a single-linkage tree, root first. All merges of one height make one multi-way node: with two or more parts
 * of at least minClusterSize the cluster splits into those parts, with one it goes on as that part, with none it ends;
 * whatever is smaller falls out. Equal heights never get an order, so row order cannot matter.
 *
 * Yields the fraction done.
 */
export function* condense(input: CondenseInput): Steps<CondensedTree> {
  const condenser = new Condenser(input);
  let steps = 0;
  while (condenser.open) {
    condenser.step();
    if (++steps % CHUNK === 0) yield condenser.fractionDone;
  }
  return yield* condenser.finish();
}

class Condenser {
  readonly #input: CondenseInput;
  readonly #parent: number[] = [-1];
  readonly #birth: number[] = [0];
  readonly #weight: number[] = [];
  readonly #rowCluster: Int32Array;
  readonly #rowLambda: Float64Array;
  /** Nodes still to take apart, with the cluster each of them is the rest of. */
  readonly #nodes: number[] = [];
  readonly #clusters: number[] = [];
  readonly #parts: number[] = [];
  readonly #walk: number[] = [];
  #placed: number = 0;

  constructor(input: CondenseInput) {
    const { rows } = input.dendrogram;
    this.#input = input;
    this.#rowCluster = new Int32Array(rows);
    this.#rowLambda = new Float64Array(rows);
    const root = rows === 0 ? -1 : 2 * rows - 2;
    this.#weight.push(root < 0 ? 0 : this.#weightOf(root));
    if (root >= 0) this.#push(root, 0);
  }

  get open(): boolean {
    return this.#nodes.length > 0;
  }

  get fractionDone(): number {
    return this.#placed / this.#rowCluster.length;
  }

  #push(node: number, cluster: number): void {
    this.#nodes.push(node);
    this.#clusters.push(cluster);
  }

  #weightOf(node: number): number {
    const { dendrogram, weights } = this.#input;
    return node < dendrogram.rows ? weights[node]! : dendrogram.weight[node - dendrogram.rows]!;
  }

  /** Takes one multi-way node apart. */
  step(): void {
    const node = this.#nodes.pop()!;
    const cluster = this.#clusters.pop()!;
    const { rows, height } = this.#input.dendrogram;
    // What is left of the cluster is one heavy row: its copies come apart at their core distance.
    if (node < rows) return this.#place(node, cluster, 1 / this.#input.coreDistances[node]!);
    const distance = height[node - rows]!;
    const heavy = this.#collectParts(node, distance);
    for (const part of this.#parts) {
      if (!this.#isHeavy(part, distance)) this.#dropOut(part, cluster, 1 / distance);
      else if (heavy === 1) this.#push(part, cluster);
      else this.#push(part, this.#addCluster(cluster, 1 / distance, this.#weightOf(part)));
    }
  }

  /** Gathers the parts that join at exactly `distance`, and counts those that can be clusters. */
  #collectParts(node: number, distance: number): number {
    const { rows, left, right, height } = this.#input.dendrogram;
    const walk = this.#walk;
    let heavy = 0;
    this.#parts.length = 0;
    walk.push(node);
    while (walk.length > 0) {
      const merge = walk.pop()! - rows;
      for (const part of [left[merge]!, right[merge]!]) {
        if (part >= rows && height[part - rows] === distance) {
          walk.push(part);
        } else {
          this.#parts.push(part);
          if (this.#isHeavy(part, distance)) heavy++;
        }
      }
    }
    return heavy;
  }

  /**
   * Whether a part is a cluster just below `distance`. The copies that a row's weight stands for are connected from its
   * core distance on: when that is `distance` itself, they join the node one by one.
   */
  #isHeavy(part: number, distance: number): boolean {
    if (this.#weightOf(part) < this.#input.minClusterSize) return false;
    return part >= this.#input.dendrogram.rows || this.#input.coreDistances[part]! < distance;
  }

  #addCluster(parent: number, birth: number, weight: number): number {
    this.#parent.push(parent);
    this.#birth.push(birth);
    this.#weight.push(weight);
    return this.#parent.length - 1;
  }

  /** Lets all rows below a part fall out of a cluster. */
  #dropOut(part: number, cluster: number, lambda: number): void {
    const { rows, left, right } = this.#input.dendrogram;
    const walk = this.#walk;
    walk.push(part);
    while (walk.length > 0) {
      const node = walk.pop()!;
      if (node < rows) this.#place(node, cluster, lambda);
      else walk.push(left[node - rows]!, right[node - rows]!);
    }
  }

  #place(row: number, cluster: number, lambda: number): void {
    this.#rowCluster[row] = cluster;
    this.#rowLambda[row] = lambda;
    this.#placed++;
  }

  *finish(): Steps<CondensedTree> {
    const ids = yield* this.#canonicalIds();
    const clusters = ids.length;
    const parent = new Int32Array(clusters);
    const birth = new Float64Array(clusters);
    const weight = new Float64Array(clusters);
    for (let cluster = 0; cluster < clusters; cluster++) {
      const id = ids[cluster]!;
      const above = this.#parent[cluster]!;
      parent[id] = above < 0 ? -1 : ids[above]!;
      birth[id] = this.#birth[cluster]!;
      weight[id] = this.#weight[cluster]!;
    }
    yield 1;
    const rowCluster = this.#rowCluster;
    for (let row = 0; row < rowCluster.length; row++) rowCluster[row] = ids[rowCluster[row]!]!;
    yield 1;
    const tree = { parent, birth, weight, rowCluster, rowLambda: this.#rowLambda };
    return { ...tree, ...(yield* measure(tree, this.#input.weights)) };
  }

  /** New ids, so that siblings ascend by lowest row and parents come before children: none depends on the walk. */
  *#canonicalIds(): Steps<Int32Array> {
    const clusters = this.#parent.length;
    const { firstChild, nextSibling } = yield* this.#families();
    const queue = new Int32Array(clusters);
    const ids = new Int32Array(clusters);
    let count = 1;
    for (let i = 0; i < count; i++) {
      ids[queue[i]!] = i;
      for (let child = firstChild[queue[i]!]!; child >= 0; child = nextSibling[child]!) queue[count++] = child;
      if (i % ROWS === 0) yield 1;
    }
    return ids;
  }

  /** The children of every cluster as a list in ascending order of their lowest rows. */
  *#families(): Steps<{ readonly firstChild: Int32Array; readonly nextSibling: Int32Array }> {
    const parent = this.#parent;
    const rows = this.#rowCluster.length;
    const lowest = this.#lowestRows();
    yield 1;
    // Clusters with one lowest row lie inside each other, so that the order among them does not matter.
    const firstOfRow = new Int32Array(rows).fill(-1);
    const nextOfRow = new Int32Array(parent.length);
    for (let cluster = 1; cluster < parent.length; cluster++) {
      nextOfRow[cluster] = firstOfRow[lowest[cluster]!]!;
      firstOfRow[lowest[cluster]!] = cluster;
    }
    yield 1;
    const firstChild = new Int32Array(parent.length).fill(-1);
    const nextSibling = new Int32Array(parent.length).fill(-1);
    for (let row = rows - 1; row >= 0; row--) {
      for (let cluster = firstOfRow[row]!; cluster > 0; cluster = nextOfRow[cluster]!) {
        nextSibling[cluster] = firstChild[parent[cluster]!]!;
        firstChild[parent[cluster]!] = cluster;
      }
      if (row % ROWS === 0) yield 1;
    }
    return { firstChild, nextSibling };
  }

  #lowestRows(): Float64Array {
    const rowCluster = this.#rowCluster;
    const lowest = new Float64Array(this.#parent.length).fill(Infinity);
    for (let row = rowCluster.length - 1; row >= 0; row--) lowest[rowCluster[row]!] = row;
    for (let cluster = lowest.length - 1; cluster > 0; cluster--) {
      const above = this.#parent[cluster]!;
      if (lowest[cluster]! < lowest[above]!) lowest[above] = lowest[cluster]!;
    }
    return lowest;
  }
}

/** Stability and death of each cluster. */
function* measure(
  tree: Omit<CondensedTree, "stability" | "death">,
  weights: Float64Array,
): Steps<Pick<CondensedTree, "stability" | "death">> {
  const { parent, birth, weight, rowCluster, rowLambda } = tree;
  const sums = new CompensatedSums(parent.length);
  const death = Float64Array.from(birth);
  for (let row = 0; row < rowCluster.length; row++) {
    const cluster = rowCluster[row]!;
    const lambda = rowLambda[row]!;
    sums.add(cluster, weights[row]! * (lambda - birth[cluster]!));
    if (lambda > death[cluster]!) death[cluster] = lambda;
    if (row % ROWS === 0) yield 1;
  }
  for (let cluster = parent.length - 1; cluster > 0; cluster--) {
    const above = parent[cluster]!;
    sums.add(above, weight[cluster]! * (birth[cluster]! - birth[above]!));
    if (death[cluster]! > death[above]!) death[above] = death[cluster]!;
  }
  return { stability: death.map((_, cluster) => sums.value(cluster)), death };
}
