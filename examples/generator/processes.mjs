import { createHost, PROCESS_COLUMNS } from "./host.mjs";
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
  const random = createRandom(seed);
  const host = createHost(random);
  for (const behaviour of [windows, agents, desktop, development, administration, once]) behaviour(host, random);
  const commandLines = intrusions(host);
  const rows = host.rows();
  return { csv: toCsv(PROCESS_COLUMNS, rows), events: rows.length, intrusions: commandLines };
}
