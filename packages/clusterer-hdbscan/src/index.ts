export { hdbscan, hdbscanAsync } from "./hdbscan/algorithm.ts";
export type { HdbscanOptions, HdbscanResult } from "./hdbscan/algorithm.ts";
export type { CondensedTree } from "./hdbscan/condensed-tree.ts";
export type { Points } from "./hdbscan/points.ts";
export type { Prediction } from "./hdbscan/predict.ts";
export type { RunControl } from "./hdbscan/steps.ts";
