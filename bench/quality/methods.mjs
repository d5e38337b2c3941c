// The ways of reading a recording that the table compares.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { readCsv } from "./csv.mjs";
import { profileFor } from "./recordings.mjs";
import { areLogons, outputRowsOf } from "./score.mjs";
import { rareFirst, rarePairsFirst, strangeFirstBy3, strangeFirstBy7 } from "./simple-methods.mjs";

/** @typedef {import("./score.mjs").Event} Event */
/** @typedef {import("./score.mjs").OutputRow} OutputRow */
/** @typedef {import("./recordings.mjs").RecordingSet} RecordingSet */
/** @typedef {{ readonly set: RecordingSet, readonly events: readonly Event[], readonly profile?: string }} Task */
/**
 * @typedef {object} Method
 * @property {string} name as the command line takes it
 * @property {boolean} simple whether it is one of those that Winnow has to beat
 * @property {(task: Task) => string} title as the table shows it
 * @property {(task: Task) => boolean} applies
 * @property {(task: Task) => Promise<OutputRow[]> | OutputRow[]} read in reading order; throws where the method fails
 */

const COMMAND = fileURLToPath(new URL("../../packages/cli/dist/main.js", import.meta.url));

/** @type {readonly Method[]} */
export const METHODS = [
  {
    name: "winnow",
    simple: false,
    title: (task) => builtIn(task),
    applies: () => true,
    read: (task) => runProfile(builtIn(task), task),
  },
  {
    name: "seed",
    simple: false,
    title: (task) => seedProfile(task),
    applies: () => true,
    read: (task) => runProfile(seedProfile(task), task),
  },
  {
    name: "grouped",
    simple: true,
    title: ({ events }) => (areLogons(events) ? "by address, rare first" : "by masked command, rare first"),
    applies: () => true,
    read: ({ events }) => rareFirst(events),
  },
  simpleForProcesses("pairs", "those rows, rare parent>child first", rarePairsFirst),
  simpleForProcesses("forest3", "those rows, isolation forest of 3", strangeFirstBy3),
  simpleForProcesses("forest7", "those rows, isolation forest of 7", strangeFirstBy7),
];

/**
 * @param {string} name
 * @param {string} title
 * @param {(events: readonly Event[]) => OutputRow[]} read
 * @returns {Method}
 */
function simpleForProcesses(name, title, read) {
  return {
    name,
    simple: true,
    title: () => title,
    applies: ({ events }) => !areLogons(events),
    read: ({ events }) => read(events),
  };
}

/** @param {Task} task */
function builtIn({ events, profile }) {
  return profile ?? profileFor(events);
}

/** @param {Task} task */
function seedProfile({ events }) {
  return areLogons(events) ? "msticpy-logons" : "msticpy-processes";
}

/**
 * The reading order of a whole `winnow run`.
 * @param {string} profile a built-in one's name, or a path
 * @param {Task} task
 * @returns {Promise<OutputRow[]>} with the reasons that the run gives
 */
async function runProfile(profile, { set, events }) {
  const out = mkdtempSync(join(tmpdir(), "winnow-quality-"));
  try {
    await runNode([COMMAND, "run", profile, ...set.files, "--out", out, "--quiet"]);
    const rows = outputRowsOf(await readCsv(join(out, "assignments.csv")), events.length);
    const reasons = new Map((await readCsv(join(out, "clusters.csv"))).map((line) => [line["rank"], line["reasons"]]));
    return rows.map((row) => ({ ...row, reasons: reasons.get(String(row.rank)) ?? "" }));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** @param {readonly string[]} command @throws with what it wrote to standard error, where it fails */
async function runNode(command) {
  try {
    await promisify(execFile)(process.execPath, command);
  } catch (error) {
    const said = /** @type {{ readonly stderr?: string }} */ (error).stderr?.trim();
    throw said ? new Error(said, { cause: error }) : error;
  }
}
