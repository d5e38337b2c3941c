import { parseExpression } from "@winnow/expressions";
import { isFeatureFunction } from "@winnow/core";
import { describe, expect, it } from "vitest";
import { windowsLogon } from "../../src/index.ts";
import { featureOf, MAP, type Cell, type Row } from "../events.ts";

const COLUMNS = ["Account", "LogonType", "TimeGenerated", "Outcome"];
const NAMES = ["AccountNum", "LogonType", "LogonHour", "LogonTypeName", "LogonFailed"];

const features = (row: Row): Cell[] => NAMES.map((name) => featureOf(windowsLogon, name, MAP, COLUMNS)(row));

describe("windows-logon", () => {
  it("describes a logon by account, type, hour and outcome", () => {
    const row = { Account: "A\\b", LogonType: "10", TimeGenerated: "2019-01-15 05:59:59.999", Outcome: "failure" };
    expect(features(row)).toEqual([65 + 92 + 98, 10, 5, "RemoteInteractive", 1]);
  });

  it("has an answer where a value is missing or is not what it should be", () => {
    expect(features({})).toEqual([0, -1, null, "", 0]);
    expect(features({ LogonType: "Interactive" })).toEqual([0, -1, null, "Interactive", 0]);
    expect(features({ LogonType: "99", Outcome: "success" })).toEqual([0, 99, null, "99", 0]);
    expect(features({ LogonType: "0" })).toEqual([0, 0, null, "System", 0]);
  });

  it("clusters by account and type when nothing is picked", async () => {
    const defaults = await windowsLogon.options["~standard"].validate({});
    if (defaults.issues !== undefined) throw new Error("the defaults are refused");
    expect(windowsLogon.features(defaults.value).map(({ name }) => name)).toEqual(["AccountNum", "LogonType"]);
    expect(windowsLogon.features({ pick: ["LogonHour"] }).map(({ name }) => name)).toEqual(["LogonHour"]);
  });

  it("names itself when a feature is picked that it does not have", () => {
    expect(() => windowsLogon.features({ pick: ["AcountNum"] })).toThrow(
      'pick: windows-logon has no feature "AcountNum"',
    );
  });

  it("accepts logons, and describes itself for an editor", () => {
    expect(windowsLogon.accepts).toEqual(["logon"]);
    expect(windowsLogon.options["~standard"].jsonSchema.input({ target: "draft-07" })).toMatchObject({
      type: "object",
      properties: { pick: { type: "array", items: { type: "string" } } },
      additionalProperties: false,
    });
    for (const { unit, value } of windowsLogon.catalogue) {
      if (!isFeatureFunction(value)) expect(parseExpression(value).type === "text").toBe(unit === "text");
    }
  });
});
