import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import type { RunResult, SinkContext, SinkPlugin } from "@winnow/core";
import type { ExpectedFailures } from "../check.ts";
import { frozen } from "../connector/frozen.ts";
import { pluginOptions } from "../options/validation.ts";

/** How a sink is to be checked. */
export interface SinkSettings {
  /** Options, as a profile would give them. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Options with which it cannot write: a destination that refuses, a path that is none. */
  readonly failing?: readonly Readonly<Record<string, unknown>>[];
  /**
   * Reads back, for the check of completeness, the ranks of the rows that stand in what was written.
   * @param directory the run's output directory
   */
  readonly ranksIn?: (directory: string) => Promise<readonly number[]>;
  /** What is written is not the same every time (a time of writing, a random id): it is not compared. */
  readonly varies?: boolean;
  /** Texts that may be told nobody: the tokens and passwords in the options. */
  readonly secrets?: readonly string[];
  /** Checks that the plugin fails, with the reasons. One that passes after all is a failure, too. */
  readonly expectedFailures?: ExpectedFailures;
}

/** What the rules are put to. */
export interface Subject {
  readonly plugin: SinkPlugin;
  readonly settings: SinkSettings & { readonly options: Readonly<Record<string, unknown>> };
}

/** What a sink told and left behind. */
export interface Writing {
  readonly directory: string;
  readonly said: readonly string[];
  readonly warnings: readonly string[];
}

/** Lets the sink write a result into a directory of its own, and looks at what it left before that is removed. */
export async function writing<T>(
  subject: Subject,
  results: readonly RunResult[],
  use: (writing: Writing) => Promise<T>,
  options: unknown = subject.settings.options,
  signal: AbortSignal = new AbortController().signal,
): Promise<T> {
  return inDirectory(async (directory) => {
    const warnings: string[] = [];
    let said: readonly string[] = [];
    for (const result of results) {
      const given = frozen(await pluginOptions(subject.plugin, options));
      said = await subject.plugin.write(result, given, contextOf(directory, warnings, signal));
    }
    return use({ directory, said, warnings });
  });
}

/** The output directory, within a directory of its own: what leaves the one is found in the other. */
const OUTPUT = "out";

export async function inDirectory<T>(use: (directory: string) => Promise<T>): Promise<T> {
  const parent = await mkdtemp(join(tmpdir(), "winnow-sink-"));
  try {
    const directory = join(parent, OUTPUT);
    await mkdir(directory);
    return await use(directory);
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}

/** What was written beside a directory of {@link inDirectory}, where nothing belongs. */
export async function filesBeside(directory: string): Promise<readonly string[]> {
  const files = [...(await filesIn(dirname(directory))).keys()];
  return files.filter((name) => !name.startsWith(`${OUTPUT}/`)).map((name) => `../${name}`);
}

export function contextOf(directory: string, warnings: string[], signal: AbortSignal): SinkContext {
  return {
    signal,
    profileDirectory: directory,
    outputDirectory: directory,
    outputPath: (path) => resolve(directory, path),
    stateDirectory: directory,
    progress: () => {},
    warn: (message) => void warnings.push(message),
    gap: () => {},
  };
}

/** Every file below a directory, by its path from there with forward slashes. */
export async function filesIn(directory: string): Promise<ReadonlyMap<string, Buffer>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = new Map<string, Buffer>();
  for (const entry of entries) {
    if (entry.isDirectory()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(relative(directory, path).replaceAll("\\", "/"), await readFile(path));
  }
  return files;
}
