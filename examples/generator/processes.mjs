import { createHost, PROCESS_COLUMNS, SESSIONS } from "./host.mjs";
import { administration } from "./processes/administration.mjs";
import { agents } from "./processes/agents.mjs";
import { desktop } from "./processes/desktop.mjs";
import { development } from "./processes/development.mjs";
import { intrusions } from "./processes/intrusions.mjs";
import { once } from "./processes/once.mjs";
import { windows } from "./processes/windows.mjs";
import { createRandom } from "./random.mjs";
import { toCsv } from "./csv.mjs";

/**
 * Two days of process starts on one busy Windows host.
 * @param {number} seed
 * @returns {{ csv: string, events: number, intrusions: string[] }} `intrusions`: their command lines
 */
export function processEvents(seed) {
  const { host, commandLines } = busyHost(seed);
  const rows = host.rows();
  return { csv: toCsv(PROCESS_COLUMNS, rows), events: rows.length, intrusions: commandLines };
}

/** What two people's sessions started on the first day of {@link processEvents}. @param {number} seed */
export function sessionEvents(seed) {
  const { host } = busyHost(seed);
  const people = new Set([SESSIONS.developer.logonId, SESSIONS.operator.logonId]);
  const rows = host.rows().filter((row) => people.has(row["SubjectLogonId"] ?? ""));
  return toCsv(
    PROCESS_COLUMNS,
    rows.filter((row) => (row["TimeGenerated"] ?? "").startsWith("2026-03-02")),
  );
}

/** @param {number} seed */
function busyHost(seed) {
  const random = createRandom(seed);
  const host = createHost(random);
  for (const behaviour of [windows, agents, desktop, development, administration, once]) behaviour(host, random);
  return { host, commandLines: intrusions(host) };
}
