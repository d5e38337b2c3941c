import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { isWinnowError, type Plugin } from "@winnow/core";
import { notAPlugin, pluginNotLoaded } from "../errors.ts";
import type { RegistryEntry } from "./registry.ts";

/**
 * Imports the plugins that a profile names: paths (`./x.mjs`) from the profile's folder, packages as they are
 * installed there. Nothing else is searched.
 */
export async function loadPlugins(specifier: string, directory: string): Promise<RegistryEntry[]> {
  const file = resolve(specifier, directory);
  const module = await importModule(specifier, file);
  const plugins = module["plugins"];
  if (!Array.isArray(plugins)) throw notAPlugin({ specifier, problem: guessMistake(module) });
  const version = await versionOf(file);
  return (plugins as Plugin[]).map((plugin) => ({ plugin, origin: specifier, version }));
}

function resolve(specifier: string, directory: string): string {
  if (/^\.{1,2}[/\\]/.test(specifier) || path.isAbsolute(specifier)) return path.resolve(directory, specifier);
  try {
    return createRequire(path.join(directory, "profile.yaml")).resolve(specifier);
  } catch (cause) {
    throw pluginNotLoaded({ specifier, problem: "no such package is installed for the profile's folder" }, { cause });
  }
}

async function importModule(specifier: string, file: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (cause) {
    if (isWinnowError(cause)) throw cause;
    const problem = existsSync(file) ? (missingImport(cause) ?? firstLine(cause)) : "the file is not there";
    throw pluginNotLoaded({ specifier, problem }, { cause });
  }
}

/** The plugin is there, and something that it needs is not. */
function missingImport(error: unknown): string | undefined {
  if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") return undefined;
  const [, name] = /^Cannot find (?:package|module) '([^']+)'/.exec(firstLine(error)) ?? [];
  return name === undefined ? undefined : `it imports "${name}", which is not there`;
}

function guessMistake(module: Record<string, unknown>): string {
  if ("plugin" in module) return "it exports `plugin`; export `plugins`, a list";
  if ("default" in module) return "it has a default export; export `plugins`, a list, by name";
  return "it exports no `plugins`";
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n", 1)[0]!;
}

/** Version in the nearest package.json, for the manifest. */
async function versionOf(file: string): Promise<string> {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    try {
      const manifest = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8")) as { version?: string };
      return manifest.version ?? "unversioned";
    } catch {
      if (folder === path.dirname(folder)) return "unversioned";
    }
  }
}
