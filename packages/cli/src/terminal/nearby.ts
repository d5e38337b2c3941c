import { relative } from "node:path";

/** A path as the user would type it: short where it lies below, whole where it does not. */
export function nearby(path: string): string {
  const below = relative(process.cwd(), path);
  return below.startsWith("..") ? path : below || ".";
}
