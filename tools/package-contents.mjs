import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";

/** Files that make sense here and to nobody who installs a package. Templates of plugins bring tests along: they are text. */
const STRAY =
  /^(?!templates\/)(?:.*\/)?(?:tests?\/.*|[^/]+\.test\.[cm]?[jt]sx?|[^/]*\.tsbuildinfo|tsconfig[^/]*\.json|\.env.*)$/;

/**
 * What is wrong with the files of a package as it is published, in words.
 * @param {string} directory where it was unpacked
 * @param {string} machine a path that must stand in no file: where it was built
 * @returns {string[]}
 */
export function contentFaults(directory, machine) {
  const { name } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(directory.length + 1)
        .replaceAll(sep, "/"),
    );
  const missing = ["README.md", "LICENSE"].filter((file) => !files.includes(file)).map((file) => `no ${file}`);
  const stray = files.filter((file) => STRAY.test(file)).map((file) => `${file} is nothing for those who install it`);
  const texts = files.filter((file) => /\.(?:[cm]?[jt]sx?|json|map|md|html|ya?ml)$/.test(file));
  const told = texts
    .filter((file) => readFileSync(join(directory, file), "utf8").includes(machine))
    .map((file) => `${file} tells where it was built`);
  const lost = files.filter((file) => file.endsWith(".map")).flatMap((file) => lostSources(directory, file));
  return [...missing, ...stray, ...told, ...lost].map((fault) => `${name}: ${fault}`);
}

/** Sources that a source map leads to and that are not there. @param {string} directory @param {string} file */
function lostSources(directory, file) {
  const { sources, sourceRoot = "", sourcesContent } = JSON.parse(readFileSync(join(directory, file), "utf8"));
  if (sourcesContent !== undefined) return [];
  return sources
    .filter((/** @type {string} */ source) => !existsSync(resolve(directory, dirname(file), sourceRoot, source)))
    .map((/** @type {string} */ source) => `${file} leads to ${source}, which is not in the package`);
}
