import { extractorChecks } from "@winnow/testkit";
import { describe, expect, it } from "vitest";
import { plugins } from "../src/index.ts";

describe.each(plugins.map((plugin) => [plugin.name, plugin] as const))("%s", (_, plugin) => {
  it.each(extractorChecks(plugin).map(({ id, must, run }) => [`${id}: ${must}`, run] as const))("%s", (_id, run) =>
    expect(run()).resolves.toBeUndefined(),
  );
});
