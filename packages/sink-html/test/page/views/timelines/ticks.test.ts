import { describe, expect, it } from "vitest";
import { tickText } from "../../../../page/views/timelines/ticks.ts";

const SECOND = 1000;
const DAY = 86_400 * SECOND;
const at = Date.UTC(2026, 2, 2, 5, 15, 3, 47);
const midnight = Date.UTC(2026, 2, 2);

describe("moments on an axis", () => {
  it.each([
    [at + 0.123, 50, "05:15:03.047123"],
    [at, 5 * SECOND, "05:15:03.047"],
    [at, 600 * SECOND, "05:15:03"],
    [at, DAY, "05:15"],
    [midnight, DAY, "03-02"],
    [at, 3 * DAY, "03-02 05:15"],
    [midnight, 3 * DAY, "03-02"],
    [at, 90 * DAY, "03-02"],
    [at, 900 * DAY, "2026-03-02"],
  ])("%d over %d ms is %s", (moment, span, text) => {
    expect(tickText(moment, span)).toBe(text);
  });
});
