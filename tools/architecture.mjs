import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./run-command.mjs";

/** @typedef {{ readonly files: readonly string[], readonly rules?: Readonly<Record<string, any>> }} Override of the linter's rules */

/**
 * Packages that may import the same others, as `.oxlintrc.json` defines them.
 * @typedef {{ readonly packages: readonly RegExp[], readonly mayImport: ReadonlySet<string> | "everything" }} Layer
 */

/** In the order of the file: a layer imports from the layers before it. @type {readonly Layer[]} */
export const LAYERS = readOverrides().flatMap(({ files, rules }) => {
  const [, options] = rules?.["eslint/no-restricted-imports"] ?? [];
  if (options === undefined) return [];
  /** @type {readonly string[]} */
  const group = options.patterns[0].group;
  const allowed = group.flatMap((pattern) => /^!@winnow\/(.+)$/.exec(pattern)?.[1] ?? []);
  return [
    { packages: files.map(packagesOf), mayImport: group.includes("@winnow/**") ? new Set(allowed) : "everything" },
  ];
});

/**
 * Whether the sources of package `importer` may import package `imported` (both without the scope).
 * @param {string} importer
 * @param {string} imported
 * @returns {boolean}
 * @throws when the importer has no layer
 */
export function mayImport(importer, imported) {
  const allowed = layerOf(importer).mayImport;
  return allowed === "everything" || allowed.has(imported);
}

/**
 * @param {string} name of a package, without the scope
 * @returns {Layer}
 * @throws when the package has no layer
 */
export function layerOf(name) {
  const layer = LAYERS.find(({ packages }) => packages.some((pattern) => pattern.test(name)));
  if (layer === undefined) throw new Error(`Package "${name}" has no layer. Add it to a layer in .oxlintrc.json.`);
  return layer;
}

/** @returns {readonly Override[]} */
function readOverrides() {
  const text = readFileSync(join(root, ".oxlintrc.json"), "utf8");
  return JSON.parse(text.replaceAll(/^\s*\/\/.*$/gm, "")).overrides;
}

/** The packages whose sources `packages/NAME/src/**` matches; NAME may contain `*`. @param {string} files */
function packagesOf(files) {
  const name = /^packages\/([^/]+)\/src\/\*\*$/.exec(files)?.[1];
  if (name === undefined)
    throw new Error(`.oxlintrc.json: the files of a layer must be packages/NAME/src/**: ${files}`);
  return new RegExp(`^${name.replaceAll("*", ".+")}$`);
}
