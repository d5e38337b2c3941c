import { posix } from "node:path";
import type { SinkPlugin } from "@winnow/core";
import type { Use } from "../profile/types.ts";
import type { Registry } from "../registry/registry.ts";
import { validated } from "../registry/plugin-calls.ts";
import { MANIFEST, nameInside, RUNS, STANDARD_FILES } from "./names.ts";

/** Name of the sink that writes the standard files of every run. */
export const FOLDER = "folder";

/** The file that a sink writes by its option `path`, the default included. */
export interface SinkPath {
  readonly use: string;
  /** Position in the list of sinks. */
  readonly index: number;
  readonly path: string;
}

export interface SinkPathProblem extends SinkPath {
  readonly problem: string;
}

/** The paths of sinks that are known and have valid options. */
export function sinkPaths(sinks: readonly Use[], registry: Registry): readonly SinkPath[] {
  return sinks.flatMap(({ use, with: options }, index) => {
    const path = pathOption(registry.get("sink", use), options);
    return typeof path === "string" ? [{ use, index, path }] : [];
  });
}

function pathOption(sink: SinkPlugin | undefined, options: Use["with"]): unknown {
  try {
    return sink && (validated(sink, options) as { readonly path?: unknown } | undefined)?.path;
  } catch {
    // A schema that throws is reported with the other options of the plugin.
    return undefined;
  }
}

/** The standard files of a run with these plugins. */
export function standardFiles(registry: Registry): readonly string[] {
  return [...(registry.get("sink", FOLDER) === undefined ? [] : STANDARD_FILES), MANIFEST];
}

/**
 * What is wrong with the paths of sinks taken together.
 * @param directory of the output; where it is unknown, paths that are absolute or leave it are compared as written
 */
export function sinkPathProblems(
  paths: readonly SinkPath[],
  standard: readonly string[],
  directory?: string,
): readonly SinkPathProblem[] {
  const nameOf = (path: string): string =>
    directory === undefined ? posix.normalize(path.replaceAll("\\", "/")) : (nameInside(directory, path) ?? path);
  const taken = new Map(standard.map((name) => [name, "is a standard file of every run"]));
  const problems: SinkPathProblem[] = [];
  for (const sink of paths) {
    const name = nameOf(sink.path);
    const problem = problemOf(sink.path, name) ?? taken.get(name) ?? nesting(name, taken.keys());
    if (problem === undefined) taken.set(name, `is the path of sink "${sink.use}" too`);
    else problems.push({ ...sink, problem });
  }
  return problems;
}

function problemOf(path: string, name: string): string | undefined {
  if (path === "") return "is empty";
  if (path.includes("\0")) return "contains a null character";
  if (/(^|[/\\])\.{0,2}$/.test(path)) return "is a directory";
  return name === RUNS || name.startsWith(`${RUNS}/`) ? "is where Winnow keeps its runs" : undefined;
}

/** A file cannot be a directory as well. */
function nesting(name: string, taken: Iterable<string>): string | undefined {
  for (const other of taken) {
    if (other.startsWith(`${name}/`) || name.startsWith(`${other}/`)) return `cannot exist beside "${other}"`;
  }
  return undefined;
}
