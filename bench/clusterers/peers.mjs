// Who is measured, and how to get those that are missing.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/** @typedef {"dbscan" | "hdbscan"} Algorithm */
/**
 * @typedef {object} Peer
 * @property {string} id as peer.mjs, peer.py and peer.R know it
 * @property {string} name
 * @property {Algorithm} algorithm
 * @property {"node" | "python" | "r"} language
 * @property {string} package whose version is printed
 * @property {string} install
 * @property {boolean} [foldedOnly] only where rows repeat
 * @property {string} [least] version from which it has the algorithm
 */

const PIP = "pip install NAME, then --python PATH/TO/python";
const DEBIAN_PYTHON = "apt-get install python3-sklearn, or pip install scikit-learn";
const DEBIAN_R = "apt-get install r-base-core r-cran-dbscan";
const NPM = "npx pnpm install";

/** @type {readonly Peer[]} */
export const PEERS = [
  peer("winnow-dbscan", "Winnow dbscan", "dbscan", "node", "@winnow/clusterer-dbscan", NPM),
  peer("r-dbscan", "R dbscan", "dbscan", "r", "dbscan", DEBIAN_R),
  peer("sklearn-dbscan", "scikit-learn k-d tree", "dbscan", "python", "scikit-learn", DEBIAN_PYTHON),
  {
    ...peer("sklearn-dbscan-folded", "scikit-learn, rows folded", "dbscan", "python", "scikit-learn", DEBIAN_PYTHON),
    foldedOnly: true,
  },
  peer("density-clustering", "density-clustering", "dbscan", "node", "density-clustering", NPM),
  peer("winnow-hdbscan", "Winnow hdbscan", "hdbscan", "node", "@winnow/clusterer-hdbscan", NPM),
  peer("fast_hdbscan", "fast_hdbscan", "hdbscan", "python", "fast_hdbscan", PIP.replace("NAME", "fast_hdbscan")),
  peer("hdbscan", "hdbscan (Python)", "hdbscan", "python", "hdbscan", PIP.replace("NAME", "hdbscan")),
  {
    ...peer(
      "sklearn-hdbscan",
      "scikit-learn",
      "hdbscan",
      "python",
      "scikit-learn",
      PIP.replace("NAME", "scikit-learn"),
    ),
    least: "1.3",
  },
  peer("r-hdbscan", "R hdbscan", "hdbscan", "r", "dbscan", DEBIAN_R),
  peer("hdbscan-ts", "hdbscan-ts", "hdbscan", "node", "hdbscan-ts", NPM),
];

/**
 * @param {string} id
 * @param {string} name
 * @param {Algorithm} algorithm
 * @param {Peer["language"]} language
 * @param {string} packageName
 * @param {string} install
 * @returns {Peer}
 */
function peer(id, name, algorithm, language, packageName, install) {
  return { id, name, algorithm, language, package: packageName, install };
}

/** @typedef {Readonly<Record<Peer["language"], string>>} Programs the interpreter of each language */
/** @typedef {ReadonlyMap<string, string>} Versions by `language:package`, of what is installed */

/** Arguments behind the interpreter. @param {Peer["language"]} language */
export function scriptOf(language) {
  const file = { node: "peer.mjs", python: "peer.py", r: "peer.R" }[language];
  return fileURLToPath(new URL(file, import.meta.url));
}

/** @param {Programs} programs @returns {Versions} */
export function installedVersions(programs) {
  const versions = new Map(nodeVersions());
  for (const language of /** @type {const} */ (["python", "r"])) {
    const { stdout } = spawnSync(programs[language], [scriptOf(language), "--probe"], { encoding: "utf8" });
    for (const [, name, version] of (stdout ?? "").matchAll(/^(\S+) (\S+)/gm)) {
      versions.set(`${language}:${name}`, version ?? "");
    }
  }
  return versions;
}

/** @returns {readonly (readonly [string, string])[]} */
function nodeVersions() {
  const require = createRequire(import.meta.url);
  return PEERS.filter(({ language }) => language === "node").flatMap((peerOfNode) => {
    try {
      const { version } = require(`${peerOfNode.package}/package.json`);
      return [/** @type {const} */ ([`node:${peerOfNode.package}`, version])];
    } catch {
      return [];
    }
  });
}

/** The version of a peer that can be measured; `undefined` when it is not there, or too old. @param {Peer} peerAsked @param {Versions} versions */
export function versionOf({ language, package: name, least }, versions) {
  const version = versions.get(`${language}:${name}`);
  if (version === undefined || least === undefined) return version;
  return version.localeCompare(least, "en", { numeric: true }) >= 0 ? version : undefined;
}
