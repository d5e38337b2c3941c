import { describe, expect, it } from "vitest";
import { measureBytes } from "../sentinel/measure.mjs";

describe("reducing in Sentinel", () => {
  it("moves at most 1 % of the bytes that pulling the events moves", async () => {
    const measured = await measureBytes({ profile: "msticpy-processes", events: 200_000, pulled: 4000 });
    expect(measured.pulledBytes).toBeGreaterThan(140_000_000);
    expect(measured.reducedBytes).toBeLessThanOrEqual(measured.pulledBytes / 100);
    expect(measured.rows).toBeGreaterThan(1);
  });
});
