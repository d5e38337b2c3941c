import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { contentFaults } from "../package-contents.mjs";

const home = mkdtempSync(join(tmpdir(), "winnow-contents-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const GOOD = {
  "package.json": '{ "name": "a" }',
  "README.md": "# a",
  LICENSE: "as you like",
  "dist/index.js": "export {};",
  "dist/index.js.map": '{ "sourceRoot": "", "sources": ["../src/index.ts"] }',
  "src/index.ts": "export {};",
  "templates/sink/plugin.test.js": "// text",
};

function faultsOf(files: Readonly<Record<string, string>>): string[] {
  const directory = mkdtempSync(join(home, "package-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return contentFaults(directory, "/where/it/was/built");
}

describe("contentFaults", () => {
  it("finds nothing wrong with a package that has what it needs", () => {
    expect(faultsOf(GOOD)).toEqual([]);
  });

  it("misses the README and the licence", () => {
    const { "README.md": _, LICENSE: __, ...rest } = GOOD;
    expect(faultsOf(rest)).toEqual(["a: no README.md", "a: no LICENSE"]);
  });

  it.each(["test/a.ts", "src/a.test.ts", "dist/.tsbuildinfo", "dist/x.tsbuildinfo", "tsconfig.json", ".env"])(
    "refuses %s",
    (path) => {
      expect(faultsOf({ ...GOOD, [path]: "" })).toEqual([`a: ${path} is nothing for those who install it`]);
    },
  );

  it("refuses a source map that leads nowhere, unless it holds the sources", () => {
    const map = { sources: ["../src/gone.ts"] };
    expect(faultsOf({ ...GOOD, "dist/index.js.map": JSON.stringify(map) })).toEqual([
      "a: dist/index.js.map leads to ../src/gone.ts, which is not in the package",
    ]);
    const whole = JSON.stringify({ ...map, sourcesContent: ["export {};"] });
    expect(faultsOf({ ...GOOD, "dist/index.js.map": whole })).toEqual([]);
  });

  it("refuses a path of the machine it was built on", () => {
    expect(faultsOf({ ...GOOD, "dist/index.js": "// /where/it/was/built/src" })).toEqual([
      "a: dist/index.js tells where it was built",
    ]);
  });
});
