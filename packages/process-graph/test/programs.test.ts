import { describe, expect, it } from "vitest";
import { agree, programOf } from "../src/programs.ts";

const CMD = "C:\\Windows\\System32\\cmd.exe";

const same = (one: string, other: string): boolean => agree(programOf(one, ""), programOf(other, ""));

describe("programs agree", () => {
  it.each([
    [CMD, "c:\\WINDOWS\\system32\\CMD.EXE"],
    [CMD, "C:/Windows/System32/cmd.exe"],
    [CMD, `"${CMD}"`],
    [CMD, "\\??\\C:\\Windows\\System32\\cmd.exe"],
    [CMD, "\\\\?\\C:\\Windows\\System32\\cmd.exe"],
    [CMD, "\\Device\\HarddiskVolume12\\Windows\\System32\\cmd.exe"],
    [CMD, "%SystemRoot%\\System32\\cmd.exe"],
    [CMD, "\\SystemRoot\\System32\\cmd.exe"],
    [CMD, "cmd.exe"],
    [CMD, ""],
    [CMD, "-"],
    ["/usr/bin/bash", "/bin/bash"],
    ["/usr/sbin/cron", "/sbin/cron"],
  ])("whatever the form of their path: %s, %s", (one, other) => {
    expect(same(one, other)).toBe(true);
    expect(same(other, one)).toBe(true);
  });

  it.each([
    [CMD, "C:\\Windows\\System32\\net.exe"],
    [CMD, "C:\\Temp\\cmd.exe"],
    [CMD, "D:\\Windows\\System32\\cmd.exe"],
    ["/usr/bin/bash", "/tmp/bash"],
    ["/usr/bin/bash", "/usr/local/bin/bash"],
    ["bash", "dash"],
  ])("not where name, folder or drive differ: %s, %s", (one, other) => {
    expect(same(one, other)).toBe(false);
    expect(same(other, one)).toBe(false);
  });

  it("by their name where there is no path", () => {
    expect(agree(programOf("", "CMD.EXE"), programOf(CMD, "anything"))).toBe(true);
    expect(agree(programOf("", "net.exe"), programOf(CMD, ""))).toBe(false);
  });
});
