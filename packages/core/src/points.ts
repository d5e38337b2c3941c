/** Points in feature space, row-major: value `f` of point `i` is `data[i * columns.length + f]`. All finite. */
export interface PointMatrix {
  readonly rows: number;
  readonly columns: readonly string[];
  readonly data: Float64Array;
  /** Events behind each point, ≥ 1. A point of weight w counts as w equal points. */
  readonly weights: Float64Array;
}

/** What a clusterer says of the points it was given. */
export interface Clustering {
  /** Cluster of each point: 0 … k−1 without gaps, −1 for noise. */
  readonly labels: Int32Array;
  /** How firmly each point belongs to its cluster, 0 to 1. */
  readonly strength?: Float64Array;
  /** How far out of place each point is, 0 to 1 (GLOSH or the like). */
  readonly outlierScores?: Float64Array;
  /** 1 for points that are core points of their cluster. */
  readonly core?: Uint8Array;
  /** Parameters that the clusterer chose itself (`eps: auto`), for the manifest. */
  readonly chosen?: Readonly<Record<string, unknown>>;
  /** The cluster that a new vector would fall into, −1 for none. */
  predict?(vector: Float64Array): number;
}
