import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { familyOf } from "../../src/text/family.ts";

describe("the family of a command template", () => {
  it.each([
    [
      String.raw`csc.exe @"c:\users\ann\appdata\local\temp\qx<number>zk.cmdline"`,
      String.raw`csc.exe @"c:\users\<user>\appdata\local\temp\<temp>.cmdline"`,
    ],
    [String.raw`"c:\windows\temp\<guid>\dismhost.exe" {x}`, String.raw`"c:\windows\temp\<temp>.exe" {x}`],
    [String.raw`open c:\users\ann b. cole\notes.txt`, String.raw`open c:\users\<user>\notes.txt`],
    ["sh /tmp/abc/run.sh", "sh /tmp/<temp>.sh"],
    ["cat /home/ann/notes", "cat /home/<user>/notes"],
    ["whoami /groups", "whoami /groups"],
    ["", ""],
  ])("of %s is %s", (template, family) => {
    expect(familyOf(template)).toBe(family);
  });

  it("is its own family", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."\\/ temp.users home\"'<>ab") }), (text) => {
        expect(familyOf(familyOf(text))).toBe(familyOf(text));
      }),
    );
  });
});
