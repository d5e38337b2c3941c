import { stringify } from "yaml";
import type { Column } from "./columns.ts";
import type { MappedColumn } from "./fields.ts";

/** A profile for a log of no known schema: everything in it was told from the events, and is said to be. */
export interface Proposal {
  readonly name: string;
  readonly path: string;
  readonly columns: readonly Column[];
  readonly fields: readonly MappedColumn[];
  /** How many events were looked at. */
  readonly rows: number;
}

const MOST_TEXTS = 2;
const MOST_NUMBERS = 3;
const MOST_GUARDS = 4;
/** Names of what kind of thing happened: kinds are rarely worth comparing with each other. */
const KIND_NAME =
  /action|verb|method|operation|event|type|kind|job|program|process|app|facility|service|proto|command|category/i;

/** The text of the profile. It runs as it is. */
export function proposeProfile(proposal: Proposal): string {
  const parts = chooseParts(proposal.fields);
  return [
    ...head(proposal),
    ...fieldLines(proposal),
    ...featureLines(parts),
    ...clusterLines(parts),
    ...readingLines(parts),
    "sinks:",
    "  # One page to read, filter, re-cluster and compare in; it opens anywhere and asks no server.",
    "  - use: html-report",
    "",
  ].join("\n");
}

/** Which fields play which part. */
interface Parts {
  readonly texts: readonly MappedColumn[];
  readonly numbers: readonly MappedColumn[];
  /** The field that tells kinds of events apart. */
  readonly kind: MappedColumn | undefined;
  readonly guards: readonly MappedColumn[];
  /** All that can tell events apart where nothing can be measured. */
  readonly categories: readonly MappedColumn[];
}

function chooseParts(fields: readonly MappedColumn[]): Parts {
  const of = (role: Column["role"]): readonly MappedColumn[] => fields.filter(({ column }) => column.role === role);
  const texts = [...of("text")].sort((a, b) => b.column.length - a.column.length).slice(0, MOST_TEXTS);
  const numbers = of("number").slice(0, MOST_NUMBERS);
  const categories = of("category");
  const kinds = categories.filter(({ column }) => column.distinct <= 50);
  const kind = kinds.find(({ column }) => KIND_NAME.test(column.name)) ?? kinds.find(({ field }) => !isWho(field));
  const rest = categories.filter((mapped) => mapped !== kind);
  const guards = [...rest].sort((a, b) => whoComesFirst(a.field) - whoComesFirst(b.field)).slice(0, MOST_GUARDS);
  return { texts, numbers, kind, guards, categories };
}

/** Who did it, from where, on which machine. */
const WHO = ["user.name", "source.ip", "host.name"];

function isWho(field: string): boolean {
  return WHO.includes(field);
}

function whoComesFirst(field: string): number {
  return isWho(field) ? WHO.indexOf(field) : WHO.length;
}

function head({ name, path, columns, rows }: Proposal): readonly string[] {
  const width = Math.max(...columns.map((column) => printable(column.name).length));
  return [
    "# Written by `winnow init`. The columns are those of no log schema that Winnow knows; what follows was told from",
    `# ${rows === 1 ? "one event" : `${rows} events`}:`,
    "#",
    ...columns.map((column) => `#   ${printable(column.name).padEnd(width)}  ${inWords(column)}`),
    "#",
    "# Correct what is wrong. `winnow plan` shows how it binds, `winnow run` runs it as it is, and",
    "# `winnow schema --out profile.schema.json` lets an editor complete and check it.",
    "profile: winnow/v1",
    `name: ${scalar(name)}`,
    `description: ${scalar(`Events of ${path}`)}`,
    "",
    "source:",
    "  use: files",
    "  with:",
    `    path: ${scalar(path)}`,
    "",
  ];
}

function inWords(column: Column): string {
  const example = column.example === undefined ? "" : `, such as ${printable(column.example)}`;
  switch (column.role) {
    case "time":
      return `the time${example}`;
    case "text":
      return `text, about ${Math.round(column.length)} characters${example}`;
    case "number":
      return `a number${column.wide ? " over a wide range" : ""}${example}`;
    case "category":
      return `${column.distinct} different values${example}`;
    case "constant":
      return `always the same${example}`;
    case "unique":
      return `different for nearly every event${example}; tells nothing`;
    case "empty":
      return "empty";
  }
}

function fieldLines({ fields }: Proposal): readonly string[] {
  return [
    "fields:",
    "  # Left, what it means: one of Winnow's names (docs/profiles.md) or one of yours. Right, the column.",
    ...fields
      .filter(({ column }) => column.role !== "unique")
      .map(({ field, column }) => `  ${scalar(field)}: ${scalar(column.name)}`),
    ...(fields.some(({ field }) => field === "@timestamp")
      ? []
      : ['  # "@timestamp": no column holds times that Winnow reads']),
    "",
  ];
}

function featureLines({ texts, numbers, categories }: Parts): readonly string[] {
  return [
    "features:",
    "  # Numbers span the space in which events are compared. `winnow plugins --operators` lists what can be computed.",
    "  - define:",
    ...texts.flatMap(textFeatures),
    ...numbers.flatMap(numberFeature),
    ...(texts.length + numbers.length > 0 ? [] : behaviour(categories)),
    "",
  ];
}

function textFeatures({ field }: MappedColumn): readonly string[] {
  const name = identifier(field);
  const value = scalar(field);
  return [
    "      # With GUIDs, numbers, dates and the like blanked out, so that passing details make no difference: to guard and read.",
    `      ${name}Template: { template: ${value} }`,
    "      # How long that is, and how many delimiters it has.",
    `      ${name}LogLength: { log10: { length: { template: ${value} } } }`,
    `      ${name}Delimiters: { countChars: [{ template: ${value} }] }`,
  ];
}

function numberFeature({ field, column }: MappedColumn): readonly string[] {
  const name = identifier(field);
  const value = scalar(field);
  if (!column.wide) return [`      ${name}Number: { orElse: [{ number: ${value} }, 0] }`];
  return [
    "      # Digits before the point: over so wide a range the order of magnitude says more than the number.",
    `      ${name}Digits: { length: ${column.whole ? value : `{ replace: [${value}, "[.].*", ""] }`} }`,
  ];
}

/** Where nothing can be measured, events are alike when all of their values are. */
function behaviour(categories: readonly MappedColumn[]): readonly string[] {
  const values = categories.filter(({ field, column }) => !isWho(field) && column.distinct <= 50);
  const told = values.length > 0 ? values : categories;
  if (told.length === 0)
    return ["      # Nothing here tells events apart.", '      hourOfDay: { orElse: [{ hour: "@timestamp" }, 0] }'];
  return [
    "      # Nothing here is a number or a text to measure: events are alike when they have these values in common.",
    `      behaviour: { join: [" · ", ${told.map(({ field }) => scalar(field)).join(", ")}] }`,
    `      hasBehaviour: { flag: { present: ${scalar(told[0]!.field)} } }`,
  ];
}

function clusterLines({ texts, numbers, kind, categories }: Parts): readonly string[] {
  const measured = texts.length + numbers.length > 0;
  const within = measured ? kind?.field : categories.length > 0 ? "behaviour" : undefined;
  return [
    measured
      ? "# Each feature in units of its own spread: none outweighs the others because its numbers happen to be large."
      : "# Nothing to scale.",
    `scale: ${measured ? "standard" : "none"}`,
    "",
    "cluster:",
    "  use: dbscan",
    ...(within === undefined
      ? []
      : ["  # Never across these: one cannot vanish in a cluster of another.", `  within: [${scalar(within)}]`]),
    "  with:",
    ...(measured
      ? [
          "    # How near events must be to be alike. `auto` finds it by itself; `winnow tune` compares values.",
          "    eps: auto",
          "    # Two alike are a cluster; what is alone is noise and gets a row of its own.",
          "    minPoints: 2",
        ]
      : ["    # Equal in all of them.", "    eps: 0", "    minPoints: 1"]),
    "",
  ];
}

function readingLines({ texts, numbers, kind, guards, categories }: Parts): readonly string[] {
  const measured = texts.length + numbers.length > 0;
  const templates = texts.map(({ field }) => `${identifier(field)}Template`);
  const behaviours = measured || categories.length === 0 ? [] : ["behaviour"];
  const guarded = [...templates, ...behaviours, ...guards.map(({ field }) => field)];
  if (guarded.length === 0) return [];
  const who = guards.find(({ field }) => isWho(field))?.field;
  const what = behaviours[0] ?? kind?.field ?? templates[0];
  const pair = who === undefined || what === undefined ? [] : [`    - { of: [${scalar(who)}, ${scalar(what)}] }`];
  return [
    "# Values of these that occur once are shown, whatever row they are in.",
    `guard: [${guarded.map(scalar).join(", ")}]`,
    "",
    "rank:",
    "  # Read first what few events have in common.",
    "  rarity:",
    ...guarded.slice(0, 3).map((field) => `    - { of: [${scalar(field)}] }`),
    ...pair,
    "",
  ];
}

/** `app.name` becomes `appName`: the beginning of a feature's name. */
function identifier(field: string): string {
  const words = field.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  const [first = "column", ...rest] = words;
  return (
    first.charAt(0).toLowerCase() +
    first.slice(1) +
    rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("")
  );
}

/** As YAML, also within brackets. */
function scalar(text: string): string {
  return /^[A-Za-z_][A-Za-z0-9_./-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text)
    ? text
    : stringify(text, { defaultStringType: "QUOTE_DOUBLE", lineWidth: 0 }).trimEnd();
}

/** Names and values go into comments: they must not end one. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "?");
}
