import { writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { inDirectory } from "../directory.ts";
import { winnow, type Finished } from "../io.ts";

const VALID = `profile: winnow/v1
name: mine
source: { use: files, with: { path: events.csv } }
features:
  - use: windows-process
    with: { pick: [pathScore] }
cluster: { use: dbscan, with: { eps: 0.1 } }
`;

/** Checks a profile of this text; the profile's path is written PROFILE in what comes back. */
function check(text: string, argv: readonly string[] = []): Promise<Finished> {
  return inDirectory(async (directory) => {
    const path = join(directory, "profile.yaml");
    await writeFile(path, text);
    const { exitCode, stdout, stderr } = await winnow(["check", path, ...argv]);
    const hidden = (output: string): string =>
      output.replaceAll(relative(process.cwd(), path), "PROFILE").replaceAll(path, "PROFILE");
    return { exitCode, stdout: hidden(stdout), stderr: hidden(stderr) };
  });
}

describe("winnow check", () => {
  it("says that a profile is valid", async () => {
    expect(await check(VALID)).toEqual({ exitCode: 0, stdout: "PROFILE is a valid profile.\n", stderr: "" });
  });

  it("names every problem with its place", async () => {
    const { exitCode, stdout, stderr } = await check(
      VALID.replace("eps: 0.1", "eps: wide, minPoint: 2").replace("name: mine", "name: mine\ngard: [process.name]"),
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(
      'PROFILE:3:1 WN1201 profile: unknown key "gard".\n  3 | gard: [process.name]\n    | ^\n  Did you mean "guard"? Allowed: ',
    );
    expect(stderr).toMatch(/problems?\n$/);
  });

  it("names every wrong option of a plugin", async () => {
    const { exitCode, stderr } = await check(VALID.replace("eps: 0.1", "eps: wide, minPoint: 2"));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /^PROFILE:7:\d+ WN1204 cluster\.with: unknown option "minPoint" for clusterer "dbscan"\.\n {2}7 \| .*\n {4}\| {44}\^\n {2}Did you mean "minPoints"\? Allowed: eps, minPoints, metric\.$/m,
    );
    expect(stderr).toMatch(/^PROFILE:7:\d+ WN1205 cluster\.with\.eps: clusterer "dbscan" refuses it: /m);
    expect(stderr).toMatch(/\nPROFILE: 2 problems\n$/);
  });

  it.each([
    ["a wrong type", VALID.replace("[pathScore]", "pathScore"), /^PROFILE:6:\d+ WN1205 features\.0\.with\.pick: /],
    ["indentation by tabs", "profile: winnow/v1\nsource:\n\tuse: files\n", /^PROFILE:3:1 WN1203 .*tab/],
    [
      "a bomb of aliases",
      `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefghi".replaceAll(/./g, (name) => {
        const before = `*${String.fromCharCode(name.charCodeAt(0) - 1)}`;
        return `${name}: &${name} [${Array(9).fill(before).join(",")}]\n`;
      })}`,
      /^PROFILE\S* WN1203 .*alias/,
    ],
    [
      "a plugin that is not there",
      `${VALID}plugins: [./absent.mjs]\n`,
      /^PROFILE:8:\d+ WN1301 the plugin "\.\/absent\.mjs" cannot be loaded: /,
    ],
    [
      "an unknown plugin",
      VALID.replace("use: dbscan", "use: dbscann"),
      /^PROFILE:7:\d+ WN1206 .*\n {2}7 \| .*\n {4}\| +\^\n {2}Did you mean "dbscan"\?/,
    ],
    ["an empty file", "", /^PROFILE\S* WN1203 /],
  ])("says where a profile has %s", async (_, text, expected) => {
    const { exitCode, stdout, stderr } = await check(text);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(expected);
    expect(stderr).not.toMatch(/\n {4}at /);
  });

  it("checks what --set makes of the profile", async () => {
    expect((await check(VALID, ["--set", "cluster.with.eps=0.5"])).exitCode).toBe(0);
    expect((await check(VALID, ["--set", "cluster.with.eps=-1"])).stderr).toContain("WN1205 cluster.with.eps");
    expect((await check(VALID, ["--set", "eps"])).stderr).toContain("WN1209 --set eps: ");
  });

  it("guesses which built-in profile was meant", async () => {
    const { exitCode, stderr } = await winnow(["check", "windows-proceses"]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^WN1207 there is no profile "windows-proceses".*\n {2}Did you mean "windows-processes"\? /);
  });
});
