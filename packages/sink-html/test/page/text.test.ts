import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stretchesOf } from "../../page/text/stretches.ts";
import { partsOf, visible, visibleShort } from "../../page/text/visible.ts";
import { bytes, counted, duration, time } from "../../page/text/words.ts";
import { HOSTILE } from "../support/hostile.ts";

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc.constantFrom(...HOSTILE),
);

describe("log text made visible", () => {
  it("has nothing invisible left, and keeps what is visible as it is", () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(INVISIBLE.test(visible(value))).toBe(false);
        if (!INVISIBLE.test(value)) expect(visible(value)).toBe(value);
        expect(
          partsOf(value)
            .map((part) => part.text)
            .join(""),
        ).toBe(visible(value));
      }),
    );
  });

  it.each([
    ["invoice\u202excod.exe", "invoice\\u202excod.exe"],
    ["svchost\u00a0.exe\u2003\u2800", "svchost\\xa0.exe\\u2003\\u2800"],
    ["a b\u3000c", "a b\u3000c"],
    ["\u001b[31m", "\\x1b[31m"],
    ["a\u2028b", "a\\u2028b"],
    ["\u{e0041}", "\\u{e0041}"],
    ["\ud800", "\\ud800"],
    ["\u05e9\u05dc\u05d5\u05dd", "\u05e9\u05dc\u05d5\u05dd"],
  ])("%j is shown as %j", (value, shown) => {
    expect(visible(value)).toBe(shown);
  });

  it("is cut without leaving half a character", () => {
    expect(visibleShort("abcdef", 4)).toBe("abc…");
    expect(visibleShort("ab\u{1f4a9}cd", 4)).toBe("ab\ufffd…");
    expect(visibleShort("abcd", 4)).toBe("abcd");
  });
});

describe("what varies in a command", () => {
  it("is marked where it stands, and nothing of the text is lost", () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(
          stretchesOf(value)
            .map((stretch) => stretch.text)
            .join(""),
        ).toBe(value);
      }),
    );
  });

  it("is told from what stays", () => {
    const command = "tool --id 3f2504e0-4f89-11d3-9a0c-0305e82c3301 -n 42 --host 192.0.2.7 <x>";
    expect(stretchesOf(command).filter(({ slot }) => slot !== null)).toEqual([
      { text: "3f2504e0-4f89-11d3-9a0c-0305e82c3301", slot: "<guid>" },
      { text: "42", slot: "<number>" },
      { text: "192.0.2.7", slot: "<ip>" },
    ]);
  });
});

describe("numbers and times in words", () => {
  it.each([
    [0n, "0 s"],
    [40n, "40 µs"],
    [340_000n, "340 ms"],
    [1_500_000n, "1.5 s"],
    [42_000_000n, "42 s"],
    [125_000_000n, "2 min 5 s"],
    [7_200_000_000n, "2 h"],
    [100_800_000_000n, "1 d 4 h"],
  ])("%d µs take %s", (microseconds, words) => {
    expect(duration(microseconds)).toBe(words);
  });

  it("count, measure and date", () => {
    expect(counted(1, "row")).toBe("1 row");
    expect(counted(1234, "row")).toBe("1,234 rows");
    expect([0, 999, 1500, 162_455, 5e9].map(bytes)).toEqual(["0 B", "999 B", "1.5 kB", "162 kB", "5.0 GB"]);
    expect(time(1_547_529_864_010_001n)).toBe("2019-01-15 05:24:24");
    expect(time(1_547_529_864_010_001n, 6)).toBe("2019-01-15 05:24:24.010001");
    expect(time(null)).toBe("–");
  });
});
