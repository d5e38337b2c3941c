import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CompilerState, Extractor, ExtractorConfig, ExtractorLogLevel } from "@microsoft/api-extractor";
import { root } from "../run-command.mjs";

/**
 * @typedef {{ readonly text: string }} Token
 * @typedef {{
 *   readonly kind: string, readonly name: string, readonly docComment?: string, readonly excerptTokens?: readonly Token[],
 *   readonly members?: readonly Item[], readonly overloadIndex?: number,
 * }} Item of API Extractor's model, as much of it as is read here
 * @typedef {{ readonly folder: string, readonly name: string, readonly specifier: string, readonly declarations: string }} EntryPoint
 * @typedef {{ readonly report: string, readonly items: readonly Item[] }} Api
 */

/**
 * Every entry point of every package, as others import it.
 * @returns {readonly EntryPoint[]}
 */
function entryPoints() {
  return readdirSync(join(root, "packages"))
    .sort()
    .filter((folder) => existsSync(join(root, "packages", folder, "package.json")))
    .flatMap((folder) => {
      const manifest = JSON.parse(readFileSync(join(root, "packages", folder, "package.json"), "utf8"));
      const entries = /** @type {[string, { types?: string }][]} */ (Object.entries(manifest.publishConfig.exports));
      return entries.flatMap(([path, { types }]) => {
        if (types === undefined) return [];
        const suffix = path.slice(1);
        return [
          {
            folder,
            name: folder + suffix.replaceAll("/", "-"),
            specifier: manifest.name + suffix,
            declarations: join(root, "packages", folder, types),
          },
        ];
      });
    });
}

/**
 * What a package offers, written down so that a change of it is seen: `etc/api/<package>.api.md`; and the same for readers:
 * `docs/reference/api/<package>.md`. From the declarations that were built.
 * @returns {Readonly<Record<string, () => Promise<string>>>} path → what makes it
 */
export function apiPages() {
  /** @type {Map<string, Api> | undefined} */
  let apis;
  /** @param {EntryPoint} entry @returns {Api} */
  const apiOf = ({ name }) => {
    apis ??= extract(entryPoints());
    return /** @type {Api} */ (apis.get(name));
  };
  const entries = entryPoints();
  return Object.fromEntries([
    ["docs/reference/api.md", async () => overview(entries.map((entry) => ({ entry, api: apiOf(entry) })))],
    ...entries.flatMap((entry) => [
      [`etc/api/${entry.name}.api.md`, async () => apiOf(entry).report],
      [`docs/reference/api/${entry.name}.md`, async () => reference(entry, apiOf(entry))],
    ]),
  ]);
}

/** @param {readonly EntryPoint[]} entries @returns {Map<string, Api>} */
function extract(entries) {
  const scratch = mkdtempSync(join(tmpdir(), "winnow-api-"));
  try {
    const configs = entries.map((entry) => configOf(entry, scratch));
    const [first] = configs;
    if (first === undefined) return new Map();
    // One program for all of them: the declarations of core are read once.
    const compilerState = CompilerState.create(first, {
      additionalEntryPoints: configs.map(({ mainEntryPointFilePath }) => mainEntryPointFilePath),
    });
    return new Map(
      entries.map(({ name }, i) => {
        Extractor.invoke(/** @type {ExtractorConfig} */ (configs[i]), {
          compilerState,
          localBuild: true,
          messageCallback: (message) => {
            // What is wrong with the declarations stands in the report; this is for people at a terminal.
            message.logLevel = ExtractorLogLevel.None;
          },
        });
        const model = JSON.parse(readFileSync(join(scratch, `${name}.api.json`), "utf8"));
        const report = readFileSync(join(scratch, `${name}.api.md`), "utf8");
        assertNameable(name, report);
        return [name, { report, items: model.members[0].members }];
      }),
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * Whatever an exported signature is made of must be exported, too: else users cannot name what they hand over.
 * @param {string} name @param {string} report
 */
function assertNameable(name, report) {
  const forgotten = [...report.matchAll(/\(ae-forgotten-export\) The symbol "([^"]+)"/g)].map(([, symbol]) => symbol);
  if (forgotten.length === 0) return;
  throw new Error(`${name}: its entry point must export ${forgotten.join(", ")}, which what it exports is made of.`);
}

/** @param {EntryPoint} entry @param {string} scratch */
function configOf({ folder, name, declarations }, scratch) {
  const projectFolder = join(root, "packages", folder);
  const none = { logLevel: ExtractorLogLevel.None };
  return ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(projectFolder, "package.json"),
    configObject: {
      projectFolder,
      mainEntryPointFilePath: declarations,
      newlineKind: "lf",
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: "es2023",
            lib: ["es2023", "es2024.string"],
            module: "nodenext",
            moduleResolution: "nodenext",
            strict: true,
            skipLibCheck: true,
            types: ["node"],
          },
          files: [declarations],
        },
      },
      apiReport: {
        enabled: true,
        reportFileName: name,
        reportFolder: scratch,
        reportTempFolder: join(scratch, "temp"),
      },
      docModel: { enabled: true, apiJsonFilePath: join(scratch, `${name}.api.json`) },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: none },
        tsdocMessageReporting: { default: none },
        extractorMessageReporting: {
          default: none,
          "ae-forgotten-export": { logLevel: ExtractorLogLevel.Warning, addToApiReportFile: true },
        },
      },
    },
  });
}

const MADE = "<!-- Made by `npm run docs`; do not edit. -->";

/** @param {readonly { readonly entry: EntryPoint, readonly api: Api }[]} all */
function overview(all) {
  const rows = all.map(({ entry, api }) => {
    const { description } = JSON.parse(readFileSync(join(root, "packages", entry.folder, "package.json"), "utf8"));
    return `| [\`${entry.specifier}\`](api/${entry.name}.md) | ${description} | ${api.items.length} |`;
  });
  return `${[
    "# API",
    MADE,
    "What each package exports, with what its sources say of it. [Use it from a script](../how-to/use-from-a-script.md)\n" +
      "and [Write a plugin](../how-to/write-a-plugin.md) show how to use it. The same, without words, is kept in `etc/api`, so that no\n" +
      "change of it goes unseen.",
    ["| package | | exports |", "|---|---|---:|", ...rows].join("\n"),
  ].join("\n\n")}\n`;
}

/** What comes first: what one calls, then what one hands over. */
const KINDS = ["Function", "Variable", "Class", "Interface", "TypeAlias"];
const TITLES = {
  Function: "Functions",
  Variable: "Values",
  Class: "Classes",
  Interface: "Interfaces",
  TypeAlias: "Types",
};

/** @param {EntryPoint} entry @param {Api} api */
function reference({ specifier }, { items }) {
  const sections = KINDS.flatMap((kind) => {
    const own = items.filter((item) => item.kind === kind).sort((a, b) => (a.name < b.name ? -1 : 1));
    if (own.length === 0) return [];
    return [`## ${TITLES[/** @type {keyof typeof TITLES} */ (kind)]}`, ...own.flatMap(describe)];
  });
  return `${[`# ${specifier}`, MADE, ...sections].join("\n\n")}\n`;
}

/** @param {Item} item @returns {string[]} */
function describe(item) {
  const words = wordsOf(item);
  return [
    ...((item.overloadIndex ?? 1) > 1 ? [] : [`### ${item.name}`]),
    ...(words === "" ? [] : [escaped(words)]),
    `\`\`\`ts\n${declarationOf(item)}\n\`\`\``,
  ];
}

/** @param {Item} item @returns {string} */
function declarationOf(item) {
  const head = textOf(item)
    .replace(/^export declare /, "")
    .replace(/^export /, "");
  if (item.kind !== "Interface" && item.kind !== "Class") return head;
  const members = (item.members ?? []).map((member) => {
    const words = wordsOf(member).replaceAll("\n", " ");
    return `${words === "" ? "" : `  /** ${words} */\n`}  ${textOf(member).replaceAll("\n", "\n  ")}`;
  });
  return members.length === 0 ? `${head} {}` : `${head} {\n${members.join("\n")}\n}`;
}

/** @param {Item} item */
function textOf({ excerptTokens = [] }) {
  return excerptTokens
    .map(({ text }) => text)
    .join("")
    .trim();
}

/** What a doc comment says, as prose. @param {Item} item */
function wordsOf({ docComment = "" }) {
  return docComment
    .replace(/^\/\*\*/, "")
    .replace(/\*\/\s*$/, "")
    .replaceAll(/^\s*\* ?/gm, "")
    .replaceAll(/\{@link\s+([^}|]+?)\s*\}/g, "`$1`")
    .replaceAll(/@throws\s+/g, "Throws ")
    .replaceAll(/@returns\s+/g, "Returns ")
    .replaceAll(/@param (\S+) - /g, "\n- `$1`: ")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim();
}

/** Prose in which no angle bracket is taken for a tag; code stays as it is. @param {string} text */
function escaped(text) {
  return text
    .split(/(`[^`]*`)/)
    .map((part, i) => (i % 2 === 1 ? part : part.replaceAll("<", "&lt;").replaceAll("{{", "&#123;&#123;")))
    .join("");
}
