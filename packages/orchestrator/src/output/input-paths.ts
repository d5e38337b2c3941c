import { namedFiles } from "@winnow/engine-duckdb";
import type { Profile } from "../profile/types.ts";

/** The files that a profile's source names by its option `path`, absolute; of a pattern those that match it. */
export async function inputPaths({ source }: Profile, profileDirectory: string): Promise<readonly string[]> {
  const path = source?.with?.["path"];
  const paths: readonly unknown[] = Array.isArray(path) ? path : [path];
  const named = paths.filter((one) => typeof one === "string").map((one) => namedFiles(one, profileDirectory));
  return (await Promise.all(named)).flatMap(({ files }) => files);
}
