import { readdirSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { loadProfile } from "@winnow/orchestrator";
import { describe, expect, it } from "vitest";
import { builtInRegistry } from "../src/builtin-plugins.ts";
import { builtInProfiles } from "../src/builtin-profiles.ts";
import { winnow } from "./io.ts";

const folder = fileURLToPath(new URL("../../../testdata/profiles/", import.meta.url));
const names = readdirSync(folder).filter((name) => /^bad-.*\.yaml$/.test(name));

/** What is wrong with each profile, in order: where, code and text, and what was probably meant. */
const expected = JSON.parse(readFileSync(`${folder}expected.json`, "utf8")) as Readonly<Record<string, string[]>>;

/** `7:33 WN1204 text Did you mean "x"?`; the list of all that would have been allowed grows with the product. */
async function problemsOf(name: string): Promise<string[]> {
  const path = folder + name;
  const { problems } = await loadProfile(
    { path },
    { registry: await builtInRegistry(), builtIn: builtInProfiles, environment: {} },
  );
  return problems.map(({ code, message, hint, where }) => {
    expect(where.file === undefined || where.file === relative(process.cwd(), path)).toBe(true);
    const place = where.line === undefined ? "" : `${where.line}:${where.column} `;
    const guess = /^Did you mean [^?]*\?/.exec(hint)?.[0];
    const text = message.replaceAll(relative(process.cwd(), path), name);
    return `${place}${code} ${text}${guess === undefined ? "" : ` ${guess}`}`;
  });
}

describe("a broken profile", () => {
  it("is among at least fifty", () => {
    expect(names.length).toBeGreaterThanOrEqual(50);
    expect(Object.keys(expected)).toEqual(names);
  });

  it.each(names)("%s is told what is wrong with it, and where", async (name) => {
    const problems = await problemsOf(name);
    expect(problems).toEqual(expected[name]);
    expect(problems).not.toEqual([]);
  });

  it.each(names)("%s ends winnow check and winnow run with 2, a next step and no stack", async (name) => {
    for (const argv of [
      ["check", folder + name],
      ["run", folder + name],
    ]) {
      const { exitCode, stdout, stderr } = await winnow(argv);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
      expect(stderr).not.toMatch(/\n\s+at |undefined|\[object/);
      expect(stderr).toMatch(/^ {2}\S.*[.…)`?}]$/m);
    }
  });
});
