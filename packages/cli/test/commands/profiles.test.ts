import { describe, expect, it } from "vitest";
import { builtInProfiles } from "../../src/builtin-profiles.ts";
import { winnow } from "../io.ts";

describe("winnow profiles", () => {
  it("lists the built-in profiles", async () => {
    const { exitCode, stdout } = await winnow(["profiles"]);
    expect(exitCode).toBe(0);
    for (const name of ["msticpy-logons", "msticpy-processes", "windows-logons", "windows-processes"]) {
      expect(stdout).toMatch(new RegExp(`^${name} +\\S`, "m"));
    }
  });

  it("prints one, comments included", async () => {
    const { exitCode, stdout } = await winnow(["profiles", "show", "msticpy-processes"]);
    expect(exitCode).toBe(0);
    expect(stdout).toBe(await builtInProfiles.read("msticpy-processes"));
  });

  it("guesses what was meant", async () => {
    expect(await winnow(["profiles", "show", "windows-process"])).toEqual({
      exitCode: 2,
      stdout: "",
      stderr:
        'WN2002 there is no built-in profile "windows-process"\n' +
        '  Did you mean "windows-processes"? `winnow profiles` lists all of them.\n',
    });
  });

  it.each(builtInProfiles.names)("%s is valid and needs nothing but an input", async (name) => {
    expect(await winnow(["check", name])).toEqual({
      exitCode: 0,
      stdout: `${name} is a valid profile. It has no source: name its input when you run it.\n`,
      stderr: "",
    });
  });
});
