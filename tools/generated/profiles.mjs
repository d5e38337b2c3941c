import { cell, importBuilt } from "./built.mjs";

/**
 * @typedef {{
 *   readonly type?: string | readonly string[], readonly description?: string, readonly default?: unknown,
 *   readonly enum?: readonly unknown[], readonly const?: unknown, readonly items?: Schema,
 *   readonly anyOf?: readonly Schema[], readonly oneOf?: readonly Schema[], readonly minimum?: number,
 *   readonly exclusiveMinimum?: number, readonly maximum?: number, readonly exclusiveMaximum?: number,
 *   readonly properties?: Readonly<Record<string, Schema>>, readonly required?: readonly string[],
 * }} Schema JSON Schema, as much of it as is read here
 * @typedef {{ readonly kind: string, readonly name: string, readonly summary: string, readonly stability: string }} Named
 * @typedef {Named & {
 *   readonly options: { "~standard": { jsonSchema: { input(target: { target: string }): Schema } } },
 *   readonly catalogue?: readonly { readonly name: string, readonly unit: string, readonly doc: string }[],
 * }} Plugin
 * @typedef {{ list(kind?: string): readonly { readonly plugin: Plugin }[] }} Registry
 */

/**
 * `schemas/profile.schema.json`: for completion and checks in editors.
 * @returns {Promise<string>}
 */
export async function profileSchemaFile() {
  return `${JSON.stringify(await profileSchema(), null, 2)}\n`;
}

/**
 * `docs/profiles.md`: every key of a profile and everything that may stand there.
 * @returns {Promise<string>}
 */
export async function profileReference() {
  const registry = await builtInRegistry();
  const { FIELDS, OPERATORS } = await importBuilt("expressions");
  return (
    [
      "# Profiles",
      "<!-- Made by `npm run docs`; do not edit. -->",
      "A profile is a YAML file. It is checked as a whole before any source is opened, and unknown keys are errors.\n" +
        "`extends: NAME` takes a built-in profile or a file as the base of another. Secrets come from the environment:\n" +
        "`${env:NAME}`.",
      "## Keys",
      keys(await profileSchema()),
      ...pluginSections(registry),
      "## Fields",
      "Canonical names of what columns mean. A field map may add others.",
      table(
        ["field", ""],
        Object.entries(FIELDS).map(([name, meaning]) => [`\`${name}\``, String(meaning)]),
      ),
      "## Expressions",
      "A feature, a condition or a mapped field is a name, or one operator with its arguments;\n" +
        "[expressions](reference/expressions.md) shows what each gives.",
      table(
        ["operator", "gives", "example"],
        [...OPERATORS.values()].map(({ name, doc, example }) => [`\`${name}\``, doc, `\`${example}\``]),
      ),
      "## Built-in profiles",
      "As they are, with the reasons for their settings; `winnow profiles show NAME` prints one.",
      ...(await builtInProfileSections()),
    ].join("\n\n") + "\n"
  );
}

/** @returns {Promise<string[]>} */
async function builtInProfileSections() {
  const { builtInProfiles } = await importBuilt("cli");
  /** @type {readonly string[]} */
  const names = builtInProfiles.names;
  const texts = await Promise.all(names.map((name) => builtInProfiles.read(name)));
  return names.flatMap((name, i) => [`### ${name}`, `\`\`\`yaml\n${String(texts[i]).trimEnd()}\n\`\`\``]);
}

/** @returns {Promise<Registry>} */
async function builtInRegistry() {
  return (await importBuilt("cli")).builtInRegistry();
}

/** @returns {Promise<Schema>} */
async function profileSchema() {
  const { profileSchema: describe } = await importBuilt("orchestrator");
  return describe(await builtInRegistry());
}

/** @param {Schema} schema */
function keys({ properties = {}, required = [] }) {
  return table(
    ["key", "", ""],
    Object.entries(properties).map(([key, schema]) => [
      `\`${key}\``,
      required.includes(key) ? "required" : defaultOf(schema),
      schema.description ?? "",
    ]),
  );
}

/** What stands under which key, by plugin kind. */
const SECTIONS = /** @type {const} */ ([
  ["connector", "## `source`: connectors"],
  ["field-map", "## `fields`: field maps"],
  ["extractor", "## `features`: feature sets"],
  ["clusterer", "## `cluster`: clusterers"],
  ["sink", "## `sinks`"],
]);

/** @param {Registry} registry */
function pluginSections(registry) {
  return SECTIONS.flatMap(([kind, title]) => {
    const plugins = registry.list(kind).map(({ plugin }) => plugin);
    if (kind !== "field-map") return [title, ...plugins.flatMap(pluginEntry)];
    return [
      title,
      table(
        ["map", ""],
        plugins.map(({ name, summary }) => [`\`${name}\``, summary]),
      ),
    ];
  });
}

/** @param {Plugin} plugin */
function pluginEntry({ name, summary, stability, options, catalogue }) {
  const { properties = {}, required = [] } = options["~standard"].jsonSchema.input({ target: "draft-07" });
  const rows = Object.entries(properties).map(([key, schema]) => [
    `\`${key}\``,
    typeOf(schema),
    required.includes(key) ? "required" : defaultOf(schema),
    schema.description ?? "",
  ]);
  return [
    `### ${name}`,
    `${sentence(summary)}${stability === "stable" ? "" : ` *${sentence(stability)}*`}`,
    ...(rows.length > 0 ? [table(["option", "", "", ""], rows)] : []),
    ...(catalogue === undefined
      ? []
      : [
          table(
            ["feature", "unit", ""],
            catalogue.map((feature) => [`\`${feature.name}\``, feature.unit, feature.doc]),
          ),
        ]),
  ];
}

/** @param {Schema} schema @returns {string} */
function typeOf(schema) {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.map(typeOf).join(" or ");
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(", ");
  if (schema.type === "array") return `list of ${typeOf(schema.items ?? {})}`;
  const range = rangeOf(schema);
  return `${[schema.type ?? "anything"].flat().join(" or ")}${range === "" ? "" : ` ${range}`}`;
}

/** The bounds that say something: zod writes those of safe integers out. @param {Schema} schema */
function rangeOf({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }) {
  return [
    minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? "" : `≥ ${minimum}`,
    exclusiveMinimum === undefined ? "" : `> ${exclusiveMinimum}`,
    maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? "" : `≤ ${maximum}`,
    exclusiveMaximum === undefined ? "" : `< ${exclusiveMaximum}`,
  ]
    .filter((bound) => bound !== "")
    .join(", ");
}

/** @param {Schema} schema */
function defaultOf(schema) {
  return schema.default === undefined ? "" : `default \`${JSON.stringify(schema.default)}\``;
}

/** @param {string} text */
function sentence(text) {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}

/** @param {readonly string[]} header @param {readonly (readonly string[])[]} rows */
function table(header, rows) {
  return [header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.map(cell).join(" | ")} |`).join("\n");
}
