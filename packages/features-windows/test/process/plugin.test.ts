import type { Feature } from "@winnow/core";
import { parseExpression } from "@winnow/expressions";
import { isWinnowError, isFeatureFunction } from "@winnow/core";
import { describe, expect, it } from "vitest";
import { windowsProcess } from "../../src/index.ts";
import { featureOf, MAP, type Cell, type Row } from "../events.ts";

const COLUMNS = ["NewProcessName", "ParentProcessName", "CommandLine", "SubjectLogonId"];

function features(row: Row, names: readonly string[] = windowsProcess.catalogue.map(({ name }) => name)): Cell[] {
  return names.map((name) => featureOf(windowsProcess, name, MAP, COLUMNS)(row));
}

const NUMBERS = [
  "processNameLen",
  "processNameTokens",
  "pathScore",
  "pathLogScore",
  "pathHash",
  "commandlineLen",
  "commandlineLogLen",
  "commandlineTokensFull",
  "commandlineTokens",
  "commandlineScore",
  "commandlineLogScore",
  "commandlineTokensHash",
  "isSystemSession",
];

describe("windows-process", () => {
  // Expected values were computed with the seed's own formulas (Python, zlib.crc32, math.log10).
  it("describes a process start in numbers", () => {
    const row = {
      NewProcessName: "C:\\Windows\\System32\\cmd.exe",
      CommandLine: 'cmd.exe /c "whoami > C:\\out.txt"',
      SubjectLogonId: "0x3e7",
    };
    expect(features(row, NUMBERS)).toEqual([
      27, 4, 2570, 3.4099331233312946, 2866286114, 32, 1.505149978319906, 11, 5, 2684, 3.4287825114969546, 3994467479,
      1,
    ]);
  });

  it("counts code points, not UTF-16 units, in names outside the basic plane", () => {
    const row = { NewProcessName: "C:\\t\\😀é.exe", CommandLine: "😀é.exe\u00a0-x\u2003y", SubjectLogonId: "0x1a2b" };
    expect(features(row, NUMBERS)).toEqual([
      11, 3, 129538, 5.112397187486525, 4244346364, 11, 1.041392685158225, 4, 1, 137754, 5.139104218432759, 2581955690,
      0,
    ]);
  });

  it("takes missing text for empty text", () => {
    const nothing = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0];
    expect(features({}, NUMBERS)).toEqual(nothing);
    expect(features({ NewProcessName: "", CommandLine: "", SubjectLogonId: "" }, NUMBERS)).toEqual(nothing);
    expect(features({}, ["processName", "processFolder", "parentName", "parentAndName"])).toEqual(["", "", "", ""]);
  });

  it("names program, folder and parent", () => {
    const names = ["processName", "processFolder", "parentName", "parentAndName"];
    const row = { NewProcessName: "C:\\a b\\x.exe", ParentProcessName: "C:\\Windows\\explorer.exe" };
    expect(features(row, names)).toEqual(["x.exe", "C:\\a b", "explorer.exe", "explorer.exe > x.exe"]);
    expect(features({ NewProcessName: "/bin/sh" }, names)).toEqual(["sh", "/bin", "", "sh"]);
  });

  it.each([
    ["0x3e7", 1],
    ["0x3E7", 1],
    ["999", 1],
    ["-1", 1],
    ["0x3e70", 0],
    ["0x3e4", 0],
    ["", 0],
  ])("takes session %j for %i", (SubjectLogonId, flag) => {
    expect(features({ SubjectLogonId }, ["isSystemSession"])).toEqual([flag]);
  });

  it("gives the features that are picked, in that order, and a few numbers when none are", async () => {
    const named = (picked: readonly Feature[]): string[] => picked.map(({ name }) => name);
    expect(named(windowsProcess.features({ pick: ["isSystemSession", "pathScore"] }))).toEqual([
      "isSystemSession",
      "pathScore",
    ]);
    const defaults = await windowsProcess.options["~standard"].validate({});
    if (defaults.issues !== undefined) throw new Error("the defaults are refused");
    const picked = windowsProcess.features(defaults.value);
    expect(named(picked)).toEqual(["pathScore", "commandlineTokensFull", "commandlineLogLen", "isSystemSession"]);
  });

  it("guesses at a feature that it does not have", () => {
    const error = failureOf(() => windowsProcess.features({ pick: ["pathScores"] }));
    expect(error).toBe(
      'WN1120 pick: windows-process has no feature "pathScores"\n' +
        `  Did you mean "pathScore"? Features: ${windowsProcess.catalogue.map(({ name }) => name).join(", ")}.`,
    );
  });

  it.each([{ pick: [] }, { pick: "pathScore" }, { pick: [1] }, { picks: ["pathScore"] }, []])(
    "refuses the options %j",
    async (options) => {
      expect(await windowsProcess.options["~standard"].validate(options)).toHaveProperty("issues");
    },
  );

  it("declares each feature with a unit and one line about it, missing fields included", () => {
    for (const { name, unit, doc, value } of windowsProcess.catalogue) {
      expect(doc).toMatch(/^[A-Za-z1].*(missing|none|without|for other programs|looks like nothing|is nothing)\b.*\.$/);
      if (!isFeatureFunction(value)) expect(parseExpression(value).type === "text").toBe(unit === "text");
      expect(windowsProcess.catalogue.filter((other) => other.name === name)).toHaveLength(1);
    }
  });
});

function failureOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (isWinnowError(error)) return error.format();
  }
  return "nothing was thrown";
}
