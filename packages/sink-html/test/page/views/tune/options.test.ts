import { describe, expect, it } from "vitest";
import { CLUSTERERS } from "../../../../page/worker/clusterers.ts";
import { optionFields } from "../../../../page/views/tune/options.ts";

describe("the form of a clusterer", () => {
  it.each([
    ["dbscan", ["eps number auto", "minPoints integer", "metric choice"]],
    [
      "hdbscan",
      [
        "minPoints integer",
        "minClusterSize integer",
        "selection choice",
        "selectionEpsilon number",
        "allowSingleCluster flag",
        "maxClusterSize integer",
      ],
    ],
    [
      "kmeans",
      ["k integer auto", "kMax integer", "choose choice", "seed integer", "restarts integer", "maxIterations integer"],
    ],
  ])("has a control for every option of %s", (name, expected) => {
    const plugin = CLUSTERERS.find((known) => known.name === name)!;
    const fields = optionFields(plugin.options["~standard"].jsonSchema.input({ target: "draft-07" }));
    expect(fields.map((field) => `${field.name} ${field.kind}${field.auto ? " auto" : ""}`)).toEqual(expected);
    expect(fields.every(({ description }) => description !== "")).toBe(true);
  });

  it("leaves out what it has no control for", () => {
    const schema = { properties: { list: { type: "array" }, never: {}, size: { type: "integer", minimum: 2 } } };
    expect(optionFields(schema).map(({ name, minimum }) => [name, minimum])).toEqual([["size", 2]]);
    expect(optionFields({})).toEqual([]);
  });
});
