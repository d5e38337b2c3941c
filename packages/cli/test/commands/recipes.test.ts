import { readFile } from "node:fs/promises";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { inDirectory } from "../directory.ts";
import { winnow } from "../io.ts";

const examples = fileURLToPath(new URL("../../../../examples/", import.meta.url));
const names = readdirSync(examples).filter((name) => existsSync(join(examples, name, "profile.yaml")));

describe("winnow recipes", () => {
  it("lists every example with what it is about", async () => {
    const { exitCode, stdout } = await winnow(["recipes"]);
    expect(exitCode).toBe(0);
    expect(names.length).toBeGreaterThan(1);
    for (const name of names) expect(stdout).toMatch(new RegExp(`^  ${name} {2,}\\S`, "m"));
  });

  it("runs one on its own data", () =>
    inDirectory(async (directory) => {
      const out = join(directory, "out");
      const { exitCode, stdout } = await winnow([
        "recipes",
        "run",
        "windows-logons",
        "--out",
        out,
        "--json",
        "--quiet",
      ]);
      expect(exitCode).toBe(0);
      expect((JSON.parse(stdout) as { rows: number }).rows).toBeGreaterThan(0);
      expect(readdirSync(out)).toContain("clusters.csv");
    }));

  it("shows what one is about", async () => {
    const { stdout } = await winnow(["recipes", "show", "windows-processes"]);
    expect(stdout).toMatch(/^# Process starts on a busy Windows host\n/);
    expect(stdout).toMatch(
      /\n\nNext: winnow recipes run windows-processes runs it; winnow recipes copy windows-processes makes it yours\.\n$/,
    );
  });

  it("copies one, which then runs from where it is, and overwrites nothing", () =>
    inDirectory(async (directory) => {
      const mine = join(directory, "mine");
      const copied = await winnow(["recipes", "copy", "windows-logons", mine]);
      expect({ exitCode: copied.exitCode, stderr: copied.stderr }).toEqual({ exitCode: 0, stderr: "" });
      const ran = await winnow([
        "run",
        join(mine, "profile.yaml"),
        "--out",
        join(directory, "out"),
        "--json",
        "--quiet",
      ]);
      expect(ran.exitCode).toBe(0);
      const again = await winnow(["recipes", "copy", "windows-logons", mine]);
      expect(again.exitCode).toBe(2);
      expect(again.stderr).toMatch(/^WN2004 .* exists already and was left as it is\n/);
    }));

  it("brings the schema along that the copied profiles name, with the recipe's own plugins in it", () =>
    inDirectory(async (directory) => {
      const mine = join(directory, "mine");
      await winnow(["recipes", "copy", "web-user-agents", mine]);
      const [first] = (await readFile(join(mine, "profile.yaml"), "utf8")).split("\n");
      expect(first).toBe("# yaml-language-server: $schema=./profile.schema.json");
      expect(await readFile(join(mine, "profile.schema.json"), "utf8")).toContain('"web-access-log"');
    }));

  it("guesses what was meant", async () => {
    const { exitCode, stderr } = await winnow(["recipes", "run", "windows-proceses"]);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr:
        'WN2002 there is no recipe "windows-proceses"\n  Did you mean "windows-processes"? `winnow recipes` lists all of them.\n',
    });
  });
});
