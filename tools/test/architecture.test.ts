import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { layerOf, LAYERS, mayImport } from "../architecture.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const packages = readdirSync(join(root, "packages")).filter((name) =>
  existsSync(join(root, "packages", name, "package.json")),
);
const sandbox = mkdtempSync(join(tmpdir(), "winnow-architecture-"));
afterAll(() => rmSync(sandbox, { recursive: true, force: true }));

/** Lints `files` (path → source) under the repository's configuration. Returns lines `path: refused import`. */
function refusedImports(files: Readonly<Record<string, string>>): string[] {
  return lintFiles(files)
    .filter(({ code }) => code === "eslint(no-restricted-imports)")
    .map(({ filename, message }) => `${filename.replaceAll("\\", "/")}: ${/^'([^']+)'/.exec(message)?.[1]}`)
    .sort();
}

function lintFiles(files: Readonly<Record<string, string>>): ReturnType<typeof lint> {
  const directory = mkdtempSync(join(sandbox, "case-"));
  copyFileSync(join(root, ".oxlintrc.json"), join(directory, ".oxlintrc.json"));
  symlinkSync(join(root, "node_modules"), join(directory, "node_modules"), "junction");
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(join(directory, path, ".."), { recursive: true });
    writeFileSync(join(directory, path), source);
  }
  // Named, because the linter would search all of `node_modules` otherwise.
  return lint(directory, [...new Set(Object.keys(files).map((path) => path.split("/")[0]!))]);
}

function lint(directory: string, folders: readonly string[]): { code: string; filename: string; message: string }[] {
  const oxlint = join(root, "node_modules/oxlint/bin/oxlint");
  try {
    return JSON.parse(
      execFileSync(process.execPath, [oxlint, "-f", "json", ...folders], { cwd: directory, encoding: "utf8" }),
    ).diagnostics;
  } catch (error) {
    // The linter exits with 1 when it finds something; its report is on standard output all the same.
    return JSON.parse((error as { stdout: string }).stdout).diagnostics;
  }
}

describe("the layers of packages", () => {
  it("give every package a layer, and refuse a package without one", () => {
    for (const name of packages) expect(layerOf(name)).toBeDefined();
    expect(() => mayImport("newcomer", "core")).toThrow(
      'Package "newcomer" has no layer. Add it to a layer in .oxlintrc.json.',
    );
  });

  it("contain each package once, and no package that is missing", () => {
    const matches = (name: string): number =>
      LAYERS.flatMap((layer) => layer.packages).filter((p) => p.test(name)).length;
    expect(packages.filter((name) => matches(name) !== 1)).toEqual([]);
    const unused = LAYERS.flatMap((layer) => layer.packages).filter((p) => !packages.some((name) => p.test(name)));
    expect(unused).toEqual([]);
  });

  it("import only from layers before them", () => {
    const level = (name: string): number => LAYERS.indexOf(layerOf(name));
    const upward = LAYERS.flatMap(({ mayImport: allowed }, index) =>
      allowed === "everything" ? [] : [...allowed].filter((name) => level(name) >= index),
    );
    expect(upward).toEqual([]);
  });
});

describe("the direction of imports", () => {
  it("is enforced by the linter for every pair of packages, and allows what it should", () => {
    const pairs = packages.flatMap((importer) =>
      packages.filter((imported) => imported !== importer).map((imported) => ({ importer, imported })),
    );
    const source = (importer: string): string =>
      packages
        .filter((imported) => imported !== importer)
        .map((imported, i) => `import * as p${i} from "@winnow/${imported}";\nvoid p${i};\n`)
        .join("");
    const refused = refusedImports(
      Object.fromEntries(packages.map((importer) => [`packages/${importer}/src/deep/a.ts`, source(importer)])),
    );
    const expected = pairs
      .filter(({ importer, imported }) => !mayImport(importer, imported))
      .map(({ importer, imported }) => `packages/${importer}/src/deep/a.ts: @winnow/${imported}`)
      .sort();
    // The layers' own packages, the one without bounds excepted.
    expect(new Set(expected.map((line) => line.split("/")[1]))).toEqual(new Set(packages.filter((p) => p !== "cli")));
    expect(refused).toEqual(expected);
  });

  it("covers type imports, re-exports and dynamic imports", () => {
    const file = "packages/core/src/a.ts";
    const refused = refusedImports({
      [file]:
        'import type { A } from "@winnow/spatial";\nexport { b } from "@winnow/sink-files";\n' +
        'export type C = A;\nawait import("@winnow/cli");\n',
    });
    expect(refused).toEqual([`${file}: @winnow/cli`, `${file}: @winnow/sink-files`, `${file}: @winnow/spatial`]);
  });

  it("refuses a path into another package from anywhere, and allows one inside the same package", () => {
    const refused = refusedImports({
      "packages/cli/src/a.ts": 'import { a } from "../../core/src/events.ts";\nvoid a;\n',
      "packages/core/test/a.test.ts": 'import { a } from "../../spatial/src/index.ts";\nvoid a;\n',
      "packages/core/test/b/c.test.ts": 'import { a } from "../../src/index.ts";\nvoid a;\n',
      "packages/core/src/b/c.ts": 'import { a } from "../events.ts";\nvoid a;\n',
      "packages/cli/src/b.ts": 'import { a } from "@winnow/core/src/events.ts";\nvoid a;\n',
      "examples/a.test.ts": 'import { a } from "../packages/cli/dist/index.js";\nvoid a;\n',
    });
    expect(refused).toEqual([
      "examples/a.test.ts: ../packages/cli/dist/index.js",
      "packages/cli/src/a.ts: ../../core/src/events.ts",
      "packages/cli/src/b.ts: @winnow/core/src/events.ts",
      "packages/core/test/a.test.ts: ../../spatial/src/index.ts",
    ]);
  });

  it("keeps the sources of every package out of the files of other packages", () => {
    const fileOf = (name: string): string => `packages/${name}/src/deep/a.ts`;
    const otherThan = (name: string): string => (name === "core" ? "spatial" : "core");
    const source = (other: string): string =>
      `import { a } from "../../../${other}/src/index.ts";\nimport { b } from "../../../${other}/dist/index.js";\n` +
      `import { c } from "@winnow/${other}/src/index.ts";\nimport { d } from "../b.ts";\nvoid [a, b, c, d];\n`;
    const refused = refusedImports(Object.fromEntries(packages.map((name) => [fileOf(name), source(otherThan(name))])));
    const expected = packages.flatMap((name) => [
      `${fileOf(name)}: ../../../${otherThan(name)}/dist/index.js`,
      `${fileOf(name)}: ../../../${otherThan(name)}/src/index.ts`,
      `${fileOf(name)}: @winnow/${otherThan(name)}/src/index.ts`,
    ]);
    expect(refused).toEqual(expected.sort());
  });
});

describe("import cycles", () => {
  it("are refused by the linter, those of type imports included", () => {
    const found = lintFiles({
      "packages/core/src/a.ts": 'import type { B } from "./b.ts";\nexport interface A {\n  readonly b: B;\n}\n',
      "packages/core/src/b.ts": 'import type { A } from "./a.ts";\nexport interface B {\n  readonly a: A;\n}\n',
    });
    expect(found.map(({ code, filename }) => `${filename.replaceAll("\\", "/")}: ${code}`).sort()).toEqual([
      "packages/core/src/a.ts: import(no-cycle)",
      "packages/core/src/b.ts: import(no-cycle)",
    ]);
  });
});

describe("package manifests", () => {
  it.each(packages)("%s depends only on what its layer may import", (name) => {
    const manifest = JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8")) as {
      name: string;
      dependencies?: Record<string, string>;
      peerDependencies?: Record<string, string>;
    };
    expect(manifest.name).toBe(`@winnow/${name}`);
    const ours = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
      .filter((dependency) => dependency.startsWith("@winnow/"))
      .map((dependency) => dependency.slice("@winnow/".length));
    expect(ours.filter((dependency) => !mayImport(name, dependency))).toEqual([]);
  });
});

describe("the pinned pnpm", () => {
  it("is the same for the first install and for everything after it", () => {
    const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      packageManager: string;
    };
    const catalog = readFileSync(join(root, "pnpm-workspace.yaml"), "utf8");
    expect(/^ {2}pnpm: (\S+)$/m.exec(catalog)?.[1]).toBe(packageManager.replace("pnpm@", ""));
  });
});
