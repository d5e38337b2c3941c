import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { inDirectory } from "../directory.ts";
import { writeEvents } from "../events.ts";
import { winnow } from "../io.ts";

const examples = fileURLToPath(new URL("../../../../examples/", import.meta.url));

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

  it("starts from the profile for the system that the events are of", () =>
    inDirectory(async (directory) => {
      for (const [path, start] of [
        ["linux-logons/data/auth.log", "linux-logons"],
        ["linux-processes/data/audit.log", "linux-processes"],
        ["windows-logons/data/logons.csv", "windows-logons"],
      ] as const) {
        const profile = join(directory, `${start}.yaml`);
        expect((await winnow(["init", join(examples, path), "--out", profile])).exitCode).toBe(0);
        expect(await readFile(profile, "utf8")).toContain(`Starts from the built-in profile ${start}.`);
        expect((await winnow(["run", profile, "--out", join(directory, start), "--quiet"])).exitCode).toBe(0);
      }
    }));

  it("takes sign-ins without types of logon by their route", () =>
    inDirectory(async (directory) => {
      const input = join(directory, "signins.csv");
      await writeFile(
        input,
        "TimeGenerated,UserPrincipalName,ResultType,IPAddress,AppDisplayName,AuthenticationRequirement\n" +
          "2026-03-02T00:00:00Z,alice@example.com,0,192.0.2.7,Office,multiFactorAuthentication\n" +
          "2026-03-02T00:10:00Z,bob@example.com,50126,203.0.113.8,Office,singleFactorAuthentication\n",
      );
      const profile = join(directory, "signins.yaml");
      const { stdout } = await winnow(["init", input, "--out", profile]);
      expect(stdout).toContain("for logon events in the schema entra-signin");
      const run = await winnow(["run", profile, "--out", join(directory, "out"), "--json", "--quiet"]);
      expect(JSON.parse(run.stdout)).toMatchObject({ events: { read: 2, clustered: 2 }, rows: 2 });
    }));

  it("knows process starts by the names of columns where the schema is none that it knows", () =>
    inDirectory(async (directory) => {
      const input = join(directory, "starts.csv");
      const line = (second: number, image: string, cmd: string) =>
        `2026-03-02T00:00:${String(second).padStart(2, "0")}Z,host-a,alice,${image},${cmd}`;
      const usual = Array.from({ length: 20 }, (_, i) => line(i, "/usr/bin/make", `make -C build-${i}`));
      await writeFile(
        input,
        ["when,machine,who,image path,cmd", ...usual, line(30, "/tmp/.x", "/tmp/.x -c"), ""].join("\n"),
      );
      const profile = join(directory, "starts.yaml");
      const { stdout } = await winnow(["init", input, "--out", profile]);
      expect(stdout).toContain(
        "for process events; the schema is none that Winnow knows, so check what stands under `fields`.",
      );
      const text = await readFile(profile, "utf8");
      expect(text).toContain("Starts from the built-in profile linux-processes.");
      expect(text).toContain("  process.executable: image path\n");
      expect(text).toContain("  process.name:\n    basename: image path\n");
      const run = await winnow(["run", profile, "--out", join(directory, "out"), "--json", "--quiet"]);
      expect(JSON.parse(run.stdout)).toMatchObject({ events: { read: 21 }, rows: 2 });
    }));

  it("proposes fields, features, guards and a clusterer for columns of no known schema, and runs as it is", () =>
    inDirectory(async (directory) => {
      const profile = join(directory, "jobs.yaml");
      const input = join(examples, "declared-features/data/jobs.csv");
      const { exitCode, stdout } = await winnow(["init", input, "--out", profile]);
      expect(exitCode).toBe(0);
      expect(stdout).toContain("its columns are those of no known log schema, so check what stands under `fields`");
      const text = await readFile(profile, "utf8");
      expect(text).toContain(
        [
          "#   finished  the time, such as 2026-03-02T00:00:07.937Z",
          "#   host      2 different values, such as dwh-1",
          "#   job       4 different values, such as load-orders",
          "#   query     text, about 56 characters, such as VACUUM ANALYZE orders_9",
          "#   user      3 different values, such as etl",
        ].join("\n"),
      );
      expect(text).toContain(
        '  "@timestamp": finished\n  host.name: host\n  job: job\n  query: query\n  user.name: user\n',
      );
      expect(text).toContain("      queryTemplate: { template: query }\n");
      expect(text).toContain("  within: [job]\n");
      expect(text).toContain("    eps: auto\n");
      expect(text).toContain("guard: [queryTemplate, user.name, host.name]\n");
      const run = await winnow(["run", profile, "--out", join(directory, "out"), "--json", "--quiet"]);
      expect(JSON.parse(run.stdout)).toMatchObject({ events: { read: 401, clustered: 401 }, rows: 11 });
    }));

  it("tells events apart by their values where there is nothing to measure", () =>
    inDirectory(async (directory) => {
      const event = (actor: string, verb: string, resource: string) => ({
        time: "2026-03-02T00:00:00Z",
        actor,
        verb,
        resource,
      });
      const input = join(directory, "audit.json");
      const usual = Array.from({ length: 30 }, (_, i) => event(`user-${i % 3}`, i % 2 === 0 ? "get" : "list", "pods"));
      await writeFile(input, JSON.stringify([...usual, event("bob", "delete", "secrets")]));
      const profile = join(directory, "audit.yaml");
      await winnow(["init", input, "--out", profile]);
      expect(await readFile(profile, "utf8")).toContain('      behaviour: { join: [" · ", verb, resource] }\n');
      const run = await winnow(["run", profile, "--out", join(directory, "out"), "--json", "--quiet"]);
      expect(JSON.parse(run.stdout)).toMatchObject({ events: { read: 31 }, rows: 3 });
    }));

  it("writes no profile for lines that are neither a known log nor a table", () =>
    inDirectory(async (directory) => {
      const input = join(directory, "access.log");
      await writeFile(input, '192.0.2.1 - - [02/Mar/2026:00:00:01 +0000] "GET / HTTP/1.1" 200 512\n'.repeat(3));
      expect(await winnow(["init", input, "--out", join(directory, "p.yaml")])).toEqual({
        exitCode: 1,
        stdout: "",
        stderr:
          `WN2015 "${input}" begins with an event instead of the names of columns: 192.0.2.1 - - [02/Mar/2026:00:00:01 +0000] "GET / HTTP/1.1" \n` +
          "  Give the table a first line with names, or write a connector for such lines: winnow create plugin --kind connector NAME.\n",
      });
      await expect(readFile(join(directory, "p.yaml"))).rejects.toThrow("ENOENT");
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
