import { existsSync, readdirSync, readFileSync } from "node:fs";

/** One HDBSCAN run of an oracle file; minimum cluster size = minPts. */
export interface OracleRun {
  readonly minPts: number;
  readonly coreDist: readonly number[];
  readonly mstTotal: number;
  readonly standard: { readonly labels: number[]; readonly prob: number[]; readonly glosh: number[] };
  readonly tieContracted: { readonly labels: number[] };
}

/** One oracle file. */
export interface OracleSet {
  readonly name: string;
  readonly n: number;
  readonly points: readonly (readonly number[])[];
  readonly hdbscan: readonly OracleRun[];
  readonly unique: {
    readonly firstIndex: "identity" | readonly number[];
    readonly weights: "ones" | readonly number[];
  };
}

const FOLDER = new URL("../../../../../shared/oracles/clustering/", import.meta.url);

/** All oracle files; none, with a message, where the folder is absent. */
export function readOracles(): OracleSet[] {
  if (!existsSync(FOLDER)) {
    process.stderr.write("Skipped: there are no clustering oracles at ../shared/oracles/clustering.\n");
    return [];
  }
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")) as OracleSet);
}
