import { extractorChecks } from "@winnow/testkit";
import { describe, it } from "vitest";
import { plugins } from "../src/index.ts";

describe.each(plugins.map((plugin) => [plugin.name, plugin] as const))("%s", (_, plugin) => {
  for (const { id, must, run } of extractorChecks(plugin)) it(`${id}: ${must}`, run);
});
