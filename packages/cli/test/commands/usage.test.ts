import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { winnow } from "../io.ts";

describe("usage", () => {
  it("prints help on standard error and exits with 2 when there is no command", async () => {
    const { exitCode, stdout, stderr } = await winnow([]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(/^Usage: winnow \[options\] \[command\]/);
  });

  it("lists every command in its help", async () => {
    const { exitCode, stdout } = await winnow(["--help"]);
    expect(exitCode).toBe(0);
    for (const command of ["run", "check", "plan", "plugins", "profiles", "init", "schema"]) {
      expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, "m"));
    }
  });

  it("explains a command in its help", async () => {
    const { exitCode, stdout } = await winnow(["run", "--help"]);
    expect(exitCode).toBe(0);
    for (const option of ["--set <key=value>", "--out <dir>", "--json", "--quiet"]) expect(stdout).toContain(option);
  });

  it("prints its version", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
      version: string;
    };
    expect(await winnow(["--version"])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: "" });
  });

  it.each([
    [["rnu", "x"], "WN2001 unknown command 'rnu'\n  Did you mean run? `winnow --help` shows what there is.\n"],
    [
      ["run", "p", "--jsn"],
      "WN2001 unknown option '--jsn'\n  Did you mean --json? `winnow run --help` shows what there is.\n",
    ],
    [
      ["run", "windows-processes", "events.csv", "--since", "7d"],
      "WN2001 --since is for sources that are asked for a range of time, and files are read whole\n" +
        "  Leave it out. `winnow run --help` shows what there is.\n",
    ],
    [["run"], "WN2001 missing required argument 'profile'\n  `winnow run --help` shows what there is.\n"],
    [
      ["run", "p", "--out"],
      "WN2001 option '--out <dir>' argument missing\n  `winnow run --help` shows what there is.\n",
    ],
    [
      ["check", "a", "b"],
      "WN2001 too many arguments for 'check'. Expected 1 argument but got 2\n  `winnow check --help` shows what there is.\n",
    ],
    [["--\u001B[2J"], "WN2001 unknown option '--\\x1b[2J'\n  `winnow --help` shows what there is.\n"],
  ])("%j is a usage error", async (argv, text) => {
    expect(await winnow(argv)).toEqual({ exitCode: 2, stdout: "", stderr: text });
  });
});
