import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { didYouMean, nearest } from "../src/index.ts";

describe("nearest", () => {
  it.each<[string, string[], string | undefined]>([
    ["minPoint", ["eps", "minPoints"], "minPoints"],
    ["CommandLnie", ["CommandLine", "ParentCommandLine"], "CommandLine"],
    ["commandline", ["CommandLine"], "CommandLine"],
    ["pathscroe", ["pathLogScore", "pathScore"], "pathScore"],
    ["ca", ["ac"], "ac"],
    ["eps", ["minPoints"], undefined],
    ["abcdef", ["abcxyz"], undefined],
    ["abcdef", ["abcdxy"], "abcdxy"],
    ["a", [], undefined],
    ["same", ["sane", "some"], "sane"],
  ])("of %s among %j is %j", (wanted, candidates, expected) => {
    expect(nearest(wanted, candidates)).toBe(expected);
  });

  it("finds a name again after one slip", () => {
    const names = ["commandlineTokensFull", "pathScore", "isSystemSession", "processName"];
    const slip = fc.record({ name: fc.constantFrom(...names), at: fc.nat(), kind: fc.nat({ max: 2 }) });
    fc.assert(
      fc.property(slip, ({ name, at, kind }) => {
        const i = at % (name.length - 1);
        const slips = [
          name.slice(0, i) + name.slice(i + 1),
          name.slice(0, i) + "#" + name.slice(i),
          name.slice(0, i) + name[i + 1]! + name[i]! + name.slice(i + 2),
        ];
        expect(nearest(slips[kind]!, names)).toBe(name);
      }),
    );
  });

  it("gives no guess, quickly, for a name of megabytes", () => {
    const huge = "a".repeat(1 << 22);
    expect(nearest(huge, [huge + "b"])).toBeUndefined();
    expect(nearest("a", [huge])).toBeUndefined();
  });

  it("starts a hint with the guess, or with nothing", () => {
    expect(didYouMean("ep", ["eps"])).toBe('Did you mean "eps"? ');
    expect(didYouMean("nothing", ["eps"])).toBe("");
  });
});
