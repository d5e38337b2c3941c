import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readPage, type ReportData } from "@winnow/sink-html";
import { describe, expect, it } from "vitest";
import { inDirectory } from "../directory.ts";
import { writeEvents } from "../events.ts";
import { winnow } from "../io.ts";

const PROFILE = "windows-processes";

async function done(argv: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await winnow(argv);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  return stdout;
}

async function pageOf(out: string): Promise<ReportData> {
  const page = join(out, "report.html");
  return readPage(await readFile(page, "utf8"), page);
}

/** An output directory with a run of groups files, and these files. */
async function runOfGroups(directory: string): Promise<{ out: string; groups: string; events: string }> {
  const [out, groups] = [join(directory, "out"), join(directory, "a.groups.parquet")];
  const events = await writeEvents(directory);
  await done(["reduce", PROFILE, events, "--out", groups, "--quiet"]);
  await done(["run", PROFILE, groups, "--out", out, "--quiet"]);
  return { out, groups, events };
}

describe("A run of groups files", () => {
  it("is repeated from these files, on a host without the events", () =>
    inDirectory(async (directory) => {
      const { out, events } = await runOfGroups(directory);
      const before = await pageOf(out);
      await rm(events);
      await rm(join(out, "report.html"));
      await done(["report", out]);
      const after = await pageOf(out);
      expect(after.rows).toEqual(before.rows);
      expect(after.events).toEqual(before.events);
    }));

  it("has the groups files with their hashes in its manifest, beside the files of events", () =>
    inDirectory(async (directory) => {
      const { out, groups } = await runOfGroups(directory);
      const { inputs, groupsFiles } = JSON.parse(await readFile(join(out, "manifest.json"), "utf8")) as {
        inputs: unknown;
        groupsFiles: unknown;
      };
      expect(groupsFiles).toEqual([
        { path: groups, bytes: (await readFile(groups)).length, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      ]);
      expect(inputs).toMatchObject([{ path: expect.stringMatching(/events\.csv$/) }]);
    }));

  it("is not repeated from groups files that have changed since", () =>
    inDirectory(async (directory) => {
      const { out, groups } = await runOfGroups(directory);
      await rm(join(out, "report.html"));
      await writeFile(groups, "something else");
      expect((await winnow(["report", out])).stderr).toBe(
        `WN2013 the report cannot be rebuilt: "${groups}" has changed since the run\n` +
          "  Restore the file, or run the profile again with `winnow run`.\n",
      );
    }));
});

const EXTRACTOR = `
export const plugins = [{
  api: 1, kind: "field-map", name: "unused", summary: "No field", stability: "stable",
  options: { "~standard": { version: 1, vendor: "test", validate: () => ({ value: {} }),
    jsonSchema: { input: () => ({ type: "object" }), output: () => ({ type: "object" }) } } },
  map: { name: "unused", summary: "No field", fields: {} },
}];
`;

describe("A run of a profile with plugins beside it", () => {
  it("is repeated from another directory than the profile's", () =>
    inDirectory(async (directory) => {
      await writeFile(join(directory, "mine.mjs"), EXTRACTOR);
      const profile = join(directory, "p.yaml");
      await writeFile(profile, `profile: winnow/v1\nname: p\nextends: ${PROFILE}\nplugins: [./mine.mjs]\n`);
      const out = join(directory, "out");
      await done(["run", profile, await writeEvents(directory), "--out", out, "--quiet"]);
      expect(await done(["why", out, "SubjectLogonId=0x1f4a2"])).toMatch(/^1 event matches SubjectLogonId=0x1f4a2,/);
      await rm(join(out, "report.html"));
      await done(["report", out]);
      expect((await pageOf(out)).rows.length).toBe(3);
    }));
});
