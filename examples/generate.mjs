// `npm run examples:generate`: writes the data of the examples, the same bytes every time.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isMain } from "../tools/run-command.mjs";
import { connectionLogs } from "./generator/connections.mjs";
import { doorEvents } from "./generator/doors.mjs";
import { fleetEvents } from "./generator/fleet.mjs";
import { jobEvents } from "./generator/jobs.mjs";
import { linuxLogonEvents } from "./generator/linux/logons.mjs";
import { linuxProcessEvents } from "./generator/linux/processes.mjs";
import { logonEvents } from "./generator/logons.mjs";
import { processEvents, sessionEvents } from "./generator/processes.mjs";
import { webRequests } from "./generator/web.mjs";

const SEED = 20260302;

/** Data file, relative to this folder → its text. @returns {Readonly<Record<string, string>>} */
export function exampleData() {
  const jobs = jobEvents(SEED);
  const web = webRequests(SEED);
  const connections = connectionLogs(SEED);
  const desks = Object.entries(fleetEvents(SEED));
  return {
    "windows-processes/data/processes.csv": processEvents(SEED).csv,
    "process-sessions/data/processes.csv": sessionEvents(SEED),
    "windows-logons/data/logons.csv": logonEvents(SEED).csv,
    "linux-processes/data/audit.log": linuxProcessEvents(SEED).log,
    "linux-logons/data/auth.log": linuxLogonEvents(SEED),
    ...Object.fromEntries(desks.map(([host, csv]) => [`pooled-fleet/data/${host}.csv`, csv])),
    "declared-features/data/jobs.csv": jobs,
    "hdbscan-jobs/data/jobs.csv": jobs,
    "api-with-arquero/data/jobs.csv": jobs,
    "kmeans-shifts/data/doors.csv": doorEvents(SEED),
    "web-user-agents/data/access.log": web.combined,
    "web-user-agents/data/access.jsonl": web.json,
    "zeek-connections/data/conn.log": connections.tabbed,
    "zeek-connections/data/conn.json.log": connections.json,
  };
}

if (isMain(import.meta.url)) {
  for (const [path, text] of Object.entries(exampleData())) {
    const file = join(fileURLToPath(new URL(".", import.meta.url)), path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    console.log(`${path}: ${text.length} characters`);
  }
}
