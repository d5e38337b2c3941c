import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { lstat, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { inDirectory } from "../directory.ts";
import { processEvents, processLine, PROCESS_COLUMNS, writeEvents } from "../events.ts";
import { winnow, type Finished } from "../io.ts";

const PROFILE = "windows-processes";

async function writeCsv(path: string, lines: readonly string[]): Promise<string> {
  await writeFile(path, [PROCESS_COLUMNS.join(","), ...lines, ""].join("\n"));
  return path;
}

async function done(argv: readonly string[]): Promise<Finished> {
  const finished = await winnow(argv);
  expect({ exitCode: finished.exitCode, stderr: finished.stderr }).toMatchObject({ exitCode: 0 });
  return finished;
}

async function reduce(directory: string, name: string, input: string, ...more: readonly string[]): Promise<string> {
  const out = join(directory, `${name}.groups.parquet`);
  await done(["reduce", PROFILE, input, "--out", out, "--quiet", ...more]);
  return out;
}

/** What a command prints that is refused before it reads anything. */
async function refused(argv: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await winnow(argv);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  return stderr;
}

/** clusters.csv of a run, without the numbers of the events in `folded`. */
async function clustersOf(directory: string, name: string, ...inputs: readonly string[]): Promise<string> {
  const out = join(directory, name);
  await done(["run", PROFILE, ...inputs, "--out", out, "--quiet"]);
  return (await readFile(join(out, "clusters.csv"), "utf8")).replaceAll(/""row"":(?:\d+|null)/g, '""row"":N');
}

/** A connector that gives one event and reports a gap. */
const PARTIAL = `
const cells = { TimeGenerated: "2024-01-15T08:00:00Z", NewProcessName: "C:\\\\a.exe", CommandLine: "a.exe",
  SubjectUserName: "user-1", Computer: "host-1", SubjectLogonId: "0x1", ParentProcessName: "C:\\\\b.exe" };
const columns = Object.keys(cells);
const jsonSchema = { input: () => ({ type: "object" }), output: () => ({ type: "object" }) };
const validate = (value) => ({ value: value ?? {} });
export const plugins = [{
  api: 1, kind: "connector", name: "partial", summary: "One event", stability: "stable",
  options: { "~standard": { version: 1, vendor: "test", validate, jsonSchema } },
  connect: async (_, { gap }) => {
    gap({ source: "partial", reason: "no answer" });
    return {
      kind: "stream",
      async *batches() { yield { columns, rows: 1, values: Object.values(cells).map((cell) => [cell]) }; },
    };
  },
}];
`;

/** Events of several users and programs; one user of a cluster is rare, so that an event is folded into a row. */
function manyEvents(): string[] {
  const others = Array.from({ length: 40 }, (_, i) =>
    processLine(20 + i, "C:\\Windows\\System32\\net.exe", `net.exe use Z: \\\\server-${i % 3}\\share`, `0x${i % 4}`),
  );
  others[33] = others[33]!.replaceAll("user-1", "mallory");
  return [...processEvents(), ...others];
}

describe("winnow reduce", () => {
  it("stores the groups and prints what was stored and the next step", () =>
    inDirectory(async (directory) => {
      const out = join(directory, "a.groups.parquet");
      const { stdout, stderr } = await done(["reduce", PROFILE, await writeEvents(directory), "--out", out]);
      expect(stdout).toBe(
        `3 groups of 11 events stored in ${out}.\n` +
          "11 events read = 11 grouped + 0 filtered out + 0 rejected.\n" +
          `\nNext: winnow run ${PROFILE} ${out}\n`,
      );
      expect(stderr).toMatch(/\n11 events in [\d.]+ s, \d+\/s\n$/);
    }));

  it("prints one JSON object and nothing else", () =>
    inDirectory(async (directory) => {
      const out = join(directory, "a.groups.parquet");
      const argv = ["reduce", PROFILE, await writeEvents(directory), "--out", out, "--json", "--quiet"];
      const { stdout, stderr } = await done(argv);
      expect(JSON.parse(stdout)).toEqual({
        events: { read: 11, rejected: 0, filtered: 0, clustered: 11 },
        groups: 3,
        out,
      });
      expect(stderr).toBe("");
    }));

  it("is silent with --quiet", () =>
    inDirectory(async (directory) => {
      const out = join(directory, "a.groups.parquet");
      const { stdout, stderr } = await done(["reduce", PROFILE, await writeEvents(directory), "--out", out, "--quiet"]);
      expect({ stdout, stderr }).toEqual({ stdout: "", stderr: "" });
    }));

  it("accounts for filtered and rejected events, and repeats that settings belong to the groups", () =>
    inDirectory(async (directory) => {
      const timeless = processLine(1, "C:\\lost.exe", "lost.exe").replace(/^[^,]*/, "");
      const out = join(directory, "a.groups.parquet");
      const input = await writeEvents(directory, [...processEvents(), timeless]);
      const where = "where={ not: { equals: [process.executable, 'C:\\Users\\Public\\odd.exe'] } }";
      const { stdout } = await done(["reduce", PROFILE, input, "--out", out, "--set", where]);
      expect(stdout).toBe(
        `2 groups of 10 events stored in ${out}.\n` +
          "12 events read = 10 grouped + 1 filtered out + 1 rejected.\n  rejected: time is missing (1)\n" +
          `\nNext: winnow run ${PROFILE} ${out}, with the same --set options\n`,
      );
    }));

  it("stores what a source gave in part, reports what is missing and exits with 3", () =>
    inDirectory(async (directory) => {
      await writeFile(join(directory, "partial.mjs"), PARTIAL);
      const profile = join(directory, "partial.yaml");
      await writeFile(
        profile,
        `profile: winnow/v1\nname: partial\nextends: ${PROFILE}\nplugins: [./partial.mjs]\nsource: { use: partial }\n`,
      );
      const out = join(directory, "a.groups.parquet");
      const { exitCode, stdout, stderr } = await winnow(["reduce", profile, "--out", out]);
      expect(stderr).toContain("warning: missing: partial: no answer. These events are not in the result.");
      expect(exitCode).toBe(3);
      expect(stdout).toBe(
        `1 group of 1 event stored in ${out}.\n1 event read = 1 grouped + 0 filtered out + 0 rejected.\n` +
          `1 part of the source is missing.\n1 warning: see above.\n\nNext: winnow run ${profile} ${out}\n`,
      );
      const json = await winnow(["reduce", profile, "--out", out, "--json", "--quiet"]);
      expect(JSON.parse(json.stdout)).toMatchObject({ groups: 1, gaps: [{ source: "partial", reason: "no answer" }] });
    }));

  it("creates the directory of the file, and names the file by the profile when --out is missing", () =>
    inDirectory(async (directory) => {
      const input = await writeEvents(directory);
      const out = join(directory, "a/b/c.parquet");
      await done(["reduce", PROFILE, input, "--out", out, "--quiet"]);
      expect(existsSync(out)).toBe(true);
      const before = process.cwd();
      process.chdir(directory);
      try {
        const { stdout } = await done(["reduce", PROFILE, input]);
        expect(stdout).toContain(" stored in windows-processes.groups.parquet.\n");
        expect(stdout).toContain(`\nNext: winnow run ${PROFILE} windows-processes.groups.parquet\n`);
      } finally {
        process.chdir(before);
      }
      expect(existsSync(join(directory, "windows-processes.groups.parquet"))).toBe(true);
    }));
});

describe("groups files", () => {
  it("run as the events do that they were reduced from, one part or several", () =>
    inDirectory(async (directory) => {
      const events = manyEvents();
      const [a, b] = [
        await writeCsv(
          join(directory, "a.csv"),
          events.filter((_, i) => i % 3 === 0),
        ),
        await writeCsv(
          join(directory, "b.csv"),
          events.filter((_, i) => i % 3 !== 0),
        ),
      ];
      const expected = await clustersOf(directory, "events", a, b);
      expect(expected).toContain("mallory");
      expect(expected).toContain('""row"":N');
      const [partA, partB] = [await reduce(directory, "a", a), await reduce(directory, "b", b)];
      expect(await clustersOf(directory, "parts", partA, partB)).toBe(expected);
      expect(await clustersOf(directory, "swapped", partB, partA)).toBe(expected);
      const merged = join(directory, "ab.groups.parquet");
      await done(["reduce", PROFILE, partA, partB, "--out", merged, "--quiet"]);
      expect(await clustersOf(directory, "merged", merged)).toBe(expected);
    }));

  it("have the same bytes every time", () =>
    inDirectory(async (directory) => {
      const input = await writeCsv(join(directory, "a.csv"), manyEvents());
      const [one, two] = [await reduce(directory, "one", input), await reduce(directory, "two", input)];
      expect((await readFile(one)).equals(await readFile(two))).toBe(true);
    }));

  it("hold no event with --exemplars none, and run all the same", () =>
    inDirectory(async (directory) => {
      const input = join(directory, "a.csv");
      const columns = [...PROCESS_COLUMNS, "Note"].join(",");
      const last = processLine(12, "C:\\x.exe", "x.exe --to 10.9.8.7");
      // No compression makes less than 100,000 bytes of it.
      const lines = [
        ...processEvents().map((line) => `${line},`),
        `${last},${randomBytes(100_000).toString("base64")}`,
      ];
      await writeFile(input, [columns, ...lines, ""].join("\n"));
      const [all, none] = [
        await reduce(directory, "all", input),
        await reduce(directory, "none", input, "--exemplars", "none"),
      ];
      expect((await readFile(all)).length).toBeGreaterThan(100_000);
      expect((await readFile(none)).length).toBeLessThan(100_000);
      expect(await clustersOf(directory, "with", all)).toContain("10.9.8.7");
      const clusters = await clustersOf(directory, "without", none);
      expect(clusters).not.toContain("10.9.8.7");
      expect(clusters.trimEnd().split("\n")).toHaveLength(1 + 4);
    }));

  it("are recognised by their content: other Parquet files are read as events", () =>
    inDirectory(async (directory) => {
      const profile = join(directory, "p.yaml");
      await writeFile(
        profile,
        `profile: winnow/v1\nname: p\nextends: ${PROFILE}\nsinks: [{ use: parquet, with: { path: e.parquet, table: clusters } }]\n`,
      );
      const events = join(directory, "written");
      await done(["run", profile, await writeEvents(directory), "--out", events, "--quiet"]);
      const out = join(directory, "out");
      const { stdout } = await done(["run", PROFILE, join(events, "e.parquet"), "--out", out]);
      expect(stdout).toContain("3 events read = 3 clustered + 0 filtered out + 0 rejected.");
      expect(existsSync(join(out, "assignments.csv"))).toBe(true);
    }));

  it("are refused where one input is in two of them", () =>
    inDirectory(async (directory) => {
      const input = await writeEvents(directory);
      const copy = await writeCsv(join(directory, "copy.csv"), processEvents());
      const [one, two] = [await reduce(directory, "one", input), await reduce(directory, "two", copy)];
      const { exitCode, stderr } = await winnow(["run", PROFILE, one, two, "--out", join(directory, "out")]);
      expect(exitCode).not.toBe(0);
      expect(stderr).toContain(
        "WN1351 copy.csv (the same as events.csv) is in two of the reductions, so its events would be counted twice\n" +
          "  Omit one of the groups files that contain it.\n",
      );
    }));

  it("are refused by another profile, with the name of their own", () =>
    inDirectory(async (directory) => {
      const groups = await reduce(directory, "a", await writeEvents(directory));
      const argv = ["run", PROFILE, groups, "--out", join(directory, "out"), "--set", "rank.signals={ impostor: 3 }"];
      const { exitCode, stderr } = await winnow(argv);
      expect(exitCode).not.toBe(0);
      expect(stderr).toMatch(
        /WN1354 the profile and .*\.groups\.parquet differ in (?:[\w.]+, ){9}[\w.]+, and \d+ more\n/,
      );
      expect(stderr).toContain(
        '\n  The file was reduced with another version of the profile "windows-processes", or with other --set options: ' +
          "use the same, or reduce the events again.\n",
      );
      const named = join(directory, "other.yaml");
      await writeFile(named, `profile: winnow/v1\nname: other\nextends: ${PROFILE}\nkeep: [host.name]\n`);
      const other = await winnow(["run", named, groups, "--out", join(directory, "out")]);
      expect(other.stderr).toContain(
        'Run it with the profile that it was reduced with ("windows-processes"), or reduce',
      );
    }));

  it("are refused together with events", () =>
    inDirectory(async (directory) => {
      const input = await writeEvents(directory);
      const groups = await reduce(directory, "a", input);
      const { exitCode, stderr } = await winnow(["run", PROFILE, groups, input, "--out", join(directory, "out")]);
      expect(exitCode).toBe(2);
      expect(stderr).toContain(
        `WN1356 ${groups} holds groups, and ${input} holds events\n` +
          "  Reduce the events first (`winnow reduce`), then run the groups files together.\n",
      );
    }));

  it("are not stored with secrets masked under a random key", () =>
    inDirectory(async (directory) => {
      const out = join(directory, "a.groups.parquet");
      const input = await writeEvents(directory);
      const { exitCode, stderr } = await winnow(["reduce", PROFILE, input, "--out", out, "--set", "redact={}"]);
      expect(exitCode).toBe(2);
      expect(stderr).toContain("WN1355 redact has no key: the masks of a random key match no other groups file\n");
      expect(existsSync(out)).toBe(false);
      await done(["reduce", PROFILE, input, "--out", out, "--set", "redact={ key: 0123456789abcdef }", "--quiet"]);
    }));
});

describe("winnow reduce refuses", () => {
  it.each([
    ["groups.csv", "groups"],
    ["groups", "groups"],
    ["a.b/groups.pq", "a.b/groups"],
  ])("--out %s, which is not Parquet, before it reads anything", async (out, stem) => {
    expect(await winnow(["reduce", PROFILE, "none.csv", "--out", out])).toEqual({
      exitCode: 2,
      stdout: "",
      stderr:
        `WN1361 groups cannot be written to "${resolve(out)}": groups files are Parquet and have names that end in .parquet\n` +
        `  Write --out ${resolve(stem)}.groups.parquet. No event was read.\n`,
    });
  });

  it.skipIf(process.platform === "win32")("--out that is an input, also by another path to it or by a pattern", () =>
    inDirectory(async (directory) => {
      const groups = await reduce(directory, "a", await writeEvents(directory));
      const before = await readFile(groups);
      await symlink(directory, join(directory, "linked"));
      for (const [input, out] of [
        [groups, groups],
        [groups, join(directory, "linked/a.groups.parquet")],
        [join(directory, "*.parquet"), groups],
      ] as const) {
        expect(await refused(["reduce", PROFILE, input, "--out", out])).toBe(
          `WN1361 groups cannot be written to "${out}": it is an input\n` +
            "  Choose another name with --out FILE. No event was read.\n",
        );
      }
      expect((await readFile(groups)).equals(before)).toBe(true);
    }),
  );

  it("a file that does not contain groups, and leaves it", () =>
    inDirectory(async (directory) => {
      const [input, out] = [await writeEvents(directory), join(directory, "mine.parquet")];
      await writeFile(out, "PAR1 mine PAR1");
      expect(await refused(["reduce", PROFILE, input, "--out", out])).toContain(
        "it is a file that does not contain groups\n",
      );
      expect(await readFile(out, "utf8")).toBe("PAR1 mine PAR1");
    }));

  it("a path below a file, a directory and a link that leads nowhere, before it reads anything", () =>
    inDirectory(async (directory) => {
      const input = await writeEvents(directory);
      const [folder, link] = [join(directory, "a.groups.parquet"), join(directory, "b.groups.parquet")];
      await mkdir(folder);
      await symlink(join(directory, "nowhere.parquet"), link);
      const below = await winnow(["reduce", PROFILE, input, "--out", join(input, "a.parquet")]);
      expect(below).toMatchObject({
        exitCode: 1,
        stderr:
          `WN2003 results cannot be written to "${input}": it is not a directory\n` +
          "  Choose another directory with --out DIR. No event was read.\n",
      });
      expect(await refused(["reduce", PROFILE, "none.csv", "--out", folder])).toContain("it is a directory\n");
      expect(await refused(["reduce", PROFILE, "none.csv", "--out", link])).toContain(
        "it is a link to a file that does not exist\n",
      );
    }));

  it.skipIf(process.platform === "win32")("nothing where a link leads to a groups file: the link stays", () =>
    inDirectory(async (directory) => {
      const input = await writeEvents(directory);
      const [groups, link] = [await reduce(directory, "a", input), join(directory, "link.parquet")];
      const before = await readFile(groups);
      await symlink(groups, link);
      await done(["reduce", PROFILE, input, "--out", link, "--exemplars", "none", "--quiet"]);
      expect((await lstat(link)).isSymbolicLink()).toBe(true);
      expect((await readFile(groups)).equals(before)).toBe(false);
    }),
  );

  it("to leave what a killed process left behind", () =>
    inDirectory(async (directory) => {
      const input = await writeEvents(directory);
      const token = "20240101T000000000Z-000000000000000000-1-1-00000000";
      for (const end of ["", ".99-abc.tmp"])
        await writeFile(join(directory, `.a.groups.parquet.${token}.tmp${end}`), "left");
      await reduce(directory, "a", input);
      expect((await readdir(directory)).sort()).toEqual(["a.groups.parquet", "events.csv"]);
    }));

  it("a choice of exemplars that it does not have", async () => {
    const { exitCode, stderr } = await winnow(["reduce", PROFILE, "none.csv", "--exemplars", "some"]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("Allowed choices are all, none");
  });
});
