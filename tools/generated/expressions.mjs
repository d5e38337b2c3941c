import { parse } from "yaml";
import { importBuilt } from "./built.mjs";

/**
 * @typedef {{ readonly name: string, readonly type: string, readonly fallback?: unknown }} Parameter
 * @typedef {{ readonly name: string, readonly doc: string, readonly example: string, readonly parameters: readonly Parameter[],
 *   readonly variadic?: boolean, readonly result: string }} Operator
 */

/** The event that the examples are computed for: a process start, with some columns as Sentinel has them. */
const EVENT = /** @type {const} */ ({
  "@timestamp": "2026-03-03T08:19:12Z",
  "winlog.event_id": "4688",
  "host.name": "host-a",
  "user.name": "alice",
  "user.domain": "EXAMPLE",
  "winlog.logon.id": "0x3e7",
  "winlog.logon.type": "3",
  "process.name": "Updater.exe",
  "process.executable": "C:\\Users\\alice\\Updater.exe",
  "process.command_line": '"C:\\Users\\alice\\Updater.exe" -enc SQBFAFgA -id 4711 -ticket INC20391',
  "process.parent.name": "cmd.exe",
  "process.parent.executable": "C:\\Windows\\System32\\cmd.exe",
  Account: "EXAMPLE\\alice",
  SubjectUserName: "alice",
  TargetUserName: "",
  NewProcessId: "0x1d74",
});

/** Which operators stand together, by what they give. */
const SECTIONS = /** @type {const} */ ([
  [
    "number",
    "Numbers",
    "What a vector is made of: a feature that is a number spans the space in which events are compared.",
  ],
  ["text", "Texts", "To guard, keep and cluster within, and to feed other operators."],
  ["boolean", "Conditions", "For `where:`, and for features by `flag`."],
]);

/**
 * `docs/reference/expressions.md`: every operator, with an example and what it gives.
 * @returns {Promise<string>}
 */
export async function expressionReference() {
  const { OPERATORS, parseExpression, parseTime, toEvaluator, fieldLeaf } = await importBuilt("expressions");
  /** @type {readonly Operator[]} */
  const operators = [...OPERATORS.values()];
  /** @param {{ op: string, name?: string }} leaf */
  const valueOf = (leaf) =>
    leaf.op === "time"
      ? parseTime(EVENT["@timestamp"])
      : (EVENT[/** @type {keyof typeof EVENT} */ (leaf.name)] ?? null);
  /** @param {string} example */
  const compute = (example) => toEvaluator(parseExpression(parse(example), fieldLeaf))(valueOf);
  const sections = SECTIONS.flatMap(([result, title, about]) => [
    `## ${title}`,
    about,
    ...operators.filter((operator) => operator.result === result).map((operator) => entry(operator, compute)),
  ]);
  return [...head(operators), ...sections].join("\n\n") + "\n";
}

/** @param {readonly Operator[]} operators */
function head(operators) {
  const event = Object.entries(EVENT).map(([name, value]) => `${name.padEnd(26)} ${value}`.trimEnd());
  return [
    "# Expressions",
    "<!-- Made by `npm run docs`; do not edit. -->",
    "An expression computes a value from an event. It is a field's name, or one operator with its arguments:\n" +
      "`{ log10: { length: process.command_line } }`. One that takes several has them in a list:\n" +
      '`{ countChars: [process.command_line, "-/"] }`. Expressions stand under `define:` in a profile\'s features, under\n' +
      "`where:`, and, over columns instead of fields, under `fields:`.",
    "The same expression runs wherever the events are: in the embedded engine, as KQL in Sentinel, in JavaScript on reduced\n" +
      "groups. The answer is the same to the last bit. Missing text counts as empty; text is counted in code points.",
    "Regular expressions are the subset that all engines read alike: no look-around, no back references; `(?i)` in front\n" +
      "ignores letter case. Anything else is refused with a reason.",
    `All ${operators.length} operators follow, each with what it gives for this event. \`winnow plugins --operators\` lists them, too.`,
    `\`\`\`text\n${event.join("\n")}\n\`\`\``,
  ];
}

/** @param {Operator} operator @param {(example: string) => unknown} compute */
function entry(operator, compute) {
  const { name, doc, example } = operator;
  const value = compute(example);
  const shown = typeof value === "string" ? JSON.stringify(value).replaceAll("\\\\", "\\") : String(value);
  return (
    `### ${name}\n\n${sentence(doc)}\n\n\`\`\`yaml\n${inProfile(operator)}\n\`\`\`\n\n` +
    `Takes ${takes(operator)}. Here it gives \`${shown}\`.`
  );
}

/** Where an example may stand: over columns it maps a field; a condition selects; the rest are features. @param {Operator} operator */
function inProfile({ example, result }) {
  if (/[[ ](Account|TargetUserName|NewProcessId)\b/.test(example)) return `fields: { user.name: ${example} }`;
  return result === "boolean" ? `where: ${example}` : `features: [{ define: { mine: ${example} } }]`;
}

/** @type {Readonly<Record<string, string>>} */
const TYPES = {
  text: "a text",
  number: "a number",
  boolean: "a condition",
  time: "a time",
  any: "a value",
  "literal:text": "a text as it stands",
  "literal:anyText": "a text as it stands, which may be empty",
  "literal:number": "a number as it stands",
  "literal:scalar": "a text, number or truth value as it stands",
  "literal:texts": "a list of texts",
  "literal:table": "a table `{ from: to }`",
  "literal:pattern": "a regular expression",
  "literal:replacementPattern": "a regular expression that never matches the empty text",
  "literal:masks": "masks",
};

/** @param {Operator} operator */
function takes({ parameters, variadic }) {
  const words = parameters.map(
    ({ type, fallback }) => `${TYPES[type] ?? type}${fallback === undefined ? "" : " (may be left out)"}`,
  );
  const all = words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${words.at(-1)}` : String(words[0]);
  return variadic === true ? `${all}, and any number more of the last` : all;
}

/** @param {string} text */
function sentence(text) {
  // What looks like an element stays text.
  const whole = text.replaceAll(/<(\w+)>/g, "`<$1>`");
  return whole.charAt(0).toUpperCase() + whole.slice(1) + ".";
}
