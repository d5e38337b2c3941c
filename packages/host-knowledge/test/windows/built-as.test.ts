import { describe, expect, it } from "vitest";
import { windowsBuiltAs } from "../../src/index.ts";

describe("renamed programs of Windows", () => {
  it.each([
    ["C:\\Users\\Public\\update.dat.exe", "RUNDLL32.EXE", "rundll32.exe"],
    ["C:\\Windows\\Temp\\x.exe", "Cmd.Exe", "cmd.exe"],
    ["C:\\Windows\\Temp\\svc.exe", "PowerShell.EXE.MUI", "powershell.exe"],
    ["C:\\tools\\a.exe", "psexec.c", "psexec.exe"],
    ["C:\\tools\\dump.exe", "procdump", "procdump.exe"],
  ])("%j built as %j are told", (path, original, builtAs) => {
    expect(windowsBuiltAs(path, original)).toBe(builtAs);
  });

  it.each([
    ["C:\\Windows\\System32\\cmd.exe", "Cmd.Exe"],
    ["C:\\tools\\PsExec64.exe", "psexec.c"],
    ["C:\\tools\\procdump64.exe", "procdump"],
    ["C:\\Windows\\SysWOW64\\rundll32.exe", "RUNDLL32.EXE"],
    ["C:\\Program Files\\App\\app-1.2.exe", "app.exe"],
    ["C:\\Users\\u\\Downloads\\installer.exe", "7zS.sfx.exe"],
    ["C:\\x.exe", "-"],
    ["C:\\x.exe", "?"],
    ["C:\\x.exe", ""],
    ["", "cmd.exe"],
  ])("%j built as %j are not", (path, original) => {
    expect(windowsBuiltAs(path, original)).toBe("");
  });
});
