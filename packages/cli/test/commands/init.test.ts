import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inDirectory } from "../directory.ts";
import { writeEvents } from "../events.ts";
import { winnow } from "../io.ts";

describe("winnow init", () => {
  it("writes a commented profile for the schema that it recognises, and the profile runs", () =>
    inDirectory(async (directory) => {
      await writeEvents(directory);
      const profile = join(directory, "profiles/mine.yaml");
      const { exitCode, stdout } = await winnow(["init", join(directory, "events.csv"), "--out", profile]);
      expect(exitCode).toBe(0);
      expect(stdout).toContain(
        "for process events in the schema sentinel-security-event: all of NewProcessName present",
      );
      const text = await readFile(profile, "utf8");
      expect(text).toMatch(/^# Written by `winnow init`\. Starts from the built-in profile windows-processes\.$/m);
      expect(text).toMatch(/^name: events$/m);
      expect(text).toContain("path: ../events.csv");
      expect(text).toMatch(/^ {2}# Recognised by the columns: /m);
      expect(text).toContain("# Never across programs");
      const run = await winnow(["run", profile, "--out", join(directory, "out"), "--json"]);
      expect(JSON.parse(run.stdout)).toMatchObject({ events: { read: 11 }, rows: 3 });
    }));

  it("writes a profile that runs for columns of no known schema", () =>
    inDirectory(async (directory) => {
      const input = join(directory, "other events.csv");
      await writeFile(input, "when,text\n2024-01-01T00:00:00Z,one two\n2024-01-01T00:00:01Z,one two\n");
      const profile = join(directory, "other.yaml");
      const { exitCode, stdout } = await winnow(["init", input, "--out", profile]);
      expect(exitCode).toBe(0);
      expect(stdout).toContain("its columns are those of no known log schema");
      expect(await readFile(profile, "utf8")).toMatch(/^ {2}# Columns: when, text$/m);
      const run = await winnow(["run", profile, "--out", join(directory, "out"), "--json"]);
      expect(JSON.parse(run.stdout)).toMatchObject({ events: { read: 2 }, rows: 1 });
    }));

  it("writes one to fill in when there is no input", () =>
    inDirectory(async (directory) => {
      const profile = join(directory, "p.yaml");
      expect((await winnow(["init", "--out", profile])).exitCode).toBe(0);
      expect((await winnow(["check", profile])).exitCode).toBe(0);
    }));

  it("overwrites nothing unless told to", () =>
    inDirectory(async (directory) => {
      const profile = join(directory, "p.yaml");
      await writeFile(profile, "mine");
      expect(await winnow(["init", "--out", profile])).toEqual({
        exitCode: 2,
        stdout: "",
        stderr:
          `WN2004 "${profile}" exists already and was left as it is\n` +
          "  Give another name with --out FILE, or overwrite it with --force.\n",
      });
      expect(await readFile(profile, "utf8")).toBe("mine");
      expect((await winnow(["init", "--out", profile, "--force"])).exitCode).toBe(0);
      expect(await readFile(profile, "utf8")).toContain("winnow/v1");
    }));
});
