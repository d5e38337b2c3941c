import { describe, expect, it } from "vitest";
import { describeSid } from "../../src/index.ts";

describe("what a SID stands for", () => {
  it.each([
    ["S-1-5-18", "Local System"],
    [" s-1-5-19 ", "Local Service"],
    ["S-1-0-0", "Nobody (null SID)"],
    ["S-1-5-7", "Anonymous"],
    ["S-1-5-32-544", "Administrators, built-in group"],
    ["S-1-5-21-1111111111-222222222-3333333333-500", "Administrator, built-in account"],
    ["S-1-5-21-1111111111-222222222-3333333333-501", "Guest, built-in account"],
    ["S-1-5-21-1111111111-222222222-3333333333-502", "krbtgt (key of the domain's tickets)"],
    ["S-1-5-21-1111111111-222222222-3333333333-512", "Domain Admins"],
    ["S-1-5-21-1111111111-222222222-3333333333-1066", "Account or group number 1066"],
    ["S-1-5-5-0-16428071", "Logon session"],
    ["S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464", "Service account (NT SERVICE)"],
    ["S-1-5-90-0-1", "Window manager (virtual account)"],
    ["S-1-12-1-1-2-3-4", "Account of Microsoft Entra ID"],
  ])("%j is %j", (sid, what) => {
    expect(describeSid(sid)).toBe(what);
  });

  it.each([
    "",
    "-",
    "alice",
    "S-1-5-21-1-2-3",
    "S-1-5-21-1-2-3-900",
    "S-1-5-180",
    "xS-1-5-18",
    "S-1-5-21-1-2-3-500-1",
    "S-1-5-21-1-2-3-99999999999999999999",
    "__proto__",
  ])("%j says nothing by itself", (sid) => {
    expect(describeSid(sid)).toBe("");
  });
});
