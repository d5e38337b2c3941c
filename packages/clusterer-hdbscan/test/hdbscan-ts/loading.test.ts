import { expect, it, vi } from "vitest";
import { contextOf, lineOf } from "../hdbscan/plugin-context.ts";

const loaded = vi.hoisted(() => ({ times: 0 }));
vi.mock("hdbscan-ts", async (original) => {
  loaded.times++;
  return original<object>();
});

it("loads the hdbscan-ts package on first use, not before", async () => {
  const { plugins } = await import("../../src/index.ts");
  expect(loaded.times).toBe(0);
  const plugin = plugins.find(({ name }) => name === "hdbscan-ts")!;
  await plugin.cluster(lineOf(2, 1), { minPoints: 2, minClusterSize: 2 }, contextOf().context);
  expect(loaded.times).toBe(1);
});
