import { describe, expect, it } from "vitest";
import { WINDOWS } from "../../src/index.ts";
import type { ProgramFacts } from "../../src/index.ts";

const program = (path: string): ProgramFacts => WINDOWS.program(path);

describe("places of Windows", () => {
  it.each([
    ["C:\\Windows\\System32\\svchost.exe", "system"],
    ["c:/windows/syswow64/cmd.exe", "system"],
    ["\\\\?\\C:\\Windows\\System32\\smss.exe", "system"],
    ["\\??\\C:\\Windows\\System32\\csrss.exe", "system"],
    ["\\SystemRoot\\System32\\smss.exe", "system"],
    ["%SystemRoot%\\System32\\smss.exe", "system"],
    ["\\Device\\HarddiskVolume3\\Windows\\System32\\smss.exe", "system"],
    ["C:\\Windows\\WinSxS\\amd64_x\\TiWorker.exe", "system"],
    ["C:\\Windows\\explorer.exe", "system-other"],
    ["C:\\Windows\\Fonts\\x.exe", "other"],
    ["C:\\Windows\\Tasks\\x.exe", "public"],
    ["C:\\Windows\\System32\\spool\\drivers\\color\\x.exe", "public"],
    ["C:\\Windows\\Temp\\x.exe", "temporary"],
    ["C:\\Windows\\System32\\..\\Temp\\x.exe", "temporary"],
    ["C:\\Program Files (x86)\\App\\x.exe", "programs"],
    ["C:\\ProgramData\\x.exe", "program-data"],
    ["C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18\\MsMpEng.exe", "programs"],
    ["C:\\Users\\u\\AppData\\Local\\Temp\\x.exe", "temporary"],
    ["C:\\Users\\u\\AppData\\Local\\Temporal\\x.exe", "user"],
    ["C:\\Users\\u\\Downloads\\x.exe", "downloads"],
    ["C:\\Users\\u\\x.exe", "user"],
    ["C:\\Users\\Public\\x.exe", "public"],
    ["C:\\$Recycle.Bin\\S-1-5-21\\x.exe", "recycled"],
    ["C:\\x.exe", "root"],
    ["C:\\tools\\x.exe", "other"],
    ["E:\\x.exe", "removable"],
    ["D:\\Program Files\\App\\x.exe", "programs"],
    ["\\\\host\\share\\x.exe", "share"],
    ["\\\\?\\UNC\\host\\share\\x.exe", "share"],
    ["\\\\.\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy1\\x.exe", "device"],
    ["\\Device\\HarddiskVolumeShadowCopy1\\x.exe", "device"],
    ["svchost.exe", ""],
    ["", ""],
  ])("%j lies in %j", (path, place) => {
    expect(program(path).place).toBe(place);
  });
});

describe("parts of Windows out of place", () => {
  it.each([
    ["C:\\Users\\u\\svchost.exe", true],
    ["C:\\Windows\\svchost.exe", true],
    ["C:\\Windows\\System32\\drivers\\svchost.exe", true],
    ["\\\\host\\share\\cmd.exe", true],
    ["C:\\Windows \\System32\\cmd.exe", true],
    ["C:\\Windows\\System32\\explorer.exe", true],
    ["C:\\Windows\\System32\\svchost.exe", false],
    ["D:\\WINDOWS\\system32\\SVCHOST.EXE", false],
    ["C:\\Windows\\WinSxS\\amd64_x\\svchost.exe", false],
    ["C:\\Windows\\System32\\wbem\\WmiPrvSE.exe", false],
    ["C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe", false],
    ["C:\\Users\\u\\app.exe", false],
    ["svchost.exe", false],
    ["", false],
  ])("%j: %j", (path, isImpostor) => {
    expect(program(path).isImpostor).toBe(isImpostor);
  });
});

describe("look-alikes of parts of Windows", () => {
  it.each([
    ["C:\\x\\scvhost.exe", "svchost", 1],
    ["C:\\x\\svch0st.exe", "svchost", 0],
    ["C:\\x\\svсhost.exe", "svchost", 0], // a Cyrillic с
    ["C:\\x\\svc\u200bhost.exe", "svchost", 0],
    ["C:\\x\\lsasss.exe", "lsass", 1],
    ["C:\\Windows\\System32\\Isass.exe", "lsass", 0], // a capital i
    ["C:\\x\\exlporer.exe", "explorer", 1],
    ["C:\\x\\rundii32.exe", "rundll32", 0],
    ["C:\\x\\svchost.scr", "svchost.exe", 0],
    ["C:\\Windows \\System32\\x.exe", "windows", 0],
    ["C:\\Windovvs\\x.exe", "windows", 0],
    ["C:\\Windows\\Systern32\\x.exe", "system32", 0],
  ])("%j looks like %j, %j letters off", (path, of, distance) => {
    expect(program(path).lookAlike).toEqual({ of, distance });
  });

  it.each([
    "C:\\Windows\\System32\\svchost.exe",
    "C:\\Windows\\System32\\wscript.exe",
    "C:\\Windows\\System32\\taskhostw.exe",
    "C:\\Program Files\\Internet Explorer\\iexplore.exe",
    "C:\\tools\\setup.exe",
    "C:\\Users\\u\\AppData\\Local\\App\\Update.exe",
    "C:\\tools\\app.exe",
    "",
  ])("%j looks like nothing else", (path) => {
    expect(program(path).lookAlike).toBeUndefined();
  });
});

describe("programs of Windows", () => {
  it("are told by what they do, whatever their version", () => {
    expect(program("C:\\Python\\python3.11.exe")).toMatchObject({ isInterpreter: true });
    expect(program("C:\\Office\\WINWORD.EXE")).toMatchObject({ opensDocuments: true, isInterpreter: false });
    expect(program("C:\\Windows\\System32\\certutil.exe").purposes).toEqual(["transfer"]);
    expect(program("C:\\Windows\\System32\\reg.exe").purposes).toEqual(["persistence", "credentials"]);
    expect(program("C:\\Windows\\System32\\svchost.exe").purposes).toEqual([]);
  });
});
