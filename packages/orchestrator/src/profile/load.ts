import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { parse as parseYamlValue } from "yaml";
import { isWinnowError, type WinnowError } from "@winnow/core";
import {
  badSetting,
  extendsLoop,
  missingVariable,
  notYaml,
  profileNotFound,
  profileProblems,
  profileUnreadable,
  wrongValue,
} from "../errors.ts";
import { loadPlugins } from "../registry/load-plugins.ts";
import type { Registry } from "../registry/registry.ts";
import { checkProfile } from "./check.ts";
import { isMapping, mergeProfiles, setAt } from "./merge.ts";
import type { Profile } from "./types.ts";
import { parseYaml, placed, type YamlDocument } from "./yaml-document.ts";

/** Finds the text of a built-in profile by name, or says which names there are. */
export interface BuiltInProfiles {
  readonly names: readonly string[];
  read(name: string): Promise<string>;
}

export interface LoadOptions {
  readonly registry: Registry;
  readonly builtIn?: BuiltInProfiles;
  /** `path=value`, the value in YAML; applied last, in order. */
  readonly set?: readonly string[];
  /** Files that take the place of the profile's source. */
  readonly inputs?: readonly string[];
  /** Whether a profile without a source is whole, too: to look at it, not to run it. */
  readonly sourceOptional?: boolean;
  /** Where `${env:NAME}` is looked up; the process's environment when left out. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Where a profile comes from: a path or a built-in name, a text, or data made by a program. */
export type ProfileSource =
  | { readonly path: string }
  | { readonly text: string; readonly directory?: string }
  | { readonly data: unknown; readonly directory?: string };

export interface LoadedProfile {
  /** Absent when there are problems. */
  readonly profile?: Profile;
  /** Everything that is wrong, in the order of the file, each with its place. */
  readonly problems: readonly WinnowError[];
  /** The registry with the plugins that the profile itself names. */
  readonly registry: Registry;
  /** Folder that relative paths in the profile start from. */
  readonly directory: string;
  /** The profile as data, extended and set, secrets still as `${env:NAME}`: what the manifest keeps. */
  readonly document: unknown;
  /** SHA-256 of {@link document}: equal profiles, equal hash. */
  readonly hash: string;
}

/** Reads a profile, follows `extends`, applies `--set` and inputs, loads its plugins and checks all of it. */
export async function loadProfile(source: ProfileSource, options: LoadOptions): Promise<LoadedProfile> {
  const registry = options.registry.copy();
  let directory = process.cwd();
  try {
    const read = await readProfile(source, options);
    const { document, resolved, locate, missing } = read;
    directory = read.directory;
    const problems = await addPlugins(read, registry);
    const checked = checkProfile(resolved, registry, locate, options.sourceOptional ?? false);
    const others = [...problems, ...checked.problems].filter((problem) => !missing.some(isAtPlaceOf(problem)));
    const all = inOrder([...missing, ...others]);
    const hash = createHash("sha256").update(JSON.stringify(document)).digest("hex");
    const profile = all.length === 0 ? { profile: checked.profile! } : {};
    return { ...profile, problems: all, registry, directory, document, hash };
  } catch (error) {
    if (!isWinnowError(error)) throw error;
    return { problems: [error], registry, directory, document: null, hash: "" };
  }
}

/**
 * The registry with the plugins that a profile names, whatever else is wrong with the profile.
 * @throws what keeps the profile from being read, or the first of its plugins from being loaded
 */
export async function loadProfilePlugins(source: ProfileSource, options: LoadOptions): Promise<Registry> {
  const registry = options.registry.copy();
  const [problem] = await addPlugins(await readProfile(source, options), registry);
  if (problem !== undefined) throw problem;
  return registry;
}

/** A profile before anything of it was checked. */
interface ReadProfile {
  readonly directory: string;
  /** Extended and set, secrets still as `${env:NAME}`. */
  readonly document: unknown;
  /** {@link document} with what the environment says. */
  readonly resolved: unknown;
  readonly locate: Locate;
  /** Variables that the environment lacks. */
  readonly missing: readonly WinnowError[];
}

async function readProfile(source: ProfileSource, options: LoadOptions): Promise<ReadProfile> {
  const written = await readSource(source, options.builtIn);
  const { document, locate } = await overlay(written, options);
  const missing: WinnowError[] = [];
  const resolved = resolveVariables(document, options.environment ?? process.env, locate, missing);
  return { directory: written.directory, document, resolved, locate, missing };
}

/** What is wrong with a value that is missing is that it is missing. */
function isAtPlaceOf({ where: a }: WinnowError): (other: WinnowError) => boolean {
  return ({ where: b }) => a.line !== undefined && a.file === b.file && a.line === b.line && a.column === b.column;
}

/** In the order of each file, so that a reader goes through it once. Without places the order stays. */
function inOrder(problems: readonly WinnowError[]): readonly WinnowError[] {
  const files = [...new Set(problems.map(({ where }) => where.file))];
  return [...problems].sort(({ where: a }, { where: b }) => {
    if (a.file !== b.file) return files.indexOf(a.file) - files.indexOf(b.file);
    return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
  });
}

/** The profile, or one error that says all that is wrong with it. */
export function profileOrThrow(loaded: LoadedProfile, name: string): Profile {
  const [first, ...others] = loaded.problems;
  if (loaded.profile !== undefined) return loaded.profile;
  if (first !== undefined && others.length === 0) throw first;
  throw profileProblems({ profile: name, problems: loaded.problems.map((problem) => problem.format()) });
}

/** Layers of a profile, the extended ones first, and the folder of the outermost. */
interface WrittenProfile {
  readonly layers: readonly YamlDocument[];
  readonly directory: string;
}

async function readSource(source: ProfileSource, builtIn: BuiltInProfiles | undefined): Promise<WrittenProfile> {
  if ("data" in source) {
    const layer: YamlDocument = { data: source.data, has: () => true, locate: () => ({}) };
    return follow(layer, source.directory ?? process.cwd(), builtIn, []);
  }
  if ("text" in source) {
    return follow(parseYaml(source.text, undefined), source.directory ?? process.cwd(), builtIn, []);
  }
  return readNamed(source.path, process.cwd(), builtIn, []);
}

async function readNamed(
  name: string,
  directory: string,
  builtIn: BuiltInProfiles | undefined,
  chain: readonly string[],
): Promise<WrittenProfile> {
  if (builtIn?.names.includes(name)) {
    if (chain.includes(name)) throw extendsLoop({ chain: [...chain, name] });
    const layer = parseYaml(await builtIn.read(name), `${name} (built in)`);
    return follow(layer, directory, builtIn, [...chain, name]);
  }
  const file = path.resolve(directory, name);
  if (chain.includes(file)) throw extendsLoop({ chain: [...chain, file].map(shown) });
  const layer = parseYaml(await readText(file, name, builtIn), shown(file));
  return follow(layer, path.dirname(file), builtIn, [...chain, file]);
}

/** A path as people read it: from where they stand. Names of built-in profiles stay. */
function shown(file: string): string {
  return path.isAbsolute(file) ? path.relative(process.cwd(), file) || file : file;
}

async function readText(file: string, name: string, builtIn: BuiltInProfiles | undefined): Promise<string> {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(await readFile(file));
    return text;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") throw profileNotFound({ name, known: builtIn?.names ?? [] }, { cause });
    const problem =
      code === "EISDIR" ? "it is a folder" : code === "EACCES" ? "permission is missing" : "it is not UTF-8 text";
    throw profileUnreadable({ name, problem }, { cause });
  }
}

async function follow(
  layer: YamlDocument,
  directory: string,
  builtIn: BuiltInProfiles | undefined,
  chain: readonly string[],
): Promise<WrittenProfile> {
  const base = isMapping(layer.data) ? layer.data["extends"] : undefined;
  if (base === undefined) return { layers: [layer], directory };
  if (typeof base !== "string" || base === "") {
    const problem = "must be the name of a built-in profile, or a path";
    throw wrongValue({ path: "extends", problem }, { where: layer.locate(["extends"]) });
  }
  try {
    const below = await readNamed(base, directory, builtIn, chain);
    return { layers: [...below.layers, layer], directory };
  } catch (error) {
    throw isWinnowError(error) ? placed(error, layer.locate(["extends"])) : error;
  }
}

type Locate = (path: readonly PropertyKey[]) => WinnowError["where"];

async function overlay(
  { layers }: WrittenProfile,
  options: LoadOptions,
): Promise<{ document: unknown; locate: Locate }> {
  const outermost = layers[layers.length - 1]!;
  let document: unknown = layers.map((layer) => layer.data).reduce(mergeProfiles);
  if (!isMapping(document)) {
    throw notYaml(
      { problem: "it holds no keys", hint: "A profile starts with `profile: winnow/v1`; `winnow init` writes one." },
      { where: outermost.locate([]) },
    );
  }
  const { extends: _, ...own } = document;
  document = own;
  const settings = (options.set ?? []).map(readSetting);
  for (const { text, path: at, value } of settings) document = applySetting(document, text, at, value);
  if (options.inputs !== undefined && options.inputs.length > 0) {
    const paths = options.inputs.map((input) => path.resolve(input));
    document = { ...(document as object), source: { use: "files", with: { path: paths } } };
  }
  const locate: Locate = (at) => {
    const written = layers.some((candidate) => candidate.has(at));
    const setting = settings.findLast(({ path: set }) => isWithin(at, set) || (!written && isWithin(set, at)));
    if (setting !== undefined) return { file: `--set ${setting.written}` };
    const layer = layers.findLast((candidate) => candidate.has(at)) ?? outermost;
    return layer.locate(at);
  };
  return { document, locate };
}

interface Setting {
  readonly text: string;
  /** The path as it was written: values may be secrets, and are not for messages about what they set. */
  readonly written: string;
  readonly path: readonly string[];
  readonly value: unknown;
}

/** A path whose keys stand between dots; one that has dots itself stands in quotes: `fields."process.name"`. */
const PATH = /^(?:"[^"]+"|[^".=]+)(?:\.(?:"[^"]+"|[^".=]+))*(?==)/;

function readSetting(text: string): Setting {
  const written = PATH.exec(text)?.[0];
  if (written === undefined) {
    const problem = text.includes("=")
      ? "what stands in front of the = is no path"
      : "there is no = between path and value";
    throw badSetting({ setting: text, problem });
  }
  const keys = Array.from(written.matchAll(/"([^"]+)"|[^".]+/g), ([key, quoted]) => quoted ?? key);
  if (keys[0] === "extends") {
    throw badSetting({ setting: text, problem: "what a profile extends is read before anything is set" });
  }
  try {
    return { text, written, path: keys, value: parseYamlValue(text.slice(written.length + 1)) };
  } catch (cause) {
    throw badSetting({ setting: text, problem: firstLine(cause) }, { cause });
  }
}

function applySetting(document: unknown, setting: string, at: readonly string[], value: unknown): unknown {
  try {
    return setAt(document, at, value);
  } catch (cause) {
    throw badSetting({ setting, problem: firstLine(cause) }, { cause });
  }
}

function firstLine(error: unknown): string {
  const [line] = (error instanceof Error ? error.message : String(error)).split("\n", 1);
  return line!.replace(/[:.]$/, "");
}

/** Whether the first path leads to the second, or to something in it. */
function isWithin(at: readonly PropertyKey[], whole: readonly PropertyKey[]): boolean {
  return whole.length <= at.length && whole.every((key, i) => String(at[i]) === String(key));
}

async function addPlugins({ resolved, directory, locate }: ReadProfile, registry: Registry): Promise<WinnowError[]> {
  const specifiers = isMapping(resolved) ? resolved["plugins"] : undefined;
  if (!Array.isArray(specifiers)) return [];
  const problems: WinnowError[] = [];
  for (const [index, specifier] of specifiers.entries()) {
    if (typeof specifier !== "string") continue;
    try {
      for (const entry of await loadPlugins(specifier, directory)) registry.add(entry);
    } catch (error) {
      if (!isWinnowError(error)) throw error;
      problems.push(placed(error, locate(["plugins", index])));
    }
  }
  return problems;
}

/** Replaces `${env:NAME}` in every text of the profile. Done last, so that secrets reach nothing but the plugins. */
function resolveVariables(
  value: unknown,
  environment: Readonly<Record<string, string | undefined>>,
  locate: Locate,
  problems: WinnowError[],
  at: readonly PropertyKey[] = [],
): unknown {
  if (typeof value === "string") {
    return value.replaceAll(/\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, variable: string) => {
      const found = environment[variable];
      if (found !== undefined) return found;
      problems.push(missingVariable({ path: at.join("."), variable }, { where: locate(at) }));
      return "";
    });
  }
  if (Array.isArray(value)) {
    return value.map((item, index) => resolveVariables(item, environment, locate, problems, [...at, index]));
  }
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      resolveVariables(item, environment, locate, problems, [...at, key]),
    ]),
  );
}

/** What messages call a profile. */
export function nameOf({ document }: LoadedProfile): string {
  return (document as { name?: string } | null)?.name ?? "given";
}
