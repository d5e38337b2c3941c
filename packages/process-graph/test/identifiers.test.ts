import { describe, expect, it } from "vitest";
import { entityKey, hostKey, keyOn, numberKey, sessionKey, wellKnownSession } from "../src/identifiers.ts";

describe("ids", () => {
  it.each(["500", "0500", "0x1f4", "0X1F4", " 500 ", "0x00000000000001f4"])("are one number: %j", (text) => {
    expect(numberKey(text)).toBe("500");
  });

  it("stay exact beyond 2^53", () => {
    expect(numberKey("0xffffffffffffffff")).toBe("18446744073709551615");
    expect(numberKey("9007199254740993")).toBe("9007199254740993");
  });

  it("that are no numbers stay text, however long", () => {
    expect(numberKey("PID-7")).toBe("pid-7");
    expect(numberKey("-")).toBe("");
    expect(numberKey("0x")).toBe("0x");
    expect(numberKey("9".repeat(100_000))).toHaveLength(100_000);
  });

  it("of processes are nothing where the source wrote zeros", () => {
    expect(entityKey("{00000000-0000-0000-0000-000000000000}")).toBe("");
    expect(entityKey(undefined)).toBe("");
    expect(entityKey("-")).toBe("");
    expect(entityKey("{ABC-1}")).toBe("{abc-1}");
  });

  it("of sessions are nothing where there is no session", () => {
    expect(["0x0", "0", "-", "", undefined].map((id) => sessionKey(id))).toEqual(["", "", "", "", ""]);
    expect(["0x3e7", "999", "0x00000000000003E7"].map((id) => sessionKey(id))).toEqual(["999", "999", "999"]);
    expect(["-1", "4294967295", "unset"].map((id) => sessionKey(id))).toEqual(Array(3).fill("4294967295"));
  });

  it("of sessions that every machine has are named, on Windows alone where Linux counts through them", () => {
    expect(["994", "995", "996", "997", "998", "999", "1000"].map((id) => wellKnownSession(id, true))).toEqual([
      "PROTECTED TO SYSTEM",
      "IUSR",
      "NETWORK SERVICE",
      "LOCAL SERVICE",
      "ANONYMOUS LOGON",
      "SYSTEM",
      undefined,
    ]);
    expect(wellKnownSession("999", false)).toBeUndefined();
    expect(wellKnownSession("4294967295", false)).toBe("no logon");
  });

  it("on a host never meet those of another, whatever the texts hold", () => {
    expect(keyOn("a", "b1")).not.toBe(keyOn("ab", "1"));
    expect(keyOn("1 a", "")).not.toBe(keyOn("1", " a"));
    expect(hostKey(" Host-A ")).toBe("host-a");
  });
});
