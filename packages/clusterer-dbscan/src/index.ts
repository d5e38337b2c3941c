export { dbscan, dbscanAsync } from "./algorithm.ts";
export type { DbscanOptions, DbscanResult } from "./algorithm.ts";
export type { DbscanPoints } from "./fold.ts";
export type { RunControl } from "./steps.ts";
