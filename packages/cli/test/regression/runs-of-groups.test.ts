import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inDirectory } from "../directory.ts";
import { processEvents, writeEvents } from "../events.ts";
import { winnow } from "../io.ts";

const PROFILE = "windows-processes";

/** A groups file of events of which one is folded into a row. */
async function groupsFile(directory: string): Promise<string> {
  const lines = processEvents();
  lines[4] = lines[4]!.replaceAll("user-1", "mallory");
  const groups = join(directory, "a.groups.parquet");
  const argv = ["reduce", PROFILE, await writeEvents(directory, lines), "--out", groups, "--quiet"];
  expect(await winnow(argv)).toMatchObject({ exitCode: 0 });
  return groups;
}

describe("A run of groups files", () => {
  it("refuses --slots before it reads them", () =>
    inDirectory(async (directory) => {
      const groups = await groupsFile(directory);
      const out = join(directory, "out");
      expect(await winnow(["run", PROFILE, groups, "--out", out, "--slots", "--quiet"])).toEqual({
        exitCode: 1,
        stdout: "",
        stderr:
          'WN1357 sink "csv" needs the events behind these groups, and they are not here\n' +
          "  Run the profile on the events themselves, or without this sink (`--slots`).\n",
      });
      expect(existsSync(out)).toBe(false);
    }));

  it.each([
    "{ use: parquet, with: { path: a.parquet, table: assignments } }",
    "{ use: processes, with: { path: p.json } }",
  ])("refuses the sink %s of its profile before it reads them", (sink) =>
    inDirectory(async (directory) => {
      const profile = join(directory, "p.yaml");
      await writeFile(profile, `profile: winnow/v1\nname: p\nextends: ${PROFILE}\nsinks: [${sink}]\n`);
      const out = join(directory, "out");
      const { stderr } = await winnow(["run", profile, await groupsFile(directory), "--out", out, "--quiet"]);
      expect(stderr).toMatch(/^WN1357 sink "(?:parquet|processes)" needs the events behind these groups, /);
      expect(existsSync(out)).toBe(false);
    }),
  );

  it("has no data rows in clusters.csv, because groups files do not number events", () =>
    inDirectory(async (directory) => {
      const groups = await groupsFile(directory);
      const out = join(directory, "out");
      expect(await winnow(["run", PROFILE, groups, "--out", out, "--quiet"])).toMatchObject({ exitCode: 0 });
      const clusters = await readFile(join(out, "clusters.csv"), "utf8");
      expect(clusters).toContain(
        '[{""row"":null,""rare"":[{""field"":""user.name"",""value"":""mallory"",""events"":1}]',
      );
      expect(clusters).not.toMatch(/""row"":\d/);
    }));
});
