import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { OPERATORS } from "@winnow/expressions";
import { describe, expect, it } from "vitest";
import { builtInRegistry } from "../../src/builtin-plugins.ts";
import { inDirectory } from "../directory.ts";
import { winnow } from "../io.ts";

/** A plugin that needs no package: its options are a schema by hand. */
const OWN_SINK = `const schema = { type: "object", properties: { number: { type: "string", description: "Whom to call." } } };
const options = { "~standard": {
  version: 1, vendor: "test", validate: (value) => ({ value }),
  jsonSchema: { input: () => schema, output: () => schema },
} };
export const plugins = [{
  kind: "sink", name: "pager", api: 1, stability: "stable", summary: "Calls the one on duty", options, write: () => {},
}];
`;
const OWN_SHOWN = `sink:pager  ./own.mjs unversioned, stable
Calls the one on duty

Options
  number  Whom to call. (string)
`;

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

  it("tells of a profile's own plugins, too, whatever else is wrong with the profile", () =>
    inDirectory(async (directory) => {
      const profile = join(directory, "p.yaml");
      await writeFile(join(directory, "own.mjs"), OWN_SINK);
      await writeFile(profile, "profile: winnow/v1\nplugins: [./own.mjs]\nbogus: 1\n");
      expect((await winnow(["plugins", "--profile", profile])).stdout).toMatch(/^ {2}pager +Calls the one on duty$/m);
      const shown = await winnow(["plugins", "show", "pager", "--profile", profile]);
      expect(shown).toEqual({ exitCode: 0, stdout: OWN_SHOWN, stderr: "" });
      expect(await winnow(["plugins", "show", "sink:pager", "--profile", profile])).toEqual(shown);
      expect((await winnow(["schema", "--profile", profile])).stdout).toContain('"const": "pager"');
      expect((await winnow(["plugins", "show", "pager"])).exitCode).toBe(2);
    }));

  it("says which of a profile's plugins is not to be had", () =>
    inDirectory(async (directory) => {
      const profile = join(directory, "p.yaml");
      await writeFile(profile, "profile: winnow/v1\nplugins: [./none.mjs]\n");
      const { exitCode, stdout, stderr } = await winnow(["plugins", "--profile", profile]);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
      expect(stderr).toMatch(
        /p\.yaml:2:11 WN1301 the plugin "\.\/none\.mjs" cannot be loaded: the file is not there\.\n/,
      );
    }));

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
