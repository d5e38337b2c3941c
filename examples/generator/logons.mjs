import { toCsv } from "./csv.mjs";
import { intrusion } from "./logons/intrusion.mjs";
import { routine } from "./logons/routine.mjs";
import { createRandom } from "./random.mjs";
import { createServer, LOGON_COLUMNS } from "./server.mjs";

/**
 * Two days of logons on a file server.
 * @param {number} seed
 * @returns {{ csv: string, events: number }}
 */
export function logonEvents(seed) {
  const random = createRandom(seed);
  const server = createServer(random);
  routine(server, random);
  intrusion(server, random);
  const rows = server.rows();
  return { csv: toCsv(LOGON_COLUMNS, rows), events: rows.length };
}
