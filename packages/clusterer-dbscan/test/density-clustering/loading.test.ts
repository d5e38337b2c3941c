import { expect, it, vi } from "vitest";
import { contextOf, lineOf } from "../dbscan/points.ts";

const loaded = vi.hoisted(() => ({ times: 0 }));
vi.mock("density-clustering", async (original) => {
  loaded.times++;
  return original<object>();
});

it("loads the density-clustering package on first use, not before", async () => {
  const { plugins } = await import("../../src/index.ts");
  expect(loaded.times).toBe(0);
  const plugin = plugins.find(({ name }) => name === "density-clustering-dbscan")!;
  await plugin.cluster(lineOf(2, 1), { eps: 2, minPoints: 2 }, contextOf().context);
  expect(loaded.times).toBe(1);
});
