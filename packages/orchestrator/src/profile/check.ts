import { chooseFieldMap } from "../plan/field-detection.ts";
import { inlineFieldMap, parseExpression } from "@winnow/expressions";
import {
  isWinnowError,
  type ExpressionInput,
  type ExtractorPlugin,
  type OptionSchema,
  type Plugin,
  type PluginKind,
  WinnowError,
} from "@winnow/core";
import { asPluginFailure } from "@winnow/analysis";
import { z } from "zod";
import {
  badExpression,
  noFeatures,
  noSource,
  unknownKey,
  unknownName,
  unknownOption,
  unknownPlugin,
  wrongOption,
  wrongValue,
} from "../errors.ts";
import { unusableSinkPath } from "../output/errors.ts";
import { sinkPathProblems, sinkPaths, standardFiles } from "../output/sink-paths.ts";
import { featuresOf, listFeatures } from "../plan/feature-catalogue.ts";
import type { Registry } from "../registry/registry.ts";
import { inWords } from "./in-words.ts";
import { isMapping } from "./merge.ts";
import { profileObject } from "./schema.ts";
import { isUse, type Define, type Profile, type Use } from "./types.ts";

type Path = readonly PropertyKey[];
type Locate = (path: Path) => WinnowError["where"];

export interface CheckedProfile {
  readonly profile?: Profile;
  readonly problems: readonly WinnowError[];
}

/**
 * Checks a profile as a whole: keys, types, plugin names, plugin options, expressions. Opens nothing.
 * @param sourceOptional whether a profile without a source is whole, too
 */
export function checkProfile(
  data: unknown,
  registry: Registry,
  locate: Locate,
  sourceOptional: boolean,
): CheckedProfile {
  const parsed = profileObject.safeParse(data);
  const profile = parsed.success ? parsed.data : wellFormedParts(data);
  const sourceless = profile.source === null && !sourceOptional;
  const problems = [
    ...(parsed.success ? [] : parsed.error.issues.flatMap((issue) => structuralProblems(issue, data, locate))),
    ...(sourceless ? [noSource({}, { where: locate([]) })] : []),
    ...new Checker(registry, locate, profile.plugins ?? []).profile(profile),
  ];
  if (!parsed.success || problems.length > (sourceless ? 1 : 0)) return { problems };
  const all = [...problems, ...featureProblems(parsed.data, registry, locate)];
  return all.length === 0 ? { profile: parsed.data, problems: all } : { problems: all };
}

/** What a profile that is well-formed otherwise gets wrong about its features together. */
function featureProblems(profile: Profile, registry: Registry, locate: Locate): WinnowError[] {
  try {
    const { picked, byName } = listFeatures(profile, registry);
    if (picked.length === 0) return [noFeatures({ text: [...byName.keys()] }, { where: locate(["features"]) })];
    const { signals, volume } = profile.rank;
    const named: readonly (readonly [string, Path])[] = [
      ...Object.keys(signals).map((name) => [name, ["rank", "signals", name]] as const),
      ...volume.map(({ signal }, i) => [signal, ["rank", "volume", i, "signal"]] as const),
    ];
    return named
      .filter(([name]) => !byName.has(name))
      .map(([name, path]) => {
        const where = path.slice(0, 2).join(".");
        return unknownName({ where, name, known: [...byName.keys()] }, { where: locate(path) });
      });
  } catch (error) {
    if (!isWinnowError(error)) throw error;
    return [placed(error, locate(["features"]))];
  }
}

/** The keys of a malformed profile that are well-formed by themselves: what is wrong inside them is told, too. */
function wellFormedParts(data: unknown): Partial<Profile> {
  const parts = Object.entries(profileKeys()).flatMap(([key, schema]) => {
    const parsed = schema.safeParse((data as Readonly<Record<string, unknown>>)[key]);
    return parsed.success ? [[key, parsed.data]] : [];
  });
  return Object.fromEntries(parts) as Partial<Profile>;
}

/** What only the registry and the expression language can tell of a well-formed profile. */
class Checker {
  readonly #registry: Registry;
  readonly #locate: Locate;
  /** Where the profile's own plugins come from. */
  readonly #added: readonly string[];

  constructor(registry: Registry, locate: Locate, added: readonly string[]) {
    this.#registry = registry;
    this.#locate = locate;
    this.#added = added;
  }

  profile(profile: Partial<Profile>): WinnowError[] {
    const { source = null, fields = null, where = null, features = [], cluster, sinks = [] } = profile;
    return [
      ...(source === null ? [] : this.#use(source, "connector", ["source"])),
      ...(fields === null ? [] : this.#fields(fields)),
      ...(where === null ? [] : this.#condition(where)),
      ...features.flatMap((entry, index) => this.#feature(entry, ["features", index])),
      ...(cluster === undefined ? [] : this.#use(cluster, "clusterer", ["cluster"])),
      ...sinks.flatMap((sink, index) => this.#use(sink, "sink", ["sinks", index])),
      ...this.#sinkPaths(sinks),
    ];
  }

  /** Two sinks cannot write one file. */
  #sinkPaths(sinks: readonly Use[]): WinnowError[] {
    const problems = sinkPathProblems(sinkPaths(sinks, this.#registry), standardFiles(this.#registry));
    return problems.map(({ index, path, problem }) => {
      const place = ["sinks", index, "with", "path"];
      return unusableSinkPath({ option: place.join("."), path, problem }, { where: this.#locate(place) });
    });
  }

  #feature(entry: Use | Define, path: Path): WinnowError[] {
    if (isUse(entry)) return this.#use(entry, "extractor", path);
    return Object.entries(entry.define).flatMap(([name, value]) => this.#expression(value, [...path, "define", name]));
  }

  #use(use: Use, kind: PluginKind, path: Path): WinnowError[] {
    const plugin = this.#registry.get(kind, use.use);
    if (plugin !== undefined) {
      const problems = this.#options(plugin, use.with ?? {}, [...path, "with"]);
      return plugin.kind === "extractor" && problems.length === 0 ? this.#extraction(plugin, use, path) : problems;
    }
    const facts = { path: `${path.join(".")}.use`, kind, name: use.use, known: this.#registry.names(kind) };
    return [unknownPlugin(facts, { where: this.#locate([...path, "use"]) })];
  }

  /** Some options only the extractor itself can judge: the names of features that it is to give. */
  #extraction(extractor: ExtractorPlugin, use: Use, path: Path): WinnowError[] {
    try {
      featuresOf(extractor, use.with);
      return [];
    } catch (error) {
      if (!isWinnowError(error)) throw error;
      return [placed(error, this.#locate([...path, "with"]))];
    }
  }

  #fields(fields: NonNullable<Profile["fields"]>): WinnowError[] {
    return isUse(fields)
      ? [...this.#fieldMap(fields), ...this.#sources(fields.with ?? {}, ["fields", "with"])]
      : this.#sources(fields, ["fields"]);
  }

  /** Where a field map that stands in the profile takes its fields from. */
  #sources(sources: Readonly<Record<string, unknown>>, path: Path): WinnowError[] {
    return Object.entries(sources).flatMap(([field, source]) => {
      try {
        inlineFieldMap({ [field]: source });
        return [];
      } catch (error) {
        if (!isWinnowError(error)) throw error;
        return [placed(error, this.#locate([...path, field]))];
      }
    });
  }

  #fieldMap(use: Use): WinnowError[] {
    const maps = this.#registry.list("field-map").map(({ plugin }) => plugin.map);
    if (chooseFieldMap(use.use, maps) !== undefined) return [];
    const facts = { path: "fields.use", kind: "field map", name: use.use, known: maps.map((map) => map.name) };
    return [unknownPlugin(facts, { where: this.#locate(["fields", "use"]) })];
  }

  #expression(expression: ExpressionInput, path: Path): WinnowError[] {
    try {
      parseExpression(expression);
      return [];
    } catch (error) {
      if (!isWinnowError(error)) throw error;
      const facts = { path: path.join("."), problem: error.message, hint: error.hint };
      return [badExpression(facts, { where: this.#locate(path), cause: error })];
    }
  }

  #condition(condition: ExpressionInput): WinnowError[] {
    const faults = this.#expression(condition, ["where"]);
    if (faults.length > 0 || parseExpression(condition).type === "boolean") return faults;
    const problem = "it must be a condition, such as { equals: [winlog.event_id, 4688] }";
    return [wrongValue({ path: "where", problem }, { where: this.#locate(["where"]) })];
  }

  /**
   * Validates a plugin's options: unknown ones by the names in its JSON Schema, so that every vendor's schema gives
   * the same message, and the rest by the schema itself.
   */
  #options(plugin: Plugin, options: Readonly<Record<string, unknown>>, path: Path): WinnowError[] {
    try {
      return this.#optionsBySchema(plugin, options, path);
    } catch (cause) {
      const failure = asPluginFailure(cause, `${plugin.kind} "${plugin.name}"`, "check");
      return [placed(failure, this.#locate(path))];
    }
  }

  #optionsBySchema(plugin: Plugin, options: Readonly<Record<string, unknown>>, path: Path): WinnowError[] {
    const { kind, name } = plugin;
    const schema = (plugin.options as OptionSchema<unknown>)["~standard"];
    const { properties = {} } = schema.jsonSchema.input({ target: "draft-07" }) as { properties?: object };
    const allowed = Object.keys(properties);
    const [known, unknown] = partition(Object.entries(options), ([option]) => allowed.includes(option));
    const problems = unknown.map(([option]) =>
      unknownOption(
        { path: path.join("."), option, kind, plugin: name, allowed },
        { where: this.#locate([...path, option]) },
      ),
    );
    const origin = this.#registry.entry(kind, name)?.origin;
    const isAdded = origin !== undefined && this.#added.includes(origin);
    const result = schema.validate(Object.fromEntries(known));
    if (result instanceof Promise) {
      result.catch(() => {});
      throw new TypeError("it validates its options asynchronously, which no profile check can wait for");
    }
    for (const issue of result.issues ?? []) {
      const at = [...path, ...(issue.path ?? []).map((step) => (typeof step === "object" ? step.key : step))];
      const value = valueAt(options, at.slice(path.length));
      const facts = { path: at.join("."), kind, plugin: name, isAdded, problem: inWords(issue.message, value) };
      problems.push(wrongOption(facts, { where: this.#locate(at) }));
    }
    return problems;
  }
}

function partition<T>(items: readonly T[], holds: (item: T) => boolean): [yes: T[], no: T[]] {
  return [items.filter(holds), items.filter((item) => !holds(item))];
}

/** What zod says of the profile's own keys, in our words. Of a union, the branch that was meant speaks. */
function structuralProblems(issue: z.core.$ZodIssue, data: unknown, locate: Locate, base: Path = []): WinnowError[] {
  const path = [...base, ...issue.path];
  const where = locate(path);
  const value = valueAt(data, path);
  const name = path.join(".") || "profile";
  if (issue.code === "unrecognized_keys") {
    const allowed = allowedKeys(path);
    if (isMapping(value) && isUse(value) && "define" in value) {
      return [wrongValue({ path: name, problem: "`use` and `define` stand in entries of their own" }, { where })];
    }
    return issue.keys.map((key) => unknownKey({ path: name, key, allowed }, { where: locate([...path, key]) }));
  }
  if (issue.code === "invalid_key") {
    const key = JSON.stringify(path.at(-1));
    return issue.issues.map(({ message }) => {
      const problem = `the key ${key} ${inWords(message, path.at(-1))}`;
      return wrongValue({ path: path.slice(0, -1).join("."), problem }, { where });
    });
  }
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const branch = issue.errors[meantBranch(value, issue.errors)]!;
    return branch.flatMap((inner) => structuralProblems(inner, data, locate, path));
  }
  return [wrongValue({ path: name, problem: inWords(issue.message, value) }, { where })];
}

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
}

/** The keys that may stand at a place of a profile. */
function allowedKeys(path: Path): readonly string[] {
  const schema = z.toJSONSchema(profileObject, { target: "draft-7", io: "input" }) as SchemaNode;
  const nodes = path.reduce<readonly SchemaNode[]>((at, step) => at.flatMap((node) => below(node, step)), [schema]);
  const keys = nodes.flatMap(alternatives).flatMap(({ properties = {} }) => Object.keys(properties));
  return [...(path.length === 0 ? ["extends"] : []), ...new Set(keys)];
}

function below(node: SchemaNode, step: PropertyKey): readonly SchemaNode[] {
  return alternatives(node).flatMap(({ properties = {}, additionalProperties, items }) => {
    const found = typeof step === "number" ? items : (properties[String(step)] ?? additionalProperties);
    return typeof found === "object" ? [found] : [];
  });
}

function alternatives(node: SchemaNode): readonly SchemaNode[] {
  return node.anyOf === undefined ? [node] : node.anyOf.flatMap(alternatives);
}

function profileKeys(): Readonly<Record<string, z.ZodType>> {
  return (profileObject as unknown as z.ZodObject<Record<string, z.ZodType>>).shape;
}

/**
 * The branch of a union with the fewest complaints. A list is held against the branch for lists and a mapping against one
 * for mappings; a mapping with `define` is a definition.
 */
function meantBranch(value: unknown, branches: readonly (readonly z.core.$ZodIssue[])[]): number {
  const complaints = branches.map((branch) =>
    branch.reduce((sum, issue) => sum + (issue.code === "invalid_type" && issue.path.length === 0 ? 100 : 1), 0),
  );
  if (isMapping(value) && "define" in value && !isUse(value)) return branches.length - 1;
  return complaints.indexOf(Math.min(...complaints));
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined | null)?.[key], data);
}

/** The same failure at another place. */
function placed({ code, message, hint, cause }: WinnowError, where: WinnowError["where"]): WinnowError {
  return new WinnowError(code, message, hint, where, cause);
}
