import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/** What the compiler writes of a source, and the ends of its name. */
const BUILT = /\.(?:js|d\.ts)(?:\.map)?$/;

/**
 * Removes what was built of sources that are gone: the compiler leaves it there, and it would be published.
 * @param {string} directory a package
 * @returns {string[]} the files, relative to its `dist`
 */
export function removeStale(directory) {
  const [dist, src] = [join(directory, "dist"), join(directory, "src")];
  if (!existsSync(dist) || !existsSync(src)) return [];
  const stale = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((file) => {
    if (!BUILT.test(file)) return false;
    const source = join(src, file.replace(BUILT, ""));
    return !existsSync(`${source}.ts`) && !existsSync(`${source}.tsx`);
  });
  for (const file of stale) rmSync(join(dist, file));
  return stale.sort();
}
