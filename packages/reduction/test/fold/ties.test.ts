import { describe, expect, it } from "vitest";
import { Ties } from "../../src/fold/ties.ts";

/** A digest per event, which orders events in another way than their numbers. */
const digestOf = (event: number): string => String((event * 7919) % 100_003).padStart(6, "0");

describe("Ties", () => {
  it("gives a place to the smallest digest, however many events tie, and asks for few digests at a time", async () => {
    const ties = new Ties();
    const events = Array.from({ length: 50_000 }, (_, i) => i + 10);
    for (const event of events.slice(1)) ties.add(0, events[0]!, event);
    ties.add(1, 3, 4);
    const places = Float64Array.of(events[0]!, 3);
    const asked: number[] = [];
    await ties.settle(places, async (some) => {
      asked.push(some.length);
      return some.map(digestOf);
    });
    const smallest = (list: readonly number[]): number => list.reduce((a, b) => (digestOf(b) < digestOf(a) ? b : a));
    expect([...places]).toEqual([smallest(events), smallest([3, 4])]);
    expect(Math.max(...asked)).toBeLessThanOrEqual(4096);
  });

  it("gives a place to the smallest number among equal digests", async () => {
    const ties = new Ties();
    for (const event of [9, 5, 7]) ties.add(0, 8, event);
    const places = Float64Array.of(8);
    await ties.settle(places, async (some) => some.map(() => "same"));
    expect([...places]).toEqual([5]);
  });
});
