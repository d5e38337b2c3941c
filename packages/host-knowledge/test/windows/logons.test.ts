import { describe, expect, it } from "vitest";
import { windowsFailureReason } from "../../src/index.ts";

describe("the reason of a failed logon", () => {
  it.each([
    [["0xC000006A"], "wrong password"],
    [["0x0", "0xc0000234"], "account locked out"],
    [["-1073741718"], "wrong password"],
    [["%%2313"], "wrong user or password"],
    [["0xc0ffee"], "0xc0ffee"],
    [["", "-", "0x00000000"], ""],
  ])("of %j is %j", (codes, reason) => {
    expect(windowsFailureReason(codes)).toBe(reason);
  });

  it("is what is written, where that is the name of something that every object has", () => {
    for (const name of ["__proto__", "constructor", "toString"]) expect(windowsFailureReason([name])).toBe(name);
  });
});
