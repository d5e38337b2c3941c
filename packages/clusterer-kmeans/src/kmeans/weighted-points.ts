/** Distinct points, each counting as its weight. */
export interface WeightedPoints {
  readonly dimensions: number;
  /** Coordinates, point after point. */
  readonly data: Float64Array;
  /** One per point, above 0. */
  readonly weights: Float64Array;
}
