import { describe, expect, it } from "vitest";
import { isFeatureFunction, pickFeatures } from "../src/index.ts";
import type { Feature } from "../src/index.ts";
import { failure } from "./failure.ts";

const feature = (name: string): Feature => ({ name, unit: "characters", doc: name, value: { length: name } });
const catalogue = [feature("pathScore"), feature("pathHash"), feature("isSystemSession")];

describe("pickFeatures", () => {
  it("gives the features in the order of their names", () => {
    const picked = pickFeatures("windows-process", catalogue, ["isSystemSession", "pathScore"]);
    expect(picked).toEqual([catalogue[2], catalogue[0]]);
  });

  it("guesses at a name that is not there and lists all", () => {
    expect(failure(() => pickFeatures("windows-process", catalogue, ["pathScor"]))).toBe(
      'WN1120 pick: windows-process has no feature "pathScor"\n' +
        '  Did you mean "pathScore"? Features: pathScore, pathHash, isSystemSession.',
    );
    expect(failure(() => pickFeatures("windows-process", catalogue, ["colour"]))).toBe(
      'WN1120 pick: windows-process has no feature "colour"\n  Features: pathScore, pathHash, isSystemSession.',
    );
  });

  it("refuses one feature twice", () => {
    expect(failure(() => pickFeatures("windows-process", catalogue, ["pathHash", "pathHash"]))).toBe(
      'WN1121 pick: the feature "pathHash" of windows-process is named twice\n  Leave one of them out.',
    );
  });
});

describe("isFeatureFunction", () => {
  it("tells functions of groups from expressions", () => {
    expect(isFeatureFunction({ inputs: ["a"], compute: () => 1 })).toBe(true);
    expect(isFeatureFunction({ length: "a" })).toBe(false);
    expect(isFeatureFunction("a")).toBe(false);
  });
});
