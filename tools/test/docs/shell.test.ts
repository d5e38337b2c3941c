import { describe, expect, it } from "vitest";
import { isProfile } from "./profiles.ts";
import { printed, steady, stepsOf } from "./shell.ts";

describe("stepsOf", () => {
  it("reads the commands of a block, without comments, and joins lines that go on", () => {
    expect(
      stepsOf("sh", "# first\nwinnow run a \\\n  --json   # says it in JSON\n\nwinnow check b  # exit code 2\n"),
    ).toEqual([
      { command: "winnow run a --json", exitCode: 0, output: [] },
      { command: "winnow check b", exitCode: 2, output: [] },
    ]);
  });

  it("reads what a command prints", () => {
    expect(stepsOf("console", "$ winnow run a\none\n…\n$ winnow run b\ntwo\n")).toEqual([
      { command: "winnow run a", exitCode: 0, output: ["one", "…"] },
      { command: "winnow run b", exitCode: 0, output: ["two"] },
    ]);
  });
});

describe("printed", () => {
  it("holds output to every line that is shown", () => {
    expect(printed("one\ntwo\nthree\n", ["one", "two", "three"])).toBe(true);
    expect(printed("one\ntwo\nthree\n", ["one", "three"])).toBe(false);
    expect(printed("one\ntwo\n", ["one", "two", "three"])).toBe(false);
  });

  it("takes … for any lines, and behind a comma for the rest of its line", () => {
    expect(printed("one\ntwo\nthree\n", ["one", "…", "three"])).toBe(true);
    expect(printed("one\ntwo\nthree\n", ["two", "…"])).toBe(false);
    expect(printed('{"rows":3,"seconds":1}\n', ['{"rows":3,…'])).toBe(true);
    expect(printed('{"rows":4,"seconds":1}\n', ['{"rows":3,…'])).toBe(false);
  });

  it("sees past times, and nothing else", () => {
    expect(steady('3 events in 0.5 s, {"rows":3,"total":0.25}')).toBe('3 events in N s, {"rows":3,"total":N}');
  });
});

describe("isProfile", () => {
  it("knows a profile or a part of one by its keys", () => {
    expect(isProfile("guard: [user.name]\n")).toBe(true);
    expect(isProfile("profile: winnow/v1\nname: x\n")).toBe(true);
    expect(isProfile("format: winnow-marks/v1\nmarks: []\n")).toBe(false);
    expect(isProfile("on: push\n")).toBe(false);
  });
});
