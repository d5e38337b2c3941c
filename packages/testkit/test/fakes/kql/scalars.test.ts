import { describe, expect, it } from "vitest";
import { rowsOf } from "./evaluate.ts";

/** What one expression gives, as the service would answer it. */
async function valueOf(expression: string): Promise<unknown> {
  return (await rowsOf(`print v = ${expression}`))[0]![0];
}

// What each must give stands in Kusto's reference, on the page of the function or operator; the comments say where
// that is not obvious.
const EXPECTED: Readonly<Record<string, readonly (readonly [expression: string, value: unknown])[]>> = {
  "null values": [
    ["int(null) == int(null)", null],
    ["1 == int(null)", false],
    ["1 != int(null)", true],
    ["int(null) != int(null)", null],
    ["1 < int(null)", null],
    ["int(null) + 1", null],
    ["isnull(int(null))", true],
    // Text has no null.
    ['isnull("")', false],
    ['isempty("")', true],
    ["isempty(long(null))", true],
    ["iff(bool(null), 1, 2)", 2],
    ["coalesce(long(null), 2)", 2],
    ['coalesce("", "b")', "b"],
    ["tostring(long(null))", ""],
    ['strcat("a", tostring(datetime(null)))', "a"],
  ],
  arithmetic: [
    // Numerical operators: what integers give is cut off, a remainder is never negative.
    ["7 / 2", 3],
    ["-7 / 2", -3],
    ["7.0 / 2", 3.5],
    ["14 % 12", 2],
    ["-14 % 12", 10],
    ["14 % -12", 2],
    ["-14 % -12", 10],
    ["bin(4.5, 1)", 4],
    ["bin(-7, 3)", -9],
    ["bin(time(16d), 7d)", "14.00:00:00"],
    ["bin(datetime(1970-05-11 13:45:07), 1d)", "1970-05-11T00:00:00.0000000Z"],
    ["bin(7, -1)", null],
    ["binary_xor(6, 3)", 5],
    ["abs(-3)", 3],
    ["tolong(2.9)", 2],
    ["min_of(3, 1, 2)", 1],
  ],
  "text comparisons": [
    ['"aBc" == "aBc"', true],
    ['"abc" == "ABC"', false],
    ['"abc" =~ "ABC"', true],
    ['"aBc" !~ "xyz"', true],
    ['"North America" has "america"', true],
    ['"North America" has "amer"', false],
    ['"North America" !has "amer"', true],
    ['"North America" has_cs "america"', false],
    ['"a.b-c" has "b"', true],
    ['"North America" hasprefix "ame"', true],
    ['"North America" hassuffix "ica"', true],
    ['"FabriKam" contains "BRik"', true],
    ['"FabriKam" contains_cs "Kam"', true],
    ['"FabriKam" contains_cs "kam"', false],
    ['"Fabrikam" startswith "fab"', true],
    ['"Fabrikam" startswith_cs "fab"', false],
    ['"Fabrikam" endswith "Kam"', true],
    ['"Fabrikam" matches regex "b.*k"', true],
    ['"abc" in ("123", "345", "abc")', true],
    ['"abc" in~ ("123", "345", "ABC")', true],
    ['"bca" !in ("123", "345", "abc")', true],
    ['"b" in (dynamic(["a", "b"]))', true],
    ['"North America" has_any ("south", "north")', true],
    ['"a\\nb" matches regex "a.b"', false],
    ["3 between (1 .. 3)", true],
    ["datetime(2026-03-02) between (datetime(2026-03-01) .. 1d)", true],
  ],
  text: [
    ['strlen("a\u{1f600}")', 2],
    ["tostring(9007199254740993)", "9007199254740993"],
    ['substring("abcdef", 2, 3)', "cde"],
    ['substring("abc", 1)', "bc"],
    ['indexof("abc", "c")', 2],
    ['indexof("abc", "z")', -1],
    ['countof("a,b,,c", ",")', 3],
    ['countof("a1b22c", "[0-9]+", "regex")', 2],
    ['extract("x=([0-9.]+)", 1, "hello x=45.6|wo")', "45.6"],
    ['extract("y=(.)", 1, "x=1")', ""],
    ['replace_regex("a1b22", "[0-9]+", "<\\\\0>")', "a<1>b<22>"],
    ['replace_regex("a1 22 \\u0001\u00e4\\u0001", "\\\\b[0-9]+\\\\b", "<n>")', "a1 <n> \u0001\u00e4\u0001"],
    ['replace_string("a.b.c", ".", "")', "abc"],
    ['trim("[ ]+", "  a b ")', "a b"],
    ['trim_end("b", "abb")', "ab"],
    ['translate("abc", "x", "abc")', "xxx"],
    ['translate("abc", "", "ab")', ""],
    ['translate("krasp", "otsku", "spark")', "kusto"],
    ['reverse("abc")', "cba"],
    ['strcat_delim("-", 1, "A")', "1-A"],
    ['hash_sha256("World")', "78ae647dc5544d227130a0682a51e30bc7777fbb6d8a8f17007463a3ecd1d524"],
    ['base64_encode_tostring("Kusto")', "S3VzdG8="],
    ["@'a\\b\"c'", 'a\\b"c'],
    ["'a\\tb\\u0041'", "a\tbA"],
    ["tostring(1h)", "01:00:00"],
    ["tostring(-1.5d)", "-1.12:00:00"],
    ["tostring(1tick)", "00:00:00.0000001"],
  ],
  time: [
    ["datetime(2026-03-02T00:00:00.0000001Z)", "2026-03-02T00:00:00.0000001Z"],
    ["datetime(2026-03-02T02:00:00+02:00)", "2026-03-02T00:00:00.0000000Z"],
    ["datetime(2026-03-02T00:00:00.0000003) - datetime(2026-03-02)", "00:00:00.0000003"],
    ["(datetime(2026-03-02T00:00:01) - datetime(2026-03-02)) / 1microsecond", 1_000_000],
    ["bin(datetime(2026-03-02T00:00:00.0000019Z), 1microsecond)", "2026-03-02T00:00:00.0000010Z"],
    ["datetime(0001-01-01)", "0001-01-01T00:00:00.0000000Z"],
    ["datetime(9999-12-31T23:59:59.9999999)", "9999-12-31T23:59:59.9999999Z"],
    ["tolong(datetime(1970-01-01))", 621_355_968_000_000_000],
    ["hourofday(datetime(1969-12-31T23:59:59.9999999))", 23],
    // 2026-03-01 was a Sunday.
    ["dayofweek(datetime(2026-03-01T12:00))", "00:00:00"],
    ["dayofweek(datetime(2026-03-07))", "6.00:00:00"],
    ["startofday(datetime(2026-03-02T11:12:13))", "2026-03-02T00:00:00.0000000Z"],
    [
      'format_datetime(datetime(2026-03-02T11:12:13.0123456), "yyyy-MM-dd [HH:mm:ss.fffffff]")',
      "2026-03-02 [11:12:13.0123456]",
    ],
    ['format_datetime(datetime(2026-03-02T11:12:13.0123456), "ss.fff")', "13.012"],
    ["unixtime_microseconds_todatetime(1)", "1970-01-01T00:00:00.0000010Z"],
    ['todatetime("2026-03-02T00:00:00.5Z")', "2026-03-02T00:00:00.5000000Z"],
    ["ago(1d)", "2026-03-09T12:00:00.0000000Z"],
  ],
  dynamic: [
    ['dynamic({"a": [1, -2, {"b": "c"}]}).a[2].b', "c"],
    ['tostring(dynamic({"a": "x"}).a)', "x"],
    ['isnull(dynamic({"a": null}).a)', true],
    ["dynamic([1, 2])[-1]", 2],
    ['tolong(dynamic({"n": 9007199254740993}).n) == 9007199254740993', true],
    ['tostring(dynamic(["a", 1]))', '["a",1]'],
    ['array_length(split("a,b,,c", ","))', 4],
    ['split("a,b", ",")[1]', "b"],
    ["array_length(parse_json('{}'))", null],
    ['array_length(unicode_codepoints_from_string(""))', 0],
    ['tolong(array_sum(unicode_codepoints_from_string("a\u{1f600}")))', 97 + 0x1f600],
    [
      'tostring(bag_pack("a", 1, "b", "x\\"y", "c", datetime(2026-03-02)))',
      '{"a":1,"b":"x\\"y","c":"2026-03-02T00:00:00.0000000Z"}',
    ],
    ["tostring(pack_array(1.5, real(null)))", "[1.5,null]"],
    ["strcat_array(dynamic(['a', 'b']), '-')", "a-b"],
    ["tostring(parse_json('{\"a\": [1, null]}'))", '{"a":[1,null]}'],
    ['tostring(parse_json("no json"))', "no json"],
    ["real(nan)", "NaN"],
    ["real(-inf)", "-Infinity"],
  ],
};

describe.each(Object.entries(EXPECTED))("%s", (_, cases) => {
  it.each(cases.map((each) => [...each]))("%s gives what Kusto's reference says", async (expression, value) => {
    expect(await valueOf(expression as string)).toEqual(value);
  });
});

describe("what cannot be evaluated for sure", () => {
  it.each([
    ["tostring(true)", "a bool as text: how it is written is not documented"],
    ["tostring(1.5)", "a real as text: how it is written is not documented"],
    ['tolong("1.5")', "tolong() of such a text"],
    ['"a" matches regex @"\\d"', '"\\d" in the regular expression \\d: engines read it differently'],
    [
      '"\u00e4" matches regex @"\\bx"',
      "\\b in a regular expression on letters beyond ASCII: engines read it differently",
    ],
    [
      'replace_regex("\u00e41", @"\\b[0-9]", "n")',
      "\\b in a regular expression on letters beyond ASCII: engines read it differently",
    ],
    [
      'replace_regex("\\u0001\u00e4\\u0001", @"\\b[^a]", "n")',
      "\\b in a regular expression on letters beyond ASCII: engines read it differently",
    ],
    ["1 / 0", "a division by zero"],
    ["5 % 2.5", "long % real"],
    ['parse_path("a")', "the function parse_path()"],
    ["dynamic([1]) == 1", "dynamic == long"],
    ['format_datetime(now(), "dddd")', 'format_datetime() with "dddd"'],
    ['substring("abc", -1)', "substring() with a negative number"],
    ["array_sum(dynamic([1, 2]))", "array_sum() of anything but code points"],
    [
      'replace_strings("a", dynamic(["a", "b"]), dynamic(["b", "c"]))',
      "replace_strings() whose replacements are replaced",
    ],
  ])("%s is refused by name", async (expression, what) => {
    await expect(valueOf(expression)).rejects.toThrow(`the fake service cannot evaluate ${what}`);
  });
});
