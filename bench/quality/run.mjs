// node bench/quality/run.mjs [--data DIR] [--pool NAME=FILE,FILE]… [--set NAME,NAME] [--method NAME,NAME]
//   [--profile FILE] [--json] [--hidden] [--trace SET] [--docs]
//
// How soon the malicious shows: labelled recordings and pools of them, read by Winnow's profiles, by the settings of
// msticpy's notebook and by simple methods, in one run. See docs/quality.md for the words; --docs renews its table.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { METHODS } from "./methods.mjs";
import { findSets, readSet } from "./recordings.mjs";
import { hiddenItems, table, trace, verdict } from "./report.mjs";
import { score } from "./score.mjs";

/** @typedef {import("./report.mjs").Outcome} Outcome */
/** @typedef {import("./methods.mjs").Method} Method */
/** @typedef {import("./methods.mjs").Task} Task */
/** @typedef {import("./score.mjs").Event} Event */

const { values: options } = parseArgs({
  options: {
    data: { type: "string", default: fileURLToPath(new URL("../../../shared/data/quality", import.meta.url)) },
    pool: { type: "string", multiple: true, default: [] },
    set: { type: "string" },
    method: { type: "string" },
    profile: { type: "string" },
    json: { type: "boolean", default: false },
    hidden: { type: "boolean", default: false },
    trace: { type: "string" },
    docs: { type: "boolean", default: false },
  },
});

const DOCS = fileURLToPath(new URL("../../docs/quality.md", import.meta.url));

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function main() {
  const sets = choose("set", findSets(options.data, options.pool), options.trace ?? options.set);
  const looking = options.hidden || options.trace !== undefined;
  const methods = choose("method", METHODS, options.method ?? (looking ? "winnow" : undefined));
  /** @type {{ bar: import("./recordings.mjs").Bar | undefined, outcomes: Outcome[] }[]} */
  const measured = [];
  for (const set of sets) {
    const events = await readSet(set);
    /** @type {Task} */
    const task = { set, events, ...(options.profile !== undefined && { profile: options.profile }) };
    const outcomes = await Promise.all(
      methods.filter(({ applies }) => applies(task)).map((method) => measure(method, task)),
    );
    for (const outcome of outcomes) look(outcome, events);
    measured.push({ bar: set.bar, outcomes });
  }
  const outcomes = measured.flatMap((one) => one.outcomes);
  if (options.json) {
    console.log(JSON.stringify(outcomes.map(flat), null, 2));
    return;
  }
  const verdicts = measured.map((one) => verdict(one.outcomes, one.bar)).filter((line) => line !== "");
  const failures = outcomes.flatMap(({ set, title, failure }) =>
    failure === undefined ? [] : [`${set}, ${title}, failed: ${failure}`],
  );
  console.log([table(outcomes), "", ...verdicts, ...failures].join("\n"));
  if (options.docs) renewDocs([table(outcomes), "", "```text", ...verdicts, ...failures, "```"].join("\n"));
}

/** @param {string} measured */
function renewDocs(measured) {
  const text = readFileSync(DOCS, "utf8");
  writeFileSync(
    DOCS,
    text.replace(/(?<=<!-- measured -->\n\n)[^]*(?=\n\n<!-- end -->)/, () => measured),
  );
}

/** @param {Method} method @param {Task} task @returns {Promise<Outcome>} */
async function measure({ name, simple, title, read }, task) {
  const names = { set: task.set.name, method: name, title: title(task), simple };
  try {
    const rows = await read(task);
    return { ...names, rows, score: score(task.events, rows) };
  } catch (error) {
    return { ...names, failure: error instanceof Error ? error.message : String(error) };
  }
}

/** @param {Outcome} outcome @param {readonly Event[]} events */
function look({ set, title, rows }, events) {
  if (rows === undefined) return;
  if (options.trace !== undefined) say(`${set}, ${title}`, trace(events, rows));
  if (options.hidden) say(`${set}, ${title}: never shown`, hiddenItems(events, rows));
}

/** With `--json`, standard output holds the JSON alone. @param {string} title @param {readonly string[]} lines */
function say(title, lines) {
  (options.json ? console.error : console.log)([title, ...(lines.length > 0 ? lines : ["  nothing"]), ""].join("\n"));
}

/** @param {Outcome} outcome */
function flat({ set, method, title, score: measured, failure }) {
  return { set, method, title, ...(failure === undefined ? measured : { failure }) };
}

/**
 * @template {{ readonly name: string }} T
 * @param {string} what
 * @param {readonly T[]} all
 * @param {string | undefined} names those wanted; all without
 * @returns {readonly T[]}
 */
function choose(what, all, names) {
  return (
    names?.split(",").map((name) => {
      const found = all.find((one) => one.name === name);
      if (found === undefined) {
        throw new Error(`there is no ${what} "${name}"; there are ${all.map((one) => one.name).join(", ")}`);
      }
      return found;
    }) ?? all
  );
}
