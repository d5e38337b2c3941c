export { SpatialError } from "./errors.ts";
export type { SpatialErrorCode } from "./errors.ts";
export { KdTree } from "./kd-tree.ts";
export type { KdTreeOptions, Neighbours, NeighbourVisitor } from "./kd-tree.ts";
export { expandDistance, reducedDistance, reduceRadius } from "./metric.ts";
export type { Metric, ReducedDistance } from "./metric.ts";
export { validatePoints } from "./point-set.ts";
export type { PointSet } from "./point-set.ts";
export { UnionFind } from "./union-find.ts";
