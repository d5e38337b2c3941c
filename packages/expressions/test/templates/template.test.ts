import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fillTemplate, MASKS, selectMasks, slots, type MaskSelection } from "../../src/index.ts";
import { evaluate } from "../evaluation.ts";
import { failure } from "../../../core/test/failure.ts";

const template = (text: string, selection?: MaskSelection): string => fillTemplate(text, selectMasks(selection));
const ALL = ["values", "names"];

/** A plain mask in common use, to which templates must never be coarser. Written with the look-ahead it needs. */
function plainMask(text: string): string {
  return text
    .replaceAll(/\{?[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\}?/g, "<G>")
    .replaceAll(/[A-Za-z0-9+/=]{40,}/g, "<B>")
    .replaceAll(/0x[0-9a-fA-F]+/g, "<X>")
    .replaceAll(/\b(?=[0-9a-fA-F]*\d)[0-9a-fA-F]{6,}\b/g, "<H>")
    .replaceAll(/\d+/g, "<N>")
    .replaceAll(/\s+/g, " ")
    .trim();
}

const GUID = "A837DB8D-01BB-5F25-0000-00100E6D0200";

describe("templates", () => {
  it.each([
    ["svchost.exe -k netsvcs -p 4242", "svchost.exe -k netsvcs -p <number>"],
    [`start {${GUID}} now`, "start <guid> now"],
    [`start ${GUID.toLowerCase()}/x`, "start <guid>/x"],
    ["powershell -enc " + "SQBFAFgA".repeat(6) + "==", "powershell -enc <encoded>"],
    [`df -P /var/lib/docker/overlay/${"0a".repeat(32)}/merged`, "df -P /var/lib/docker/overlay/<hash>/merged"],
    [`git show ${"9fceb02d".repeat(5)}`, "git show <hash>"],
    ["run " + "0a".repeat(100), "run <encoded>"],
    ["conhost.exe 0xffffffff -ForceV1", "conhost.exe <hex> -ForceV<number>"],
    ["git show 9fceb02d cafe 123456 12345", "git show <id> cafe <id> <number>"],
    ["backup 2024-01-31T23:59:00.123Z", "backup <date>T<time>.<number>Z"],
    ["backup 2024-01-31 23:59:00", "backup <date> <time>"],
    ["ping 10.0.0.1 -n 3", "ping <ip> -n <number>"],
    ["  a \t\r\n b\tc ", "a b c"],
    ["sort < in.txt", "sort << in.txt"],
    ["echo <guid>", "echo <<guid>"],
    ["System32\\a1b2", "System<number>\\a<number>b<number>"],
    ["", ""],
  ])("%j becomes %j", (text, expected) => {
    expect(template(text)).toBe(expected);
  });

  it.each([
    [
      `install-update -hostname WEB-01 -tmp:/tmp/${GUID}/rollback`,
      "install-update -hostname <host> -tmp:/tmp/<guid>/rollback",
    ],
    ['"C:\\Users\\First Last\\a.exe" /s', '"C:\\users\\<user>\\a.exe" /s'],
    ["copy C:\\Users\\u -x D:\\y", "copy C:\\Users\\u -x D:\\y"],
    ["ls /home/u1/.ssh", "ls /home/<user>/.ssh"],
    ["curl https://files.example.com/a", "curl https://<host>/a"],
    ["curl http://10.0.0.1/a", "curl http://<ip>/a"],
    ["copy \\\\srv-2\\c$\\a .", "copy \\\\<host>\\c$\\a ."],
    ['type "\\\\srv-2\\c$\\a"', 'type "\\\\<host>\\c$\\a"'],
    ["ping DESKTOP-AB12CD3", "ping <host>"],
    ["nslookup dc01.corp.local", "nslookup <host>"],
    ["C:\\Windows\\Temp\\is-4F3AB.tmp\\setup", "C:\\Windows\\Temp\\<temp>.tmp\\setup"],
    ["cat /tmp/tmp.AbCdEf12Gh", "cat /tmp/<temp>"],
    ["ping fe80::1ff:fe23:4567:890a", "ping <ip>"],
  ])("with names masked too, %j becomes %j", (text, expected) => {
    expect(template(text, ALL)).toBe(expected);
  });

  it("leaves what the names say where they are not masked", () => {
    expect(template("copy \\\\srv\\c$\\x C:\\Users\\u\\y")).toBe("copy \\\\srv\\c$\\x C:\\Users\\u\\y");
  });

  it("takes a table of one's own before the built-in masks, beside `values` or beside what is listed", () => {
    const own = { "<ticket>": "(?i)inc[0-9]+" };
    expect(template("close INC0042 7", own)).toBe("close <ticket> <number>");
    expect(template("close INC0042 7", [own])).toBe("close <ticket> 7");
    expect(template("close INC0042 7 0x1", ["hex", own])).toBe("close <ticket> 7 <hex>");
  });

  it("is an operator, short for replacing one mask after the other", () => {
    const text = "close INC0042 7";
    expect(evaluate({ template: ["x", { "<ticket>": "INC[0-9]+" }] }, { x: text })).toBe("close <ticket> <number>");
    expect(evaluate({ template: "x" }, { x: text })).toBe("close INC<number> <number>");
    expect(evaluate({ template: "x" }, { x: null })).toBe("");
  });

  it("puts nothing in its place that another mask would find", () => {
    for (const { replacement } of MASKS) {
      for (const { pattern, name, group } of MASKS) {
        if (group === "names" || name === "ends") continue;
        expect(fillTemplate(replacement, [{ pattern, replacement: "!", name, group, doc: "" }])).toBe(replacement);
      }
    }
  });

  it("never merges commands that a plain mask tells apart", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        GUID,
        "{",
        "}",
        "-",
        "0x",
        "x",
        "T",
        ":",
        ".",
        "/",
        "\\",
        " ",
        "\t",
        "<",
        ">",
        "<id>",
        "<number>",
      ),
      fc.constantFrom("2024-01-31", "23:59:00", "10.0.0.1", "a".repeat(39), "Z".repeat(20), "cafe", "=", "+", "é", "_"),
      fc.string({ unit: fc.constantFrom(..."0123456789abcdefABCDEFgZ"), maxLength: 8 }),
    );
    const command = fc.array(piece, { minLength: 1, maxLength: 12 });
    // The second differs from the first in one piece: chance alone would hardly ever make two equal templates.
    const pair = fc.tuple(command, fc.nat(), piece).map(([pieces, at, other]) => {
      const changed = pieces.with(at % pieces.length, other);
      return [pieces.join(""), changed.join("")] as const;
    });
    let merged = 0;
    fc.assert(
      fc.property(pair, ([a, b]) => {
        if (template(a) !== template(b)) return;
        merged++;
        expect(plainMask(a)).toBe(plainMask(b));
      }),
      { numRuns: 20_000 },
    );
    expect(merged).toBeGreaterThan(500);
  });

  it("takes a megabyte of anything in its stride", () => {
    for (const unit of [
      "a",
      "0",
      "/",
      "{",
      "<",
      " ",
      "a ",
      "0x",
      "1.",
      "a-",
      "ab:",
      "~.tm",
      "C:\\Users\\a ",
      "é",
      "\0",
    ]) {
      const text = unit.repeat(Math.ceil(1e6 / unit.length));
      const start = performance.now();
      template(text, ALL);
      expect(performance.now() - start).toBeLessThan(2_000);
    }
  });
});

describe("slots of a template", () => {
  it("come in the order of the template, with what stood there", () => {
    const text = `run 7 -hostname web1 {${GUID}} C:\\Users\\u\\a <b> 0x1F 2024-01-31T23:59:00`;
    expect(slots(text, selectMasks(ALL))).toEqual([
      { slot: "<number>", value: "7" },
      { slot: "<host>", value: "web1" },
      { slot: "<guid>", value: `{${GUID}}` },
      { slot: "<user>", value: "u" },
      { slot: "<hex>", value: "0x1F" },
      { slot: "<date>T<time>", value: "2024-01-31T23:59:00" },
    ]);
  });

  it("give back the text, where white space is left as it is", () => {
    const masks = selectMasks(["guid", "encoded", "ip", "hex", "id", "number"]);
    const unit = fc.constantFrom("a", "1", "0x", " ", "<", ">", "<id>", "10.0.0.1", GUID, "é", "😀", "\0");
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        const values = slots(text, masks);
        let next = 0;
        const rebuilt = fillTemplate(text, masks).replaceAll(/<<|<[a-z]+>/g, (found) =>
          found === "<<" ? "<" : values[next++]!.value,
        );
        expect(rebuilt).toBe(text.toWellFormed());
        expect(next).toBe(values.length);
      }),
    );
  });
});

describe("masks that cannot be used", () => {
  it("are named, with what there is", () => {
    const message = failure(() => selectMasks(["value"]));
    expect(message).toContain(
      'WN1105 template: there is no mask "value"\n  Did you mean "values"? Groups and masks: values, names, guid, ',
    );
  });

  it.each<[MaskSelection, string]>([
    [{ ticket: "INC" }, '"ticket" cannot be used: a slot is written <name>, in small letters'],
    [{ "<a1>": "INC" }, '"<a1>" cannot be used: a slot is written <name>, in small letters'],
    [{ "<a>": 7 as unknown as string }, '"<a>" cannot be used: its pattern is not a text'],
    [[7 as unknown as string], '"7" cannot be used: it is neither a name nor a table'],
  ])("%j is refused", (selection, problem) => {
    const message = failure(() => selectMasks(selection));
    expect(message).toBe(
      `WN1106 template: the mask ${problem}\n` +
        '  Write the slot and the pattern of what it stands for: { "<ticket>": "INC[0-9]+" }.',
    );
  });

  it.each([
    ["", "it matches the empty text"],
    ["a*", "it matches the empty text"],
    ["\\b", "it matches the empty text"],
    ["$|a", "it matches the empty text"],
    ["a(?:b*)+", "it repeats a group that matches the empty text"],
    ["x(a|b?){2}", "it repeats a group that matches the empty text"],
  ])("a pattern such as %j is refused, for %s", (pattern, problem) => {
    const message = failure(() => evaluate({ replace: ["x", pattern, "y"] }, { x: "a" }));
    expect(message).toBe(
      `WN1104 the pattern ${JSON.stringify(pattern)} cannot be used: ${problem}\n` +
        "  Use literals, classes, groups, alternatives and quantifiers; start with (?i) to ignore letter case.",
    );
  });
});
