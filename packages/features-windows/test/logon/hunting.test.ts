import { describe, expect, it } from "vitest";
import { windowsLogon } from "../../src/index.ts";
import { describer } from "../describe.ts";

const describeEvent = describer(windowsLogon);

describe("what windows-logon says for a hunter", () => {
  it("of a failure from the Internet", () => {
    const fields = {
      "@timestamp": 0n,
      "user.name": "administrator",
      "user.domain": "D",
      "winlog.logon.type": "3",
      "winlog.logon.package": "NTLM",
      "winlog.logon.process": "NtLmSsp ",
      "source.ip": "::ffff:8.8.8.8",
      "event.outcome": "failure",
      "winlog.status": "0xC000006D",
      "winlog.sub_status": "0xC000006A",
    };
    expect(describeEvent(fields)).toMatchObject({
      LogonTypeName: "Network",
      LogonFailed: 1,
      failureReason: "wrong password",
      authenticationPackage: "ntlm",
      weakAuthentication: 1,
      logonRoute: "Network · public · ntlm · ntlmssp",
      accountKind: "administrator",
      humanAccount: 1,
      sourceKind: "public",
      sourcePublic: 1,
      sourceRemote: 1,
      sourceMapped: 1,
      hourSin: 0,
      hourCos: 1,
    });
  });

  it("of an event of which everything is missing: nothing", () => {
    const described = describeEvent({});
    const given = Object.entries(described).filter(([, value]) => value !== "" && value !== 0 && value !== null);
    expect(Object.fromEntries(given)).toEqual({ LogonType: -1 });
  });

  it("of a hyphen: as of what is missing", () => {
    const fields = { "winlog.logon.package": "-", "source.ip": "-", "user.name": "-", "winlog.sub_status": "-" };
    expect(describeEvent(fields)).toMatchObject({
      logonRoute: "",
      sourceKind: "",
      accountKind: "",
      failureReason: "",
    });
  });
});
