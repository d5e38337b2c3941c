import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inDirectory } from "../directory.ts";
import { processEvents, processLine, PROCESS_COLUMNS } from "../events.ts";
import { winnow, type Finished } from "../io.ts";

const PROFILE = "windows-processes";

async function writeCsv(path: string, lines: readonly string[]): Promise<string> {
  await writeFile(path, [PROCESS_COLUMNS.join(","), ...lines, ""].join("\n"));
  return path;
}

async function done(...argv: readonly string[]): Promise<Finished> {
  const finished = await winnow(argv);
  expect(finished.exitCode === 0 ? "" : finished.stderr).toBe("");
  return finished;
}

/** A connector that gives three events of an hour. */
const HOURLY = `
const columns = ["TimeGenerated", "NewProcessName", "CommandLine", "SubjectUserName", "Computer", "SubjectLogonId", "ParentProcessName"];
const jsonSchema = { input: () => ({ type: "object", properties: { hour: {}, events: {} } }), output: () => ({ type: "object" }) };
const validate = (value) => ({ value: value ?? {} });
export const plugins = [{
  api: 1, kind: "connector", name: "hourly", summary: "Events of an hour", stability: "stable",
  options: { "~standard": { version: 1, vendor: "test", validate, jsonSchema } },
  connect: async ({ hour, events }) => ({
    kind: "stream",
    async *batches() {
      const time = (i) => "2024-01-15T0" + hour + ":00:0" + i + "Z";
      const rows = Array.from({ length: events }, (_, i) => [time(i), "C:\\\\a.exe", "a.exe " + i, "u", "h", "0x1", "C:\\\\b.exe"]);
      yield { columns, rows: rows.length, values: columns.map((_, at) => rows.map((row) => row[at])) };
    },
  }),
}];
`;

async function hourlyProfile(directory: string): Promise<string> {
  await writeFile(join(directory, "hourly.mjs"), HOURLY);
  const profile = join(directory, "hourly.yaml");
  await writeFile(
    profile,
    `profile: winnow/v1\nname: hourly\nextends: ${PROFILE}\nplugins: [./hourly.mjs]\nsource: { use: hourly, with: { hour: 8, events: 3 } }\n`,
  );
  return profile;
}

describe("a merge of slices", () => {
  it("knows the slices of its parts: none of them is counted twice", () =>
    inDirectory(async (directory) => {
      const profile = await hourlyProfile(directory);
      const [a, b, ab] = ["a", "b", "ab"].map((name) => join(directory, `${name}.groups.parquet`)) as [
        string,
        string,
        string,
      ];
      await done("reduce", profile, "--out", a);
      await done("reduce", profile, "--out", b, "--set", "source.with.hour=9");
      await done("reduce", profile, a, b, "--out", ab);
      for (const inputs of [
        [ab, a],
        [b, ab],
      ]) {
        const { exitCode, stderr } = await winnow(["run", profile, ...inputs, "--out", join(directory, "out")]);
        expect(exitCode).toBe(2);
        expect(stderr).toMatch(/^WN1351 hourly: 3 events, 2024-01-15T0[89]:00:00Z to 2024-01-15T0[89]:00:02Z \(/m);
      }
    }));

  it("takes several that have no events", () =>
    inDirectory(async (directory) => {
      const profile = await hourlyProfile(directory);
      const parts = ["a", "b"].map((name) => join(directory, `${name}.groups.parquet`));
      for (const part of parts) await done("reduce", profile, "--out", part, "--set", "source.with.events=0");
      const { stdout } = await done("run", profile, ...parts, "--out", join(directory, "out"));
      expect(stdout).toContain("0 events read");
    }));
});

describe("equal inputs", () => {
  it("without events are no obstacle, in one part or in two", () =>
    inDirectory(async (directory) => {
      const [h1, h2] = [await writeCsv(join(directory, "h1.csv"), []), await writeCsv(join(directory, "h2.csv"), [])];
      const [one, two] = [
        await writeCsv(join(directory, "1.csv"), processEvents()),
        await writeCsv(join(directory, "2.csv"), [processLine(50, "C:\\x.exe", "x.exe")]),
      ];
      const [a, b] = [join(directory, "a.parquet"), join(directory, "b.parquet")];
      await done("reduce", PROFILE, h1, h2, one, "--out", a);
      await done("reduce", PROFILE, h2, two, "--out", b);
      const { stdout } = await done("run", PROFILE, a, b, "--out", join(directory, "out"));
      expect(stdout).toContain("12 events read = 12 clustered");
    }));

  it("in one part were given twice, and run again as they did", () =>
    inDirectory(async (directory) => {
      const [one, two] = [
        await writeCsv(join(directory, "1.csv"), processEvents()),
        await writeCsv(join(directory, "2.csv"), processEvents()),
      ];
      const a = join(directory, "a.parquet");
      await done("reduce", PROFILE, one, two, "--out", a);
      const { stdout } = await done("run", PROFILE, a, "--out", join(directory, "out"));
      expect(stdout).toContain("22 events read = 22 clustered");
    }));
});

describe("redact", () => {
  const SECRET = "hunter2hunter2";
  const KEY = "redact={ key: 0123456789abcdef }";

  async function events(directory: string): Promise<string> {
    const line = processLine(30, "C:\\net.exe", `net.exe use --password ${SECRET}`);
    return writeCsv(join(directory, "sec.csv"), [...processEvents(), line]);
  }

  it("refuses a groups file that was stored without it, and writes nothing", () =>
    inDirectory(async (directory) => {
      const file = join(directory, "s.groups.parquet");
      const out = join(directory, "out");
      await done("reduce", PROFILE, await events(directory), "--out", file);
      for (const redact of ["redact={}", KEY]) {
        const { exitCode, stderr } = await winnow(["run", PROFILE, file, "--out", out, "--set", redact]);
        expect(exitCode).toBe(2);
        expect(stderr).toContain(
          `WN1358 ${file} was stored without redact, so the secrets in it are not masked\n` +
            "  Secrets are masked before events are grouped: reduce the events again with redact and a redact.key.\n",
        );
        await expect(readFile(join(out, "clusters.csv"))).rejects.toThrow("ENOENT");
      }
    }));

  it("refuses a groups file that was stored with other kinds, patterns or another key", () =>
    inDirectory(async (directory) => {
      const file = join(directory, "s.groups.parquet");
      const settings = "redact={ key: 0123456789abcdef, secrets: [tokens, passwords], patterns: { a: 'x+', b: 'y+' } }";
      await done("reduce", PROFILE, await events(directory), "--out", file, "--set", settings);
      const sameInOtherOrder =
        "redact={ patterns: { b: 'y+', a: 'x+' }, secrets: [passwords, tokens], key: 0123456789abcdef }";
      await done("run", PROFILE, file, "--out", join(directory, "same"), "--set", sameInOtherOrder);
      for (const redact of [
        KEY,
        "redact={ key: 0123456789abcdef, secrets: [tokens], patterns: { a: 'x+', b: 'y+' } }",
        "redact={ key: 0123456789abcdef, secrets: [tokens, passwords], patterns: { a: 'x+' } }",
        "redact={ key: fedcba9876543210, secrets: [tokens, passwords], patterns: { a: 'x+', b: 'y+' } }",
        "redact=null",
      ]) {
        const { stderr } = await winnow(["run", PROFILE, file, "--out", join(directory, "out"), "--set", redact]);
        expect(stderr).toContain(`WN1358 ${file} was stored with `);
        expect(stderr).toContain("\n  Set redact to what it was when the events were reduced, the key included.\n");
      }
    }));
});

describe("optional values that one source has and another lacks", () => {
  const START = Date.UTC(2024, 0, 15, 8);

  /** Process starts as JSON lines, some with the parent's name. */
  async function writeEvents(path: string, first: number, hasParent: boolean): Promise<string> {
    const lines = Array.from({ length: 12 }, (_, i) =>
      JSON.stringify({
        TimeGenerated: new Date(START + (first + i) * 1000).toISOString(),
        Computer: "host-1",
        SubjectUserName: `user-${i % 3}`,
        SubjectLogonId: "0x1",
        NewProcessName: `C:\\Windows\\System32\\${i % 2 === 0 ? "cmd" : "net"}.exe`,
        CommandLine: `run ${i % 4}`,
        ...(hasParent
          ? { ParentProcessName: i === 7 ? "C:\\Users\\Public\\winword.exe" : "C:\\Windows\\explorer.exe" }
          : {}),
      }),
    );
    await writeFile(path, `${lines.join("\n")}\n`);
    return path;
  }

  async function clustersOf(directory: string, name: string, ...inputs: readonly string[]): Promise<string> {
    const out = join(directory, name);
    await done("run", PROFILE, ...inputs, "--out", out);
    return (await readFile(join(out, "clusters.csv"), "utf8")).replaceAll(/""row"":(?:\d+|null)/g, '""row"":N');
  }

  it("are empty in the other's groups, so that both can be merged, as they are in events read together", () =>
    inDirectory(async (directory) => {
      const events = [
        await writeEvents(join(directory, "a.jsonl"), 0, true),
        await writeEvents(join(directory, "b.jsonl"), 100, false),
      ];
      const groups = ["a", "b", "ab", "c"].map((name) => join(directory, `${name}.groups.parquet`));
      const [a, b, ab] = groups as [string, string, string];
      await done("reduce", PROFILE, events[0]!, "--out", a);
      await done("reduce", PROFILE, events[1]!, "--out", b);
      const expected = await clustersOf(directory, "events", ...events);
      expect(expected).toContain("winword.exe");
      expect(await clustersOf(directory, "groups", a, b)).toBe(expected);
      await done("reduce", PROFILE, b, a, "--out", ab);
      expect(await clustersOf(directory, "merged", ab)).toBe(expected);
    }));

  it("are omitted where no source has them, as from events", () =>
    inDirectory(async (directory) => {
      const events = await writeEvents(join(directory, "b.jsonl"), 0, false);
      const b = join(directory, "b.groups.parquet");
      await done("reduce", PROFILE, events, "--out", b);
      expect(await clustersOf(directory, "groups", b)).toBe(await clustersOf(directory, "events", events));
    }));
});

describe("paths and commands", () => {
  it("a groups file below a directory that looks like a pattern is a groups file", () =>
    inDirectory(async (directory) => {
      const events = await writeCsv(join(directory, "a.csv"), processEvents());
      await mkdir(join(directory, "g[x]"));
      const groups = join(directory, "g[x]/x.groups.parquet");
      await done("reduce", PROFILE, events, "--out", groups);
      const { stdout } = await done("run", PROFILE, groups, "--out", join(directory, "out"));
      expect(stdout).toContain("11 events read = 11 clustered");
    }));

  it("`tune` compares settings over groups files as over events", () =>
    inDirectory(async (directory) => {
      const lines = Array.from({ length: 80 }, (_, i) =>
        processLine(i, `C:\\bin\\tool${i % 7}.exe`, `tool ${"-x ".repeat(i % 5)}${"y".repeat((i * i) % 23)} ${i % 3}`),
      );
      const events = await writeCsv(join(directory, "a.csv"), lines);
      const groups = join(directory, "a.groups.parquet");
      await done("reduce", PROFILE, events, "--out", groups);
      const [ofEvents, ofGroups] = [
        JSON.parse((await done("tune", PROFILE, events, "--json")).stdout),
        JSON.parse((await done("tune", PROFILE, groups, "--json")).stdout),
      ];
      expect(ofEvents.settings.length).toBeGreaterThan(1);
      expect(ofGroups).toEqual(ofEvents);
    }));

  it("`plan` refuses groups files in one sentence", () =>
    inDirectory(async (directory) => {
      const groups = join(directory, "a.groups.parquet");
      await done("reduce", PROFILE, await writeCsv(join(directory, "a.csv"), processEvents()), "--out", groups);
      expect(await winnow(["plan", PROFILE, groups])).toEqual({
        exitCode: 2,
        stdout: "",
        stderr:
          `WN1362 ${groups} contains groups, not events: there is nothing to plan\n` +
          "  `winnow run` checks that groups files and profile match. To see a plan, give the events.\n",
      });
    }));

  it("many groups files are read by one engine, and a signal stops their merge", () =>
    inDirectory(async (directory) => {
      const groups: string[] = [];
      for (let i = 0; i < 14; i++) {
        const events = await writeCsv(join(directory, `${i}.csv`), [processLine(i, "C:\\x.exe", `x.exe ${i}`)]);
        groups.push(join(directory, `${i}.groups.parquet`));
        await done("reduce", PROFILE, events, "--out", groups[i]!);
      }
      const warned: string[] = [];
      const listen = (warning: Error): void => void warned.push(warning.name);
      process.on("warning", listen);
      await done("run", PROFILE, ...groups, "--out", join(directory, "out"));
      const { exitCode } = await winnow(["run", PROFILE, ...groups, "--out", join(directory, "o2")], {
        signal: AbortSignal.abort(),
      });
      expect(exitCode).toBe(130);
      process.off("warning", listen);
      expect(warned).toEqual([]);
    }));
});

describe("the bytes of a groups file", () => {
  const LINES = Array.from({ length: 40 }, (_, i) =>
    processLine(i % 9, `C:\\bin\\tool${i % 5}.exe`, `tool ${i % 4} ${i % 7}`, `0x${i % 2}`),
  );
  const HEADERS = [
    PROCESS_COLUMNS,
    [...PROCESS_COLUMNS].reverse(),
    [...PROCESS_COLUMNS.slice(2), "Extra", ...PROCESS_COLUMNS.slice(0, 2)],
  ];

  /** A file of events whose columns are in the order of a header. */
  async function writePart(path: string, lines: readonly string[], header: readonly string[]): Promise<string> {
    const at = header.map((name) => PROCESS_COLUMNS.indexOf(name as (typeof PROCESS_COLUMNS)[number]));
    const rows = lines.map((line) => {
      const cells = line.split(",");
      return at.map((column) => (column < 0 ? "more" : cells[column]!)).join(",");
    });
    await writeFile(path, [header.join(","), ...rows, ""].join("\n"));
    return path;
  }

  it("do not depend on the order of inputs, of files or of groups files, or on the directory", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 2 })), {
          minLength: LINES.length,
          maxLength: LINES.length,
        }),
        fc.infiniteStream(fc.nat()),
        (places, random) =>
          inDirectory(async (directory) => {
            const parts: string[] = [];
            for (const [part, header] of HEADERS.entries()) {
              const lines = LINES.filter((_, i) => places[i]![0] === part);
              parts.push(await writePart(join(directory, `${part}.csv`), [...lines, LINES[part]!], header));
            }
            const shuffled = (list: readonly string[]): string[] =>
              list
                .map((item) => [random.next().value as number, item] as const)
                .sort(([a], [b]) => a - b)
                .map(([, item]) => item);
            const reduced = async (name: string, inputs: readonly string[]): Promise<Buffer> => {
              await done("reduce", PROFILE, ...inputs, "--out", join(directory, name));
              return readFile(join(directory, name));
            };
            const whole = await reduced("whole.parquet", parts);
            expect((await reduced("again.parquet", shuffled(parts))).equals(whole)).toBe(true);
            for (const [i, part] of parts.entries()) await reduced(`part-${i}.parquet`, [part]);
            const groups = parts.map((_, i) => join(directory, `part-${i}.parquet`));
            const merged = await reduced("merged.parquet", groups);
            expect((await reduced("merged-again.parquet", shuffled(groups))).equals(merged)).toBe(true);
            await reduced("two.parquet", groups.slice(1));
            const nested = await reduced("nested.parquet", [join(directory, "two.parquet"), groups[0]!]);
            expect(nested.equals(merged)).toBe(true);
            expect(whole.includes(directory)).toBe(false);
          }),
      ),
      { numRuns: 2, endOnFailure: true },
    ));

  it("contain paths below the working directory, and names of other inputs", () =>
    inDirectory(async (directory) => {
      await mkdir(join(directory, "logs"));
      await writeCsv(join(directory, "logs/a.csv"), processEvents());
      const out = join(directory, "a.parquet");
      const before = process.cwd();
      process.chdir(directory);
      try {
        await done("reduce", PROFILE, "logs/a.csv", "--out", out);
        expect((await readFile(out)).includes('"path":"logs/a.csv"')).toBe(true);
        process.chdir("logs");
        await done("reduce", PROFILE, "../logs/a.csv", "--out", out);
        expect((await readFile(out)).includes('"path":"a.csv"')).toBe(true);
      } finally {
        process.chdir(before);
      }
      await done("reduce", PROFILE, join(directory, "logs/a.csv"), "--out", out, "--exemplars", "none");
      const bytes = await readFile(out);
      expect(bytes.includes('"path":"a.csv"')).toBe(true);
      expect(bytes.includes(directory)).toBe(false);
    }));
});

describe("a merge of groups with and without events", () => {
  it("shows the event whose cells are stored, of two that are equal", () =>
    inDirectory(async (directory) => {
      const line = processLine(1, "C:\\bin\\same.exe", "same --to 10.9.8.7");
      const [a, b] = [join(directory, "a.parquet"), join(directory, "b.parquet")];
      await done(
        "reduce",
        PROFILE,
        await writeCsv(join(directory, "a.csv"), [line]),
        "--out",
        a,
        "--exemplars",
        "none",
      );
      await done("reduce", PROFILE, await writeCsv(join(directory, "b.csv"), [line, line]), "--out", b);
      for (const inputs of [
        [a, b],
        [b, a],
      ]) {
        await done("run", PROFILE, ...inputs, "--out", join(directory, "out"));
        expect(await readFile(join(directory, "out/clusters.csv"), "utf8")).toContain("same --to 10.9.8.7");
      }
    }));
});
