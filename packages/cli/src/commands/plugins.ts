import { OPERATORS } from "@winnow/expressions";
import { type Feature, type Plugin, type PluginKind } from "@winnow/core";
import type { Registry, RegistryEntry } from "@winnow/orchestrator";
import { registryWith } from "../builtin-plugins.ts";
import { nothingOfThatName } from "../errors.ts";
import { EXIT } from "../exit-code.ts";
import type { Io } from "../io.ts";
import { definitions } from "../terminal/definitions.ts";
import { styleFor, type Style } from "../terminal/style.ts";
import { visible } from "../terminal/visible.ts";

const KINDS: Readonly<Record<PluginKind, string>> = {
  connector: "Connectors (source)",
  "field-map": "Field maps (fields)",
  extractor: "Extractors (features)",
  clusterer: "Clusterers (cluster)",
  sink: "Sinks (sinks)",
};

/** `winnow plugins`: every built-in plugin, and a profile's own, by the place it takes in a profile. */
export async function listPlugins(profile: string | undefined, io: Io): Promise<number> {
  const registry = await registryWith(profile);
  const style = styleFor(io.stdout, io.environment);
  const sections = (Object.keys(KINDS) as PluginKind[]).map((kind) => [
    style.bold(KINDS[kind]),
    ...definitions(registry.list(kind).map(({ plugin }) => [plugin.name, plugin.summary])),
    "",
  ]);
  io.stdout.write(
    `${sections.flat().join("\n")}\n\`winnow plugins show NAME\` lists the options and features of one.\n`,
  );
  return EXIT.done;
}

/** `winnow plugins --operators`: what expressions are made of. */
export function listOperators(io: Io): number {
  const style = styleFor(io.stdout, io.environment);
  const lines = [...OPERATORS.values()].map(({ name, doc, example }) => [
    style.bold(name),
    `  ${visible(doc)}`,
    style.dim(`  ${visible(example)}`),
  ]);
  io.stdout.write(`${lines.flat().join("\n")}\n`);
  return EXIT.done;
}

/** `winnow plugins show NAME`: one plugin, or those of several kinds that share the name. `kind:name` is exact. */
export async function showPlugin(name: string, profile: string | undefined, io: Io): Promise<number> {
  const registry = await registryWith(profile);
  const found = registry.list().filter(({ plugin }) => plugin.name === name || keyOf(plugin) === name);
  if (found.length === 0) throw unknown(name, registry);
  const style = styleFor(io.stdout, io.environment);
  io.stdout.write(`${found.map((entry) => describe(entry, style).join("\n")).join("\n\n")}\n`);
  return EXIT.done;
}

function unknown(name: string, registry: Registry): Error {
  const known = registry.list().map(({ plugin }) => plugin.name);
  return nothingOfThatName({ what: "plugin", name, known, list: "winnow plugins" });
}

function keyOf({ kind, name }: Plugin): string {
  return `${kind}:${name}`;
}

function describe({ plugin, origin, version }: RegistryEntry, style: Style): string[] {
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ["", style.bold(title), ...lines];
  return [
    `${style.bold(visible(keyOf(plugin)))}  ${style.dim(visible(`${origin} ${version}, ${plugin.stability}`))}`,
    visible(plugin.summary),
    ...section("Options", optionLines(plugin)),
    ...(plugin.kind === "extractor" ? section("Features", featureLines(plugin.catalogue)) : []),
    ...(plugin.kind === "field-map" ? section("Fields", fieldLines(plugin.map.fields)) : []),
  ];
}

/** What is used of an option's JSON Schema. */
interface OptionSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly OptionSchema[];
  readonly description?: string;
  readonly default?: unknown;
}

function optionLines(plugin: Plugin): string[] {
  const schema = plugin.options["~standard"].jsonSchema.input({ target: "draft-07" }) as {
    readonly properties?: Readonly<Record<string, OptionSchema>>;
    readonly required?: readonly string[];
  };
  return definitions(
    Object.entries(schema.properties ?? {}).map(([name, option]) => {
      const needed = schema.required?.includes(name) === true ? "required" : "";
      const fallback = option.default === undefined ? needed : `default ${JSON.stringify(option.default)}`;
      const facts = [typeOf(option), fallback].filter((fact) => fact !== "").join("; ");
      return [name, [option.description ?? "", facts === "" ? "" : `(${facts})`].join(" ").trim()] as const;
    }),
  );
}

/** `number | "auto"`: what an option's value may be; nothing where its schema does not say. */
function typeOf({ type, enum: values, const: value, anyOf }: OptionSchema): string {
  if (anyOf !== undefined) return anyOf.map(typeOf).join(" | ");
  if (value !== undefined) return JSON.stringify(value);
  if (values !== undefined) return values.map((item) => JSON.stringify(item)).join(" | ");
  return type === undefined ? "" : [type].flat().join(" | ");
}

function featureLines(features: readonly Feature[]): string[] {
  return definitions(features.map(({ name, unit, doc }) => [name, `${doc} (${unit})`] as const));
}

function fieldLines(fields: Readonly<Record<string, unknown>>): string[] {
  return definitions(
    Object.entries(fields).map(([field, source]) => {
      const text = Array.isArray(source) ? source.map(written).join(", else ") : written(source);
      return [field, text] as const;
    }),
  );
}

function written(source: unknown): string {
  return typeof source === "string" ? source : JSON.stringify(source);
}
