import { describe, expect, it } from "vitest";
import { logonDetails } from "../../../../page/views/logons/words.ts";

function wordsOf(fields: Readonly<Record<string, string>>): Record<string, string> {
  const details = logonDetails((field) => (Object.hasOwn(fields, field) ? fields[field]! : null));
  return Object.fromEntries(
    details.map(({ title, value, meaning }) => [
      title,
      [value, meaning === "" ? null : `(${meaning})`].filter((part) => part !== null).join(" "),
    ]),
  );
}

describe("a logon in words", () => {
  it("says of a Windows logon who, how, for whom, from where and with what result", () => {
    expect(
      wordsOf({
        "user.name": "alice",
        "user.domain": "EXAMPLE",
        "user.id": "S-1-5-21-1111111111-222222222-3333333333-500",
        "winlog.logon.type": "4",
        "winlog.logon.id": "0xfaac27",
        "winlog.logon.process": "Advapi",
        "winlog.logon.package": "Negotiate",
        "winlog.subject.name": "HOST-A$",
        "winlog.subject.domain": "WORKGROUP",
        "winlog.subject.id": "S-1-5-18",
        "winlog.subject.logon.id": "0x3e7",
        "process.executable": "C:\\Windows\\System32\\svchost.exe",
        "source.ip": "192.168.0.7",
        "source.host": "HOST-B",
        "host.name": "HOST-A",
        "event.outcome": "success",
        "winlog.status": "0x0",
      }),
    ).toEqual({
      Account: "alice",
      Domain: "EXAMPLE",
      "Logon type": "4 (Batch)",
      "User id": "S-1-5-21-1111111111-222222222-3333333333-500 (Administrator, built-in account)",
      Session: "0xfaac27",
      Subject: "WORKGROUP\\HOST-A$ (Local System, session of SYSTEM)",
      "Logon process": "Advapi",
      Authentication: "Negotiate",
      Program: "C:\\Windows\\System32\\svchost.exe",
      "Source address": "192.168.0.7 (private network)",
      "Source host": "HOST-B",
      Host: "HOST-A",
      Status: "success",
    });
  });

  it("says why a logon failed, in words and by its code", () => {
    const failed = { "winlog.logon.type": "3", "event.outcome": "failure", "winlog.status": "0xC000006D" };
    expect(wordsOf({ ...failed, "winlog.sub_status": "0xC000006A" })["Status"]).toBe(
      "failure (wrong password, code 0xC000006A)",
    );
    expect(wordsOf({ ...failed, "winlog.sub_status": "0x0" })["Status"]).toBe(
      "failure (wrong user or password, code 0xC000006D)",
    );
    expect(wordsOf({ ...failed, "winlog.status": "0xBADCODE" })["Status"]).toBe("failure (0xBADCODE)");
  });

  it("names the system's own session and what an address is", () => {
    const words = wordsOf({ "winlog.logon.type": "5", "winlog.logon.id": "999", "source.ip": "203.0.113.9" });
    expect(words["Session"]).toBe("999 (session of SYSTEM)");
    expect(words["Source address"]).toBe("203.0.113.9 (public: the Internet)");
    expect(wordsOf({ "source.ip": "fe80::1" })["Source address"]).toBe(
      "fe80::1 (link-local: the same network segment)",
    );
  });

  it("leaves out of other systems' logons what they do not have, and of Windows' says that it is missing", () => {
    expect(wordsOf({ "user.name": "alice", "event.outcome": "success" })).toEqual({
      Account: "alice",
      Status: "success",
    });
    expect(wordsOf({ "winlog.logon.type": "3" })["Account"]).toBe("");
  });

  it("takes a type of any name for what it is: a text", () => {
    expect(wordsOf({ "winlog.logon.type": "constructor" })["Logon type"]).toBe("constructor");
  });
});
