import { describe, expect, it } from "vitest";
import { linuxLogon } from "../../src/index.ts";
import { describer } from "../describe.ts";

const describeEvent = describer(linuxLogon);

describe("linux-logon", () => {
  it("says who, from where, by what program and why it failed", () => {
    const fields = {
      "@timestamp": 0n,
      "user.name": "root",
      "source.ip": "8.8.8.8",
      "event.outcome": "failure",
      "event.reason": "Failed password for root",
      "process.executable": "/usr/sbin/sshd",
      "winlog.logon.package": "Password",
    };
    expect(describeEvent(fields)).toMatchObject({
      AccountNum: 452,
      LogonFailed: 1,
      rootAccount: 1,
      failureReason: "wrong password",
      logonMethod: "password",
      logonProgram: "sshd",
      logonRoute: "sshd · public · password",
      accountKind: "administrator",
      sourcePublic: 1,
    });
  });

  it("says nothing of an event of which everything is missing", () => {
    const given = Object.values(describeEvent({})).filter((value) => value !== "" && value !== null);
    expect(new Set(given)).toEqual(new Set([0]));
  });

  it("takes the name of the program where its path is missing", () => {
    expect(describeEvent({ "process.name": "sudo" })).toMatchObject({ logonProgram: "sudo" });
  });
});
