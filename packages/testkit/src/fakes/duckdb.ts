import type * as DuckDbModule from "@duckdb/node-api";
import { peerMissing } from "./errors.ts";

export type DuckDb = typeof DuckDbModule;

/**
 * Loads DuckDB, which evaluates the fake Sentinel's queries.
 * @throws `WN2110` when it is not installed
 */
export async function loadDuckDb(): Promise<DuckDb> {
  try {
    return await import("@duckdb/node-api");
  } catch (cause) {
    throw peerMissing({ name: "@duckdb/node-api", fake: "Sentinel" }, { cause });
  }
}
