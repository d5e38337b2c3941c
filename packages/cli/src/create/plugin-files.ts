import { readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";

/** Kinds of plugins that there is a template for. A field map is data: it stands in a profile, or beside an extractor. */
export const PLUGIN_KINDS = ["extractor", "connector", "clusterer", "sink"] as const;

export type CreatableKind = (typeof PLUGIN_KINDS)[number];

export interface NewFile {
  /** Relative to the package. */
  readonly path: string;
  readonly text: string;
}

const SUMMARIES: Readonly<Record<CreatableKind, string>> = {
  extractor: "length, digits and template of a command",
  connector: "lines of key=value pairs",
  clusterer: "points of one cell of a grid are a cluster",
  sink: "a list of the rows with their reasons",
};

const templates = new URL("../../templates/", import.meta.url);

/** The files of a new plugin package: those of its kind, and those that all have. */
export async function pluginFiles(kind: CreatableKind, name: string): Promise<readonly NewFile[]> {
  const fill = (text: string): string =>
    text.replaceAll(/__([A-Z_]+?)__/g, (_, word: string) => words(kind, name)[word]!);
  const found = [...(await filesOf("common")), ...(await filesOf(kind))];
  return found
    .filter(({ path }) => path !== "events.csv" || kind !== "connector")
    .map(({ path, text }) => ({ path: path.endsWith(".test.js") ? `test/${path}` : path, text: fill(text) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function words(kind: CreatableKind, name: string): Readonly<Record<string, string>> {
  const summary = SUMMARIES[kind];
  return {
    NAME: name,
    KIND: kind,
    FILE: `${kind}.js`,
    CODE: `${name.toUpperCase()}-1`,
    SUMMARY: summary,
    SUMMARY_TITLE: summary[0]!.toUpperCase() + summary.slice(1),
    VERSION: `^${ownVersion()}`,
  };
}

async function filesOf(folder: string): Promise<NewFile[]> {
  const directory = new URL(`${folder}/`, templates);
  const names = await readdir(directory);
  return Promise.all(names.map(async (path) => ({ path, text: await readFile(new URL(path, directory), "utf8") })));
}

function ownVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    readonly version: string;
  };
  return version;
}
