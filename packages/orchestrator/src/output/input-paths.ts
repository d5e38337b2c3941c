import { resolve } from "node:path";
import type { Profile } from "../profile/types.ts";

/**
 * The files that a profile's source names by its option `path`, absolute. Patterns stay as they are: which files they match is
 * known once they are read.
 */
export function inputPaths({ source }: Profile, profileDirectory: string): readonly string[] {
  const path = source?.with?.["path"];
  const paths: readonly unknown[] = Array.isArray(path) ? path : [path];
  return paths.filter((one) => typeof one === "string").map((one) => resolve(profileDirectory, one));
}
