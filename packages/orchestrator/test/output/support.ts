import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  defineSink,
  isWinnowError,
  type Manifest,
  type RunContext,
  type RunResult,
  type SinkPlugin,
} from "@winnow/core";
import { z } from "zod";
import { openOutput, type OutputRequest } from "../../src/output/open-output.ts";
import type { Use } from "../../src/profile/types.ts";
import { createRegistry, type Registry } from "../../src/registry/registry.ts";

export async function inDirectory<T>(use: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), "winnow-output-"));
  try {
    return await use(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** What the sinks below write, instead of a result's rows. */
export interface Marked {
  readonly marker: string;
  readonly rejects?: boolean;
}

const markedOf = (result: RunResult): Marked => result as unknown as Marked;

const folder = defineSink({
  name: "folder",
  summary: "the standard files",
  options: z.strictObject({}),
  write: async (result, _, { outputDirectory }) => {
    const { marker, rejects = false } = markedOf(result);
    const files = ["clusters.csv", "assignments.csv", ...(rejects ? ["rejects.csv"] : [])];
    for (const name of files) await writeFile(join(outputDirectory, name), `${name} of ${marker}\n`);
    return files;
  },
});

const one = defineSink<{ path: string }>({
  name: "one",
  summary: "one file",
  options: z.strictObject({ path: z.string().default("one.csv") }),
  write: async (result, { path }, { outputPath }) => {
    await writeFile(outputPath(path), `${path} of ${markedOf(result).marker}\n`);
    return [path];
  },
});

/** A sink with code of the test in it. */
export function sinkOf(name: string, work: SinkPlugin["write"]): SinkPlugin {
  return defineSink({ name, summary: name, options: z.strictObject({}), write: work });
}

export function registryOf(...added: readonly SinkPlugin[]): Registry {
  const plugins = [folder, one as SinkPlugin, ...added];
  return createRegistry(plugins.map((plugin) => ({ plugin, origin: "test", version: "1" })));
}

export interface WriteOptions extends Partial<OutputRequest>, Partial<Marked> {
  readonly signal?: AbortSignal;
  readonly warnings?: string[];
  /** Files that the run says it read. */
  readonly read?: readonly string[];
}

/** A run into `directory` whose files say that they are of `marker`. */
export async function write(directory: string, marker: string, options: WriteOptions = {}): Promise<readonly string[]> {
  const { signal = new AbortController().signal, warnings = [], read = [], rejects = false, ...request } = options;
  const output = await openOutput({ directory, sinks: [], registry: registryOf(), inputs: [], ...request });
  const context: RunContext = {
    signal,
    profileDirectory: directory,
    outputDirectory: output.directory,
    progress: () => {},
    warn: (message) => void warnings.push(message),
    gap: () => {},
  };
  const manifest = (): Manifest => manifestOf(marker, { warnings, inputs: read });
  const result = { marker, rejects, manifest: manifest(), rows: [], ledger: {}, counts: {} } as unknown as RunResult;
  return output.write(result, { context, manifest });
}

export function manifestOf(
  marker: string,
  parts: { warnings?: readonly string[]; inputs?: readonly string[]; rejected?: number; sinks?: readonly Use[] } = {},
): Manifest {
  const { warnings = [], inputs = [], rejected = 0, sinks = [] } = parts;
  return {
    winnow: "0",
    profile: { name: marker, hash: "0", document: { sinks } },
    plugins: [],
    inputs: inputs.map((path) => ({ path, bytes: 1, sha256: null })),
    fieldMap: { name: "test", fields: {} },
    parameters: {},
    ledger: { read: 0, rejected, filtered: 0, clustered: 0, reasons: {} },
    counts: { groups: 0, points: 0, clusters: 0, noise: 0, rows: 0 },
    warnings,
  };
}

/** The content of every file that can be read by a name in the output directory. */
export async function contentOf(directory: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(directory)).filter((name) => name !== ".runs").sort();
  const content: Record<string, string> = {};
  for (const name of names) {
    const text = await readFile(join(directory, name), "utf8").catch((error: NodeJS.ErrnoException) => `${error.code}`);
    content[name] = name === "manifest.json" ? (JSON.parse(text) as Manifest).profile.name : text;
  }
  return content;
}

export const RESULT = (marker: string): Readonly<Record<string, string>> => ({
  "assignments.csv": `assignments.csv of ${marker}\n`,
  "clusters.csv": `clusters.csv of ${marker}\n`,
  "manifest.json": marker,
});

/** Names in the directory of runs, with the ids as `RUN`. */
export async function runsIn(directory: string): Promise<readonly string[]> {
  const names = await readdir(join(directory, ".runs")).catch(() => []);
  return names.map((name) => name.replace(/^\d{8}T\d{9}Z-[0-9a-f]+-\d+-\d+-[0-9a-f]+/, "RUN")).sort();
}

export async function failureOf(work: Promise<unknown>, directory: string): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isWinnowError(error)) throw new Error("expected a coded error", { cause: error });
  return error
    .format()
    .replaceAll(directory, "OUT")
    .replaceAll(/\d{8}T\d{9}Z-[0-9a-f]+-\d+-\d+-[0-9a-f]+/g, "RUN");
}
