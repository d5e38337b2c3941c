export { dbscan, dbscanAsync } from "./algorithm.ts";
export type { DbscanOptions, DbscanPoints, DbscanResult } from "./algorithm.ts";
export { DbscanError } from "./errors.ts";
export type { DbscanErrorCode } from "./errors.ts";
export type { RunControl } from "./steps.ts";
