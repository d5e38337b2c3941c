/**
 * Process events of a fleet, for measuring: about 275 bytes each, a third of the command lines unique, 200 hosts,
 * 2,000 logon sessions. Seeded; made of whole-number arithmetic, so that every machine makes the same bytes.
 */
import { createIntegers, guid } from "../random.mjs";

export const COLUMNS = [
  "TimeGenerated",
  "Computer",
  "Account",
  "EventID",
  "SubjectUserName",
  "SubjectLogonId",
  "NewProcessId",
  "NewProcessName",
  "ProcessId",
  "CommandLine",
  "ParentProcessName",
];

const HOSTS = 200;
const SESSIONS = 2000;
const PROGRAMS = 400;
/** Command lines that return, per program. */
const REPEATED = 8;
const START = Date.UTC(2026, 2, 2);
const WEEK = 7 * 24 * 3600 * 1000;

/** @typedef {() => number} Random 32 random bits */

/** @param {Random} random */
function hex8(random) {
  return random().toString(16).padStart(8, "0");
}

const FOLDERS = [
  "C:\\Windows\\System32",
  "C:\\Windows\\SysWOW64",
  "C:\\Program Files\\Suite\\bin",
  "C:\\Program Files (x86)\\Updater\\1.3.36",
  "C:\\ProgramData\\Agent\\4.18.26010.5-0",
];
const WORDS = ["sync", "host", "task", "index", "report", "helper", "update", "scan", "print", "render"];

/** @param {Random} random */
function makePrograms(random) {
  return Array.from({ length: PROGRAMS }, (_, i) => {
    const path = `${FOLDERS[i % FOLDERS.length]}\\${WORDS[i % WORDS.length]}${i}.exe`;
    const repeated = WORDS.slice(0, REPEATED).map((word, k) =>
      quoted(`"${path}" --mode ${WORDS[random() % WORDS.length]} --profile ${k} --config etc\\${word}.conf`),
    );
    return { path, repeated };
  });
}

/** A command line always holds quotes, so its cell always needs them. @param {string} text */
function quoted(text) {
  return `"${text.replaceAll('"', '""')}"`;
}

/** @param {Random} random */
function makeSessions(random) {
  return Array.from({ length: SESSIONS }, (_, i) => {
    const host = `host-${String(i % HOSTS).padStart(3, "0")}`;
    const system = i < HOSTS;
    const user = system ? `${host}$` : `user${i % HOSTS}`;
    const logonId = system ? "0x3e7" : `0x${hex8(random)}`;
    return `${host},EXAMPLE\\${user},4688,${user},${logonId}`;
  });
}

/** A command line that nobody has seen before. @param {Random} random @param {string} path @param {string} time */
function unique(random, path, time) {
  switch (random() % 3) {
    case 0:
      return quoted(
        `"${path}" --job ${guid(random)} --since ${time} --out "C:\\ProgramData\\Agent\\spool\\${hex8(random)}.json"`,
      );
    case 1:
      return quoted(
        `"${path}" --type=renderer --lang=en-US --renderer-client-id=${random() % 5000} ` +
          `--field-trial-handle=${random() % 10_000},i,${random()},${random()},262144 --channel=${random()} /prefetch:1`,
      );
    default:
      return quoted(
        `"${path}" run C:\\src\\app\\worker.js --tmp "C:\\Users\\user\\AppData\\Local\\Temp\\build-${hex8(random)}${hex8(random)}"`,
      );
  }
}

/**
 * The file's text in pieces of some megabytes.
 * @param {number} events
 * @param {number} [seed]
 * @returns {Generator<string>}
 */
export function* eventsCsv(events, seed = 1) {
  const random = createIntegers(seed);
  const programs = makePrograms(random);
  const sessions = makeSessions(random);
  let text = `${COLUMNS.join(",")}\n`;
  for (let i = 0; i < events; i++) {
    const time = new Date(START + Math.floor((i / events) * WEEK)).toISOString();
    // The square makes some programs common and most of them rare.
    const draw = (random() % 65_536) / 65_536;
    const { path, repeated } = /** @type {typeof programs[number]} */ (programs[Math.floor(draw * draw * PROGRAMS)]);
    const parent = /** @type {typeof programs[number]} */ (programs[(path.length * 7) % PROGRAMS]);
    const commandLine = random() % 3 === 0 ? unique(random, path, time) : repeated[random() % REPEATED];
    text +=
      `${time},${sessions[random() % SESSIONS]},0x${(random() % 65_536).toString(16)},${path},` +
      `0x${(random() % 65_536).toString(16)},${commandLine},${parent.path}\n`;
    if (text.length > 4_000_000) {
      yield text;
      text = "";
    }
  }
  yield text;
}
