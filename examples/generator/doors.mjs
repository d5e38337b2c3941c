import { toCsv } from "./csv.mjs";
import { createRandom } from "./random.mjs";
import { isoTime, on, HOUR, MINUTE } from "./time.mjs";

const COLUMNS = ["time", "door", "badge"];

/**
 * Two days at the doors of a plant that works in three shifts, and one badge that came when no shift does.
 * @param {number} seed
 */
export function doorEvents(seed) {
  const random = createRandom(seed);
  /** @type {Record<string, string>[]} */
  const rows = [];
  for (let day = 0; day < 2; day++) {
    for (const [start, badges] of /** @type {const} */ ([
      [6, 60],
      [14, 45],
      [22, 20],
    ])) {
      for (let badge = 0; badge < badges; badge++) {
        const at = on(day, start, 0) + random.integer(-20 * MINUTE, 20 * MINUTE);
        rows.push({ time: isoTime(at), door: random.pick(["north", "south"]), badge: `B-${start * 100 + badge}` });
        rows.push({ time: isoTime(at + 4 * HOUR), door: "canteen", badge: `B-${start * 100 + badge}` });
      }
    }
  }
  rows.push({ time: isoTime(on(1, 2, 47)), door: "archive", badge: "B-613" });
  return toCsv(
    COLUMNS,
    rows.sort((a, b) => ((a["time"] ?? "") < (b["time"] ?? "") ? -1 : 1)),
  );
}
