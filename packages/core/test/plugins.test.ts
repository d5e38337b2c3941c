import { describe, expect, it } from "vitest";
import { API, defineClusterer, defineFieldMap, defineSink, noOptions } from "../src/index.ts";

const about = { name: "x", summary: "an x", options: noOptions };

describe("defining a plugin", () => {
  it("fills in contract number, kind and the usual stability", () => {
    const sink = defineSink({ ...about, write: () => Promise.resolve([]) });
    expect(sink).toMatchObject({ api: API, kind: "sink", stability: "stable", name: "x" });
    expect(defineSink({ ...sink, stability: "experimental" }).stability).toBe("experimental");
  });

  it("fills in the traits that a clusterer does not claim", () => {
    const cluster = (): { labels: Int32Array } => ({ labels: new Int32Array(0) });
    expect(defineClusterer({ ...about, cluster }).traits).toEqual({ weights: false, noise: true, seeded: false });
    const traits = { weights: true, maxPoints: 5 };
    expect(defineClusterer({ ...about, traits, cluster }).traits).toEqual({
      weights: true,
      noise: true,
      seeded: false,
      maxPoints: 5,
    });
  });

  it("names a field map's plugin after the map", () => {
    const map = { name: "m", summary: "an m", event: "process", requires: [], fields: {} };
    expect(defineFieldMap(map)).toMatchObject({ kind: "field-map", name: "m", summary: "an m", map });
  });

  it("has a schema for plugins without options that accepts none", async () => {
    const { validate, jsonSchema } = noOptions["~standard"];
    expect(await validate({})).toEqual({ value: {} });
    for (const value of [{ a: 1 }, null, 1, "x"]) {
      expect(await validate(value)).toEqual({ issues: [{ message: "takes no options" }] });
    }
    expect(jsonSchema.input({ target: "draft-07" })).toEqual({ type: "object", additionalProperties: false });
  });
});
