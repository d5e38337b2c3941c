// Labelled recordings, alone and pooled. Labels are for scoring only: nothing that is scored looks at them.
import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { readCsv } from "./csv.mjs";
import { areLogons } from "./score.mjs";

/** @typedef {import("./score.mjs").Event} Event */
/**
 * @typedef {object} RecordingSet
 * @property {string} name
 * @property {readonly string[]} files read as one, in this order
 * @property {Bar} [bar] what is wanted of Winnow here; without one, as good as the best simple method
 */
/** @typedef {{ readonly atMost: number, readonly aim: number }} Bar */
/** @typedef {"windows-processes" | "windows-logons" | "linux-processes" | "linux-logons"} ProfileName */

/**
 * The recordings that `docs/quality.md` reports on, which of them are pooled, and the bars that Winnow set itself there:
 * reads to 80 % of the items at most, and aimed at.
 * @type {Readonly<Record<string, { readonly files: readonly string[], readonly bar?: Bar }>>}
 */
const KNOWN = {
  lsass: { files: ["win_proc_otrf_lsass_01_04.csv"], bar: { atMost: 66, aim: 39 } },
  splunk: { files: ["win_proc_splunk_T1027.csv", "win_proc_splunk_T1053.005.csv"], bar: { atMost: 33, aim: 28 } },
  msticpy: { files: ["win_proc_msticpy_host.csv"], bar: { atMost: 115, aim: 108 } },
  fleet: {
    files: [
      "win_proc_msticpy_host.csv",
      "win_proc_otrf_lsass_01_04.csv",
      "win_proc_splunk_T1027.csv",
      "win_proc_splunk_T1053.005.csv",
    ],
    bar: { atMost: 260, aim: 212 },
  },
  linux: { files: ["linux_exec_mixed.csv"], bar: { atMost: 31, aim: 18 } },
  rta: { files: ["win_proc_eql_rta_attackheavy.csv"] },
  ssh: { files: ["ssh_logon_auditd.csv"], bar: { atMost: 60, aim: 60 } },
  logons: { files: ["win_logon_splunk_unlabelled.csv"] },
};

/**
 * The sets of a folder: the known ones whose files are all there, then every other CSV file as a set of its own.
 * @param {string} folder
 * @param {readonly string[]} pools further sets, each `NAME=FILE,FILE` with files of the folder
 * @returns {RecordingSet[]}
 * @throws where the folder or a pool's file is absent
 */
export function findSets(folder, pools = []) {
  if (!existsSync(folder)) throw new Error(absent(folder));
  const present = readdirSync(folder)
    .filter((name) => name.endsWith(".csv"))
    .sort();
  if (present.length === 0) throw new Error(absent(folder));
  const named = Object.entries(KNOWN).filter(([, { files }]) => files.every((file) => present.includes(file)));
  const known = new Set(named.flatMap(([, { files }]) => files));
  const others = present
    .filter((file) => !known.has(file))
    .map((file) => ({ name: basename(file, ".csv"), files: [file] }));
  return [...named.map(([name, set]) => ({ name, ...set })), ...others, ...pools.map(parsePool)].map((set) => ({
    ...set,
    files: set.files.map((file) => existing(folder, file)),
  }));
}

/** @param {string} pool @returns {RecordingSet} */
function parsePool(pool) {
  const [name, files] = pool.split("=", 2);
  if (!name || !files) throw new Error(`--pool ${pool}: write NAME=FILE,FILE`);
  return { name, files: files.split(",") };
}

/** @param {string} folder @param {string} file */
function existing(folder, file) {
  const path = join(folder, file);
  if (!existsSync(path)) throw new Error(`there is no recording ${path}`);
  return path;
}

/** @param {string} folder */
function absent(folder) {
  return [
    `no labelled recordings in ${folder}`,
    "  Point --data at a folder of CSV files with a column `label` (1 malicious, 0 benign, blank unknown) and the columns",
    "  of Sentinel's SecurityEvent: TimeGenerated, NewProcessName, ParentProcessName, CommandLine and SubjectLogonId for",
    "  process starts; IpAddress and LogonType for logons. Each file is a set; --pool NAME=FILE,FILE reads several as one.",
  ].join("\n");
}

/**
 * @param {RecordingSet} set
 * @returns {Promise<Event[]>} in file order
 * @throws where a file has no labels, or not the columns that items are told by
 */
export async function readSet({ files }) {
  /** @type {Event[]} */
  const events = [];
  for (const file of files) {
    const read = await readCsv(file);
    const [first] = read;
    if (first === undefined) throw new Error(`${file} has no events`);
    const needed = areLogons(read) ? ["label", "IpAddress"] : ["label", "NewProcessName"];
    const missing = needed.filter((column) => first[column] === undefined);
    if (missing.length > 0) throw new Error(`${file} has no column ${missing.join(" and no column ")}`);
    events.push(...read);
  }
  return events;
}

/**
 * The built-in profile for such events. Programs and users of Linux lie under `/`; their logons come from sshd.
 * @param {readonly Event[]} events
 * @returns {ProfileName}
 */
export function profileFor(events) {
  const logons = areLogons(events);
  const paths = events.map((event) => event[logons ? "ProcessName" : "NewProcessName"] ?? "");
  const system = paths.some((path) => path.startsWith("/")) ? "linux" : "windows";
  return logons ? `${system}-logons` : `${system}-processes`;
}
