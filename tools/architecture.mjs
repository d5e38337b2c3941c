/**
 * Who may import whom among the packages: the rule that `.oxlintrc.json` enforces in sources and
 * `test/architecture.test.ts` checks in manifests.
 */

const FOUNDATION = ["core", "spatial", "analysis", "engine-duckdb", "process-graph", "host-knowledge", "log-lines"];

/** @type {readonly { readonly of: RegExp, readonly mayImport: readonly string[] | "everything" }[]} */
const LAYERS = [
  { of: /^core$/, mayImport: [] },
  { of: /^(spatial|analysis|engine-duckdb|process-graph|host-knowledge|log-lines|testkit)$/, mayImport: ["core"] },
  { of: /^((clusterer|connector|features|sink)-.+|field-maps)$/, mayImport: FOUNDATION },
  { of: /^orchestrator$/, mayImport: ["core", "analysis", "engine-duckdb"] },
  { of: /^cli$/, mayImport: "everything" },
];

/**
 * Whether the sources of package `importer` may import package `imported` (both without the scope).
 * @param {string} importer
 * @param {string} imported
 * @returns {boolean}
 * @throws when the importer belongs to no layer: a new kind of package needs a line above and one in `.oxlintrc.json`
 */
export function mayImport(importer, imported) {
  const layer = LAYERS.find(({ of }) => of.test(importer));
  if (layer === undefined) throw new Error(`package "${importer}" belongs to no layer of tools/architecture.mjs`);
  return layer.mayImport === "everything" || layer.mayImport.includes(imported);
}
