import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { windowsProcess } from "../../src/index.ts";
import { describer, type Fields } from "../describe.ts";

const describeEvent = describer(windowsProcess);

const HOUR = 3_600_000_000n;

const ORDINARY: Fields = {
  "@timestamp": 6n * HOUR, // a Thursday
  "process.executable": "C:\\Windows\\System32\\svchost.exe",
  "process.parent.executable": "C:\\Windows\\System32\\services.exe",
  "process.command_line": "C:\\Windows\\System32\\svchost.exe -k netsvcs -p 1234",
  "user.account": "NT AUTHORITY\\SYSTEM",
  "winlog.logon.id": "0x3e7",
  "process.integrity": "S-1-16-16384",
  "process.elevation": "%%1936",
};

const STRANGE: Fields = {
  "@timestamp": 18n * HOUR,
  "process.executable": "C:\\Users\\u\\Downloads\\invoice.pdf.exe",
  "process.parent.executable": "C:\\Users\\u\\AppData\\Local\\Temp\\svch0st.exe",
  "process.command_line": `powershell -nop -enc ${"SQBFAFgA".repeat(6)} http://10.0.0.1/a`,
  "user.name": "u",
  "user.domain": "D",
  "user.id": "S-1-5-21-1-2-3-1001",
  "winlog.logon.id": "0x1a2b3",
  "process.integrity": "High",
  "process.elevation": "%%1937",
};

describe("what windows-process says for a hunter", () => {
  it("of an ordinary event: nothing unusual", () => {
    expect(describeEvent(ORDINARY)).toMatchObject({
      commandTemplate: "c:\\windows\\system<number>\\svchost.exe -k netsvcs -p <number>",
      pathTemplate: "c:\\windows\\system<number>\\svchost.exe",
      parentChild: "services.exe > svchost.exe",
      pathPlace: "system",
      parentPlace: "system",
      pathDepth: 3,
      placeUnusual: 0,
      parentPlaceUnusual: 0,
      impostor: 0,
      parentImpostor: 0,
      lookAlike: 0,
      lookAlikeDistance: 3,
      lookAlikeOf: "",
      doubleExtension: 0,
      hiddenPath: 0,
      interpreter: 0,
      parentInterpreter: 0,
      parentOpensDocuments: 0,
      strangersStart: 0,
      renamed: 0,
      dualUse: 0,
      toolPurpose: "",
      encodedContent: 0,
      urls: 0,
      addresses: 0,
      networkTarget: 0,
      sensitiveTarget: 0,
      sensitiveTargets: "",
      templateLength: 60,
      templateTokens: 5,
      longestToken: 37,
      slotCount: 2,
      switchCount: 2,
      accountKind: "system",
      humanAccount: 0,
      sessionKind: "system",
      integrity: 5,
      elevation: 1,
      hourSin: 1,
      hourCos: 0,
    });
  });

  it("of a strange one: what is strange", () => {
    expect(describeEvent(STRANGE)).toMatchObject({
      commandTemplate: "powershell -nop -enc <encoded> http://<ip>/a",
      parentChild: "svch0st.exe > invoice.pdf.exe",
      pathPlace: "downloads",
      parentPlace: "temporary",
      placeUnusual: 2,
      parentPlaceUnusual: 2,
      impostor: 0,
      parentLookAlike: 1,
      doubleExtension: 1,
      encodedContent: 1,
      urls: 1,
      addresses: 1,
      networkTarget: 1,
      sensitiveTarget: 1,
      sensitiveTargets: "hidden or unguarded shell",
      accountKind: "human",
      humanAccount: 1,
      sessionKind: "user",
      integrity: 4,
      elevation: 2,
      hourSin: -1,
    });
  });

  it("of a macro, of a renamed tool, and of a part of Windows in its own folder", () => {
    const macro = describeEvent({
      "process.executable": "C:\\Windows\\System32\\cmd.exe",
      "process.parent.executable": "C:\\Program Files\\Office\\WINWORD.EXE",
    });
    expect(macro).toMatchObject({ parentOpensDocuments: 1, strangersStart: 1 });
    const browser = "C:\\Program Files\\Browser\\chrome.exe";
    expect(describeEvent({ "process.executable": browser, "process.parent.executable": browser })).toMatchObject({
      parentOpensDocuments: 1,
      strangersStart: 0,
    });
    expect(
      describeEvent({ "process.executable": "C:\\ProgramData\\a.exe", "process.original_name": "RUNDLL32.EXE" }),
    ).toMatchObject({ renamed: 1, builtAs: "rundll32.exe" });
    expect(
      describeEvent({
        "process.executable": "C:\\Windows\\PSEXESVC.exe",
        "process.parent.executable": "C:\\Windows\\explorer.exe",
      }),
    ).toMatchObject({ placeUnusual: 0.5, parentPlaceUnusual: 0, parentPlace: "system-other" });
  });

  it("of an event of which everything is missing: nothing", () => {
    const described = describeEvent({});
    const given = Object.entries(described).filter(([, value]) => value !== "" && value !== 0 && value !== null);
    expect(Object.fromEntries(given)).toEqual({
      processNameTokens: 1,
      commandlineTokens: 1,
      lookAlikeDistance: 3,
      integrity: -1,
      elevation: -1,
    });
  });

  it("of any text: numbers that are finite, and the same each time", () => {
    const hostile = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({
        unit: fc.constantFrom("\\", "/", ":", " ", ".", "-", "a", "0", "<", "\0", "\ud800", "é", "😀", '"'),
      }),
    );
    const event = fc.record({
      "@timestamp": fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n }),
      "process.executable": hostile,
      "process.parent.executable": hostile,
      "process.command_line": hostile,
      "user.name": hostile,
      "user.domain": hostile,
      "user.id": hostile,
      "winlog.logon.id": hostile,
      "process.integrity": hostile,
      "process.elevation": hostile,
    });
    const units = new Map(windowsProcess.catalogue.map(({ name, unit }) => [name, unit]));
    fc.assert(
      fc.property(event, (fields) => {
        const described = describeEvent(fields);
        for (const [name, value] of Object.entries(described)) {
          if (units.get(name) === "text") expect(typeof value).toBe("string");
          else expect([name, Number.isFinite(value)]).toEqual([name, true]);
        }
        expect(describeEvent(fields)).toEqual(described);
      }),
    );
  });

  it("of a megabyte: the same, without delay", () => {
    for (const unit of ["<", "\\a", "-enc "]) {
      const text = unit.repeat(Math.ceil(1e6 / unit.length));
      const start = performance.now();
      describeEvent({ "process.executable": `C:\\${text}`, "process.command_line": text });
      expect(performance.now() - start).toBeLessThan(10_000);
    }
  });

  it("of hundreds of templates and paths: in a millisecond or two each, all features together", () => {
    const start = performance.now();
    const events = 500;
    for (let i = 0; i < events; i++) {
      const name = `app${i.toString(36)}`;
      describeEvent({
        ...STRANGE,
        "process.executable": `C:\\Tools\\${name}\\${name}.exe`,
        "process.command_line": `${name}.exe --${name} /x:${name} "C:\\Tools\\${name}" -out`,
      });
    }
    expect((performance.now() - start) / events).toBeLessThan(5);
  });
});
