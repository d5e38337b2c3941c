import { copyFile, cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { inDirectory } from "../directory.ts";
import { processEvents, processLine, PROCESS_COLUMNS, writeEvents } from "../events.ts";
import { winnow, type Finished } from "../io.ts";

const FILES = ["assignments.csv", "clusters.csv", "manifest.json", "report.html"];

/** The names of a result; nothing but the directory of runs is beside them. */
async function filesIn(directory: string): Promise<string[]> {
  return (await readdir(directory).catch(() => [])).filter((name) => name !== ".runs").sort();
}

/** Runs `windows-processes` over lines of CSV; the directory is written DIR in what comes back. */
function runOver(
  text: string | Uint8Array,
  use: (finished: Finished, out: string) => Promise<void>,
  argv: readonly string[] = [],
): Promise<void> {
  return inDirectory(async (directory) => {
    const input = join(directory, "events.csv");
    await writeFile(input, text);
    const out = join(directory, "out");
    const finished = await winnow(["run", "windows-processes", input, "--out", out, ...argv]);
    const hidden = (output: string): string => output.replaceAll(directory, "DIR");
    await use({ ...finished, stdout: hidden(finished.stdout), stderr: hidden(finished.stderr) }, out);
  });
}

const csv = (lines: readonly string[]): string => [PROCESS_COLUMNS.join(","), ...lines, ""].join("\n");

describe("winnow run", () => {
  it("writes clusters, assignments and the manifest, and tells where they are", () =>
    inDirectory(async (directory) => {
      const out = join(directory, "out");
      const { exitCode, stdout } = await winnow([
        "run",
        "windows-processes",
        await writeEvents(directory),
        "--out",
        out,
      ]);
      expect(exitCode).toBe(0);
      expect(await filesIn(out)).toEqual(FILES);
      expect(stdout).toMatch(/^rank +events +cluster +first seen \(UTC\) +program +account +command line\n/);
      expect(stdout).toContain("odd.exe --listen 0.0.0.0:4444 -v -v -v");
      expect(stdout).toContain("11 events read = 11 clustered + 0 filtered out + 0 rejected.");
      expect(stdout).toMatch(/^3 rows to read instead of 11 events: 2 clusters, and 1 row like nothing else/m);
      expect(stdout).toContain("clusters.csv, assignments.csv, report.html, manifest.json");
      expect(stdout).toMatch(/\nNext: .*\n$/);
    }));

  it("gives every event of the input a line in assignments, and one shown event to each row", () =>
    inDirectory(async (directory) => {
      const out = join(directory, "out");
      await winnow(["run", "windows-processes", await writeEvents(directory), "--out", out, "--quiet"]);
      const [header, ...lines] = (await readFile(join(out, "assignments.csv"), "utf8")).trimEnd().split("\n");
      const rows = lines.map((line) => line.split(",").map(Number));
      expect(header).toBe("row,cluster,rank,shown");
      expect(rows.map(([row]) => row)).toEqual(processEvents().map((_, i) => i));
      expect(
        rows
          .filter(([, , , shown]) => shown === 1)
          .map(([, , rank]) => rank)
          .sort(),
      ).toEqual([1, 2, 3]);
    }));

  it("prints one JSON object with --json, and nothing else on standard output", () =>
    inDirectory(async (directory) => {
      const out = join(directory, "out");
      const input = await writeEvents(directory);
      const { exitCode, stdout } = await winnow(["run", "windows-processes", input, "--out", out, "--json"]);
      expect(exitCode).toBe(0);
      const summary = JSON.parse(stdout) as Record<string, unknown>;
      expect(Object.keys(summary)).toEqual([
        "events",
        "groups",
        "points",
        "clusters",
        "noise",
        "rows",
        "seconds",
        "out",
      ]);
      expect(summary).toMatchObject({
        events: { read: 11, rejected: 0, filtered: 0, clustered: 11 },
        clusters: 2,
        noise: 1,
        rows: 3,
        out,
      });
    }));

  it("prints nothing at all with --quiet", () =>
    inDirectory(async (directory) => {
      const out = join(directory, "out");
      const argv = ["run", "windows-processes", await writeEvents(directory), "--out", out, "--quiet"];
      expect(await winnow(argv)).toEqual({ exitCode: 0, stdout: "", stderr: "" });
    }));

  it("writes the same bytes when it runs again", () =>
    inDirectory(async (directory) => {
      const input = await writeEvents(directory);
      const contents: Buffer[][] = [];
      for (const out of ["one", "two"].map((name) => join(directory, name))) {
        await winnow(["run", "windows-processes", input, "--out", out, "--quiet"]);
        contents.push(await Promise.all(FILES.map((name) => readFile(join(out, name)))));
      }
      expect(contents[0]).toEqual(contents[1]);
    }));

  it("takes several inputs in order, and settings of the profile", () =>
    inDirectory(async (directory) => {
      const out = join(directory, "out");
      const input = await writeEvents(directory);
      const other = join(directory, "other.csv");
      await copyFile(input, other);
      const argv = ["run", "windows-processes", input, other, "--out", out, "--json"];
      const { stdout } = await winnow([...argv, "--set", "cluster.with.minPoints=3"]);
      expect(JSON.parse(stdout)).toMatchObject({ events: { read: 22 }, noise: 1 });
      const manifest = JSON.parse(await readFile(join(out, "manifest.json"), "utf8")) as {
        profile: { document: unknown };
        inputs: unknown[];
      };
      expect(manifest.inputs).toHaveLength(2);
      expect(manifest.profile.document).toMatchObject({ cluster: { with: { minPoints: 3 } } });
    }));

  it("writes into winnow-out and the profile's name unless told otherwise", () =>
    inDirectory(async (directory) => {
      const input = await writeEvents(directory);
      const before = process.cwd();
      process.chdir(directory);
      try {
        const { stdout } = await winnow(["run", "windows-processes", input, "--json"]);
        expect(JSON.parse(stdout)).toMatchObject({ out: resolve("winnow-out/windows-processes") });
        expect(await filesIn("winnow-out/windows-processes")).toEqual(FILES);
      } finally {
        process.chdir(before);
      }
    }));

  it("writes the profile's own sinks too", () =>
    inDirectory(async (directory) => {
      const input = await writeEvents(directory);
      const profile = join(directory, "mine.yaml");
      await writeFile(
        profile,
        "extends: windows-processes\nname: mine\nsinks:\n  - { use: ndjson, with: { path: extra/rows.ndjson } }\n" +
          "  - { use: parquet, with: { path: rows.parquet } }\n",
      );
      const out = join(directory, "out");
      const { exitCode } = await winnow(["run", profile, input, "--out", out, "--quiet"]);
      expect(exitCode).toBe(0);
      expect(await filesIn(out)).toEqual(["assignments.csv", "clusters.csv", "extra", "manifest.json", "rows.parquet"]);
      expect((await readFile(join(out, "extra/rows.ndjson"), "utf8")).trimEnd().split("\n")).toHaveLength(3);
    }));

  it("keeps no slots.csv and no rejects.csv of an earlier run, also of Winnow 0.1", () =>
    inDirectory(async (directory) => {
      const input = await writeEvents(directory);
      const out = join(directory, "out");
      const argv = ["run", "windows-processes", input, "--out", out, "--quiet"];
      await winnow([...argv, "--slots"]);
      expect(await filesIn(out)).toEqual([...FILES, "slots.csv"].sort());
      await winnow(argv);
      expect(await filesIn(out)).toEqual(FILES);
      const earlier = join(directory, "earlier");
      await cp(out, earlier, { recursive: true, dereference: true });
      await rm(join(earlier, ".runs"), { recursive: true });
      await writeFile(
        join(earlier, "slots.csv"),
        "rank,template,place,slot,value,events\n1,a <number>,0,<number>,7,2\n",
      );
      await winnow(["run", "windows-processes", input, "--out", earlier, "--quiet"]);
      expect(await filesIn(earlier)).toEqual(FILES);
    }));

  it("keeps the previous result when a sink fails, and says where the finished files are", () =>
    inDirectory(async (directory) => {
      const input = await writeEvents(directory);
      const out = join(directory, "out");
      await winnow(["run", "windows-processes", input, "--out", out, "--quiet"]);
      const before = await readFile(join(out, "manifest.json"));
      const profile = join(directory, "mine.yaml");
      await writeFile(
        profile,
        "extends: windows-processes\nname: mine\nplugins: [./broken.mjs]\nsinks: [{ use: broken }]\n",
      );
      await writeFile(
        join(directory, "broken.mjs"),
        `import { defineSink, noOptions } from ${JSON.stringify(import.meta.resolve("@winnow/core"))};\n` +
          "const write = () => { throw new Error('no service'); };\n" +
          "export const plugins = [defineSink({ name: 'broken', summary: 'x', options: noOptions, write })];\n",
      );
      const { exitCode, stderr } = await winnow(["run", profile, input, "--out", out, "--quiet"]);
      expect(exitCode).toBe(1);
      const [, kept] = /The files that were finished are in "([^"]+)" until the next run/.exec(stderr)!;
      expect((await readdir(kept!)).sort()).toEqual(["assignments.csv", "clusters.csv"]);
      expect(await readFile(join(out, "manifest.json"))).toEqual(before);
      expect(await filesIn(out)).toEqual(FILES);
    }));

  it("refuses two sinks with one path, --slots among them", () =>
    inDirectory(async (directory) => {
      const profile = join(directory, "mine.yaml");
      await writeFile(
        profile,
        "extends: windows-processes\nname: mine\nsinks: [{ use: json, with: { path: slots.csv } }]\n",
      );
      const argv = ["run", profile, await writeEvents(directory), "--out", join(directory, "out"), "--slots"];
      const { exitCode, stderr } = await winnow(argv);
      expect({ exitCode, stderr }).toEqual({
        exitCode: 2,
        stderr: 'WN1342 sink "json": "slots.csv" is the path of sink "csv" too\n  Give the sink another path.\n',
      });
    }));

  it("lets no control character of the log reach the terminal", () =>
    runOver(
      csv([processLine(1, "C:\\a\u001B[2J.exe", "x \u001B]0;owned\u0007 \u202Etxt.exe"), ...processEvents()]),
      async ({ exitCode, stdout, stderr }) => {
        expect(exitCode).toBe(0);
        expect(stdout).toContain("\\x1b]0;owned\\x07 \\u202etxt.exe");
        for (const line of (stdout + stderr).split("\n")) expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      },
    ));

  it("stops when it is told to, exits with 130 and leaves nothing behind", () =>
    inDirectory(async (directory) => {
      const out = join(directory, "out");
      const signal = AbortSignal.abort();
      const input = await writeEvents(directory);
      expect(await winnow(["run", "windows-processes", input, "--out", out], { signal })).toMatchObject({
        exitCode: 130,
        stdout: "",
      });
      expect(await filesIn(out)).toEqual([]);
    }));
});

describe("winnow run with bad input", () => {
  it("puts records that cannot be read into rejects.csv, with line and reason, and counts them", () =>
    runOver(csv([...processEvents(), "2024-01-15T08:00:00Z,too,few"]), async ({ exitCode, stdout }, out) => {
      expect(exitCode).toBe(0);
      expect(await filesIn(out)).toEqual([...FILES, "rejects.csv"].sort());
      const [header, reject] = (await readFile(join(out, "rejects.csv"), "utf8")).split("\n");
      expect(header).toBe("file,line,reason,text");
      expect(reject).toMatch(/events\.csv,13,/);
      expect(stdout).toContain("12 events read = 11 clustered + 0 filtered out + 1 rejected.");
      expect(stdout).toMatch(/^ {2}rejected: .+ \(1\)$/m);
    }));

  it("says that a file is empty", () =>
    runOver("", async ({ exitCode, stderr }, out) => {
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^WN1410 DIR\/events\.csv is empty\n/m);
      expect(await filesIn(out)).toEqual([]);
    }));

  it("says that a header is all there is", () =>
    runOver(csv([]), async ({ exitCode, stdout }, out) => {
      expect(exitCode).toBe(0);
      expect(stdout).toContain("There is nothing to read: no event was clustered.\n0 events read = 0 clustered");
      expect(stdout).toContain("Next: the source has no events; check how it was exported.");
      expect(await filesIn(out)).toEqual(FILES);
    }));

  const usual = processEvents();
  it.each<[string, string | Uint8Array, { read: number; rejected: number }]>([
    ["too many columns", csv([...usual, `${processLine(20, "C:\\a.exe", "a")},x,y`]), { read: 12, rejected: 1 }],
    ["an unclosed quote", csv([...usual, `${processLine(20, "C:\\a.exe", "")}"a`]), { read: 12, rejected: 1 }],
    ["zero bytes", csv([...usual, processLine(20, "C:\\a.exe", "a\0b")]), { read: 12, rejected: 0 }],
    [
      "a field of 5 MB",
      csv([...usual, processLine(20, "C:\\a.exe", "A".repeat(5_000_000))]),
      { read: 12, rejected: 0 },
    ],
    ["CRLF and a byte order mark", `\ufeff${csv(usual).replaceAll("\n", "\r\n")}`, { read: 11, rejected: 0 }],
    ["a column twice", csv(usual.map((line) => `${line},x`)).replace("\n", ",Computer\n"), { read: 11, rejected: 0 }],
    ["one event", csv(usual.slice(0, 1)), { read: 1, rejected: 0 }],
    ["nothing but equal events", csv(Array<string>(50).fill(usual[0]!)), { read: 50, rejected: 0 }],
    [
      "absurd times",
      csv([...usual, usual[0]!.replace("2024", "1601"), usual[1]!.replace("2024", "9999")]),
      { read: 13, rejected: 0 },
    ],
    ["times that are none", csv([...usual, usual[0]!.replace(/^[^,]*/, "yesterday")]), { read: 12, rejected: 1 }],
  ])("accounts for every event of a file with %s", (_, text, events) =>
    runOver(
      text,
      async ({ exitCode, stdout, stderr }, out) => {
        expect(stderr).not.toMatch(/\n {4}at |WN\d/);
        expect(exitCode).toBe(0);
        const summary = JSON.parse(stdout) as {
          events: Record<"read" | "rejected" | "filtered" | "clustered", number>;
        };
        expect(summary.events).toMatchObject({ ...events, clustered: events.read - events.rejected });
        expect((await filesIn(out)).includes("rejects.csv")).toBe(events.rejected > 0);
      },
      ["--json"],
    ),
  );

  it("says that a column is missing, what is there, and which was meant", () =>
    runOver(csv(processEvents()).replace("CommandLine", "ComandLine"), async ({ exitCode, stderr }, out) => {
      expect(exitCode).toBe(2);
      expect(stderr).toContain("process.command_line");
      expect(stderr).toContain('Did you mean the column "ComandLine"?');
      expect(stderr).toContain("NewProcessName");
      expect(await filesIn(out)).toEqual([]);
    }));

  it("says that a file is not there", () =>
    inDirectory(async (directory) => {
      const { exitCode, stdout, stderr } = await winnow(["run", "windows-processes", join(directory, "absent.csv")]);
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
      expect(stderr).toMatch(/^WN1[45]\d\d .*absent\.csv/);
    }));

  it("says that the output directory is a file, before it reads anything", () =>
    inDirectory(async (directory) => {
      const input = await writeEvents(directory);
      const out = join(input, "out");
      expect(await winnow(["run", "windows-processes", input, "--out", out])).toEqual({
        exitCode: 1,
        stdout: "",
        stderr:
          `WN2003 results cannot be written to "${out}": "${input}" is not a directory\n` +
          "  Choose another directory with --out DIR. No event was read.\n",
      });
    }));

  it("refuses to replace a directory or a user's file, before it reads anything", () =>
    inDirectory(async (directory) => {
      const out = join(directory, "out");
      const argv = ["run", "windows-processes", join(directory, "absent.csv"), "--out", out, "--quiet"];
      const hint = "  Move it away, or choose another directory with --out DIR.\n";
      await mkdir(join(out, "clusters.csv"), { recursive: true });
      expect(await winnow(argv)).toEqual({
        exitCode: 1,
        stdout: "",
        stderr: `WN1340 "${join(out, "clusters.csv")}" is a directory that Winnow did not write\n${hint}`,
      });
      await rm(join(out, "clusters.csv"), { recursive: true });
      await writeFile(join(out, "rejects.csv"), "mine");
      expect(await winnow(argv)).toEqual({
        exitCode: 1,
        stdout: "",
        stderr: `WN1340 "${join(out, "rejects.csv")}" is a file that Winnow did not write\n${hint}`,
      });
      expect(await readdir(out)).toEqual(["rejects.csv"]);
      expect(await readFile(join(out, "rejects.csv"), "utf8")).toBe("mine");
    }));

  it("refuses to replace its input, and to read the previous result in place", () =>
    inDirectory(async (directory) => {
      const input = join(directory, "clusters.csv");
      await copyFile(await writeEvents(directory), input);
      const before = await readFile(input);
      const argv = ["run", "windows-processes", input, "--out", directory, "--quiet"];
      const refused = {
        exitCode: 1,
        stdout: "",
        stderr:
          `WN1341 the results in "${directory}" would replace the input "${input}"\n` +
          "  Choose another directory with --out DIR.\n",
      };
      expect(await winnow(argv)).toEqual(refused);
      expect(await readFile(input)).toEqual(before);
      await rm(input);
      const first = await winnow([
        "run",
        "windows-processes",
        join(directory, "events.csv"),
        "--out",
        directory,
        "--quiet",
      ]);
      expect(first.exitCode).toBe(0);
      expect(await winnow(argv)).toEqual(refused);
      expect(await filesIn(directory)).toEqual([...FILES, "events.csv"].sort());
    }));

  it("needs a source or an input", async () => {
    const { exitCode, stderr } = await winnow(["run", "windows-processes"]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/WN1212 the profile has no source and no input file was given\./);
  });
});
