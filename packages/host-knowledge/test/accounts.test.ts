import { describe, expect, it } from "vitest";
import { LINUX, linuxFailureReason, WINDOWS, windowsFailureReason } from "../src/index.ts";
import { elevationOrder, integrityOrder } from "../src/index.ts";

describe("kinds of accounts", () => {
  it.each([
    ["SYSTEM", "NT AUTHORITY", "", "system"],
    ["Système", "AUTORITE NT", "S-1-5-18", "system"],
    ["any", "any", "S-1-5-19", "service"],
    ["NETWORK SERVICE", "NT AUTHORITY", "", "service"],
    ["MSSQL", "NT SERVICE", "", "service"],
    ["app", "IIS APPPOOL", "S-1-5-82-1", "service"],
    ["DWM-1", "Window Manager", "", "virtual"],
    ["HOST-1$", "WORKGROUP", "S-1-5-18", "system"],
    ["HOST-1$", "DOMAIN", "S-1-5-21-1-2-3-1104", "machine"],
    ["ANONYMOUS LOGON", "NT AUTHORITY", "S-1-5-7", "anonymous"],
    ["renamed", "D", "S-1-5-21-1-2-3-500", "administrator"],
    ["Administrator", "D", "", "administrator"],
    ["Guest", "D", "", "guest"],
    ["krbtgt", "D", "S-1-5-21-1-2-3-502", "built-in"],
    ["u", "D", "S-1-5-21-1-2-3-1001", "human"],
    ["u", "D", "S-1-0-0", "human"],
    ["-", "-", "S-1-0-0", ""],
    ["", "", "", ""],
  ])("on Windows %j of %j with %j is %j", (name, domain, sid, kind) => {
    expect(WINDOWS.account(name, domain, sid)).toBe(kind);
  });

  it.each([
    ["root", "", "administrator"],
    ["0", "", "administrator"],
    ["", "0", "administrator"],
    ["www-data", "33", "service"],
    ["u", "1000", "human"],
    ["1000", "", "human"],
    ["", "999", "service"],
    ["nobody", "65534", "service"],
    ["u", "", "human"],
    ["4294967295", "", ""],
    ["", "", ""],
  ])("on Linux %j with uid %j is %j", (name, uid, kind) => {
    expect(LINUX.account(name, "", uid)).toBe(kind);
  });
});

describe("why a logon failed", () => {
  it.each([
    [["0xC000006A", "0xC000006D", "%%2313"], "wrong password"],
    [["0x0", "0xc000006d", ""], "wrong user or password"],
    [["", "", "%%2307"], "account locked out"],
    [["3221225572"], "no such user"],
    [["-1073741724"], "no such user"],
    [["0x0", "-", ""], ""],
    [["0xc0ffee00", "0x0"], "0xc0ffee00"],
  ])("%j: %j", (codes, reason) => {
    expect(windowsFailureReason(codes)).toBe(reason);
  });

  it.each([
    ["Failed password for invalid user x", "no such user"],
    ["Failed password for root", "wrong password"],
    ["maximum authentication attempts exceeded", "too many attempts"],
    ["something else", "something else"],
    ["", ""],
  ])("on Linux %j: %j", (written, reason) => {
    expect(linuxFailureReason(written)).toBe(reason);
  });
});

describe("rights of a token", () => {
  it.each([
    ["S-1-16-12288", 4],
    ["Mandatory Label\\High Mandatory Level", 4],
    ["High", 4],
    ["System", 5],
    ["S-1-16-8448", 3],
    ["S-1-16-0", 0],
    ["", -1],
    ["?", -1],
  ])("%j is integrity %j", (written, order) => {
    expect(integrityOrder(written)).toBe(order);
  });

  it.each([
    ["%%1936", 1],
    ["%%1937", 2],
    ["%%1938", 0],
    ["TokenElevationTypeLimited (3)", 0],
    ["Full", 2],
    ["", -1],
  ])("%j is elevation %j", (written, order) => {
    expect(elevationOrder(written)).toBe(order);
  });
});
