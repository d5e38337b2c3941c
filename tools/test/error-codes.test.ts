import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const packages = fileURLToPath(new URL("../../packages", import.meta.url));

/** First two digits of the codes that a package may use; the first that fits its name counts. */
const RANGES: readonly (readonly [name: RegExp, codes: RegExp])[] = [
  [/^core$/, /^WN1[01]/],
  [/^expressions$/, /^WN11/],
  [/^(orchestrator|analysis)$/, /^WN1[23]/],
  [/^reduction$/, /^WN13/],
  [/^engine-/, /^WN14/],
  [/^connector-/, /^WN15/],
  [/^field-maps$/, /^WN16/],
  [/^features-/, /^WN17/],
  [/^clusterer-/, /^WN18/],
  [/^sink-/, /^WN19/],
  [/^cli$/, /^WN20/],
  [/^testkit$/, /^WN21/],
  [/^process-graph$/, /^WN22/],
];

/** Failures that moved to another package after they got their code, which never changes. */
const MOVED: ReadonlyMap<string, string> = new Map([
  ["WN1003", "analysis"],
  ["WN2003", "orchestrator"],
]);

interface Definition {
  readonly owner: string;
  readonly code: string;
}

/** Every code that a package's sources define, once for each definition. */
const definitions: readonly Definition[] = readdirSync(packages)
  .filter((name) => existsSync(join(packages, name, "src")))
  .flatMap((owner) =>
    readdirSync(join(packages, owner, "src"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .flatMap((file) => [...readFileSync(join(packages, owner, "src", file), "utf8").matchAll(/\bcode: "(WN\w+)"/g)])
      .map(([, code]) => ({ owner, code: code! })),
  );

describe("error codes", () => {
  it("are found in the sources", () => {
    expect(definitions.length).toBeGreaterThan(30);
  });

  it("are WN and four digits", () => {
    expect(definitions.filter(({ code }) => !/^WN\d{4}$/.test(code))).toEqual([]);
  });

  it("stand for one failure each, in all packages together", () => {
    const codes = definitions.map(({ code }) => code);
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
  });

  it("lie in the range of their kind of package", () => {
    const strays = definitions.filter(({ owner, code }) => {
      const range = RANGES.find(([name]) => name.test(owner));
      return range !== undefined && !range[1].test(code) && MOVED.get(code) !== owner;
    });
    expect(strays).toEqual([]);
  });
});
