import { OPERATORS } from "@winnow/core";
import { describe, expect, it } from "vitest";
import { builtInRegistry } from "../../src/builtin-plugins.ts";
import { winnow } from "../io.ts";

describe("winnow plugins", () => {
  it("lists every built-in plugin with what it is for", async () => {
    const { exitCode, stdout } = await winnow(["plugins"]);
    expect(exitCode).toBe(0);
    for (const { plugin } of (await builtInRegistry()).list()) {
      expect(stdout).toMatch(new RegExp(`^  ${plugin.name} +\\S`, "m"));
      expect(stdout).toContain(plugin.summary);
    }
  });

  it("shows the options of one, with type and default", async () => {
    const { exitCode, stdout } = await winnow(["plugins", "show", "dbscan"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^clusterer:dbscan {2}@winnow\/clusterer-dbscan \d+\.\d+\.\d+, stable$/m);
    expect(stdout).toMatch(/^ {2}eps +Radius of a neighbourhood.* \("auto" \| number; default "auto"\)$/m);
    expect(stdout).toMatch(/^ {2}minPoints .* \(integer; default 2\)$/m);
    expect(stdout).toMatch(/^ {2}metric .* \("euclidean" \| "manhattan" \| "chebyshev"; default "euclidean"\)$/m);
  });

  it("shows the features of an extractor, with unit", async () => {
    const { stdout } = await winnow(["plugins", "show", "extractor:windows-process"]);
    expect(stdout).toMatch(/^ {2}pathScore +Sum of the code points of the program's path.* \(score\)$/m);
  });

  it("shows the fields of a field map", async () => {
    const { stdout } = await winnow(["plugins", "show", "sentinel-security-event"]);
    expect(stdout).toMatch(/^ {2}process\.executable +NewProcessName$/m);
  });

  it("guesses what was meant", async () => {
    expect(await winnow(["plugins", "show", "dbscn"])).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: 'WN2002 there is no plugin "dbscn"\n  Did you mean "dbscan"? `winnow plugins` lists all of them.\n',
    });
  });

  it("lists every operator of expressions with an example", async () => {
    const { exitCode, stdout } = await winnow(["plugins", "--operators"]);
    expect(exitCode).toBe(0);
    for (const { name, doc } of OPERATORS.values()) {
      expect(stdout).toMatch(new RegExp(`^${name}$`, "m"));
      expect(stdout).toContain(`  ${doc}\n`);
    }
  });
});
