import { appendFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { WhyResult } from "../../src/why/answer.ts";
import { inDirectory } from "../directory.ts";
import { processEvents, processLine, PROCESS_COLUMNS, writeEvents } from "../events.ts";
import { winnow } from "../io.ts";

/** Runs `windows-processes` over events, and asks with `ask`; the directory is written DIR in what is printed. */
async function withRun(
  lines: readonly string[],
  use: (run: {
    readonly directory: string;
    readonly input: string;
    readonly ask: (
      event: string,
      ...more: readonly string[]
    ) => Promise<{ exitCode: number; stdout: string; stderr: string }>;
    readonly json: (event: string) => Promise<WhyResult>;
  }) => Promise<void>,
  argv: readonly string[] = [],
): Promise<void> {
  await inDirectory(async (directory) => {
    const input = await writeEvents(directory, lines);
    const out = join(directory, "out");
    const ran = await winnow(["run", "windows-processes", input, "--out", out, "--quiet", ...argv]);
    expect(ran).toEqual({ exitCode: 0, stdout: "", stderr: "" });
    const ask = async (event: string, ...more: readonly string[]) => {
      const { exitCode: code, ...printed } = await winnow(["why", out, event, ...more]);
      const hidden = (text: string): string => text.replaceAll(directory, "DIR");
      return { exitCode: code, stdout: hidden(printed.stdout), stderr: hidden(printed.stderr) };
    };
    const json = async (event: string): Promise<WhyResult> => {
      const { stdout, stderr } = await ask(event, "--json");
      expect(stderr).not.toContain("WN");
      return JSON.parse(stdout) as WhyResult;
    };
    await use({ directory, input, ask, json });
  });
}

const SVCHOST = "C:\\Windows\\System32\\svchost.exe";

describe("winnow why, by data row", () => {
  it("explains an event that represents its row", () =>
    withRun(processEvents(), async ({ ask }) => {
      const { exitCode, stdout, stderr } = await ask("10");
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
      expect(stdout).toMatch(/^Data row 10 is in row 1\.\n\nRow 1: noise, 1 event, 2024-01-15 08:00:11 UTC\n/);
      expect(stdout).toContain(
        "\n  Data row 10 is displayed: it represents the row\n    odd.exe --listen 0.0.0.0:4444 -v -v -v\n" +
          "  Why row 1 ranks here\n    unlike the rest: 1 event of 11, in no cluster",
      );
      expect(stdout).toMatch(/\n\nNext: winnow open DIR\/out shows the rows with their events\.\n$/);
    }));

  it("names the event that is displayed in the place of one that is not", () =>
    withRun(processEvents(), async ({ ask }) => {
      const { stdout } = await ask("2");
      expect(stdout).toMatch(/: cluster \d, 5 events, 2024-01-15 08:00:00 to 2024-01-15 08:00:08 UTC\n/);
      expect(stdout).toContain(
        "\n  Data row 2 is not displayed: data row 0 represents the row\n    svchost.exe -k netsvcs -p\n",
      );
    }));

  it("names the rare value for which an event is displayed beside the exemplar", () =>
    withRun(withRareUser(), async ({ ask, json }) => {
      const { stdout } = await ask("4");
      expect(stdout).toContain(
        '\n  Data row 4 is displayed beside data row 0, which represents the row, for its rare values: user.name "mallory", 1 event\n' +
          "    svchost.exe -k netsvcs -p\n",
      );
      expect((await json("4")).answers).toMatchObject([
        { displayed: "beside", rare: [{ field: "user.name", value: "mallory", events: 1 }], exemplar: { dataRow: 0 } },
      ]);
    }));

  it("agrees with assignments.csv and clusters.csv on every event", () =>
    withRun(withRareUser(), async ({ directory, json }) => {
      const [, ...lines] = (await readFile(join(directory, "out/assignments.csv"), "utf8")).trimEnd().split("\n");
      for (const line of lines) {
        const [row, cluster, rank, shown] = line.split(",").map(Number);
        const { answers, matches, rows, outside } = await json(String(row));
        expect({ matches, rows, outside }).toEqual({ matches: 1, rows: [{ rank, events: 1 }], outside: 0 });
        expect(answers).toMatchObject([{ dataRow: row, state: "row", rank, cluster }]);
        expect(answers[0]).toHaveProperty("displayed", shown === 1 ? expect.stringMatching(/exemplar|beside/) : "no");
      }
    }));

  it("needs neither the inputs nor the report", () =>
    withRun(processEvents(), async ({ directory, input, ask }) => {
      await rm(input);
      await rm(join(directory, "out/report.html"));
      const { exitCode, stdout } = await ask("0");
      expect(exitCode).toBe(0);
      expect(stdout).toContain("Data row 0 is displayed: it represents the row");
      expect(stdout).toMatch(/\nNext: clusters\.csv has the rows with their exemplars\.\n$/);
    }));

  it("reports the condition that filtered an event out", () =>
    withRun(
      processEvents(),
      async ({ ask, json }) => {
        const { exitCode, stdout } = await ask("10");
        expect(exitCode).toBe(0);
        expect(stdout).toMatch(/^Data row 10 is in no row\.\n\nIn no row\n {2}Data row 10 was filtered out: /);
        const reason =
          'the profile\'s where {"equals":["process.executable","C:\\\\Windows\\\\System32\\\\svchost.exe"]} excludes it, ' +
          'or the field map "sentinel-security-event" does not select it';
        expect((await json("10")).answers).toEqual([{ dataRow: 10, text: null, state: "filtered", reason }]);
      },
      ["--set", `where={ equals: [process.executable, '${SVCHOST}'] }`],
    ));

  it("reports why and where a record was rejected, whatever was wrong with others", () =>
    withRun(withRejects(), async ({ json }) => {
      const reasons = await Promise.all(["1", "3"].map(async (row) => (await json(row)).answers[0]));
      expect(reasons).toMatchObject([
        { state: "rejected", reason: expect.stringMatching(/^time is missing \(.*events\.csv, line 3\)$/) },
        { state: "rejected", reason: expect.stringMatching(/^too many columns \(.*events\.csv, line 5\)$/) },
      ]);
    }));

  it("gives both reasons where the files do not say whether an event was filtered out or rejected", () =>
    withRun(
      withRejects(),
      async ({ ask, json }) => {
        expect((await json("1")).answers).toMatchObject([
          {
            state: "filtered or rejected",
            reason: expect.stringMatching(/; or .*time is missing \(1\).*: rejects\.csv has the rejected records$/),
          },
        ]);
        expect((await ask("1")).stdout).toContain("  Data row 1 was filtered out or rejected: the profile's where");
        // By a value of the event itself, there is one answer.
        expect((await json("CommandLine=lost.exe")).answers).toMatchObject([
          { dataRow: 1, state: "rejected", reason: "its time is missing or cannot be read" },
        ]);
        expect((await json("CommandLine=odd.exe --listen 0.0.0.0:4444 -v -v -v")).answers).toMatchObject([
          { dataRow: 12, state: "filtered" },
        ]);
      },
      ["--set", `where={ equals: [process.executable, '${SVCHOST}'] }`],
    ));
});

/** Events of which one has a user that is rare, and nothing else that is. */
function withRareUser(): readonly string[] {
  const lines = processEvents();
  lines[4] = lines[4]!.replaceAll("user-1", "mallory");
  return lines;
}

/** Events among which data row 1 lacks a time, and data row 3 has too many cells. */
function withRejects(): readonly string[] {
  const [first = "", second = "", ...others] = processEvents();
  const timeless = processLine(1, "C:\\lost.exe", "lost.exe").replace(/^[^,]*/, "");
  // So many that the run does not count as incomplete.
  const more = processEvents().slice(0, 10);
  return [first, timeless, second, `${first},1,2,3`, ...others, ...more];
}

describe("winnow why, by a value", () => {
  it("finds an event by a column of the source", () =>
    withRun(processEvents(), async ({ ask }) => {
      const { exitCode, stdout } = await ask("SubjectLogonId=0x1f4a2");
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/^1 event matches SubjectLogonId=0x1f4a2, in row 1\.\n/);
      expect(stdout).toContain("Data row 10 is displayed: it represents the row");
    }));

  it("finds events by a canonical field, explains the first five and counts all of them", () =>
    withRun(processEvents(), async ({ ask, json }) => {
      const { stdout } = await ask("host.name=host-1");
      expect(stdout).toMatch(
        /^11 events match host\.name=host-1: 1 in row 1, 5 in row 2, 5 in row 3\.\nThe first 5:\n/,
      );
      expect(stdout).toMatch(/Data row 2 is not displayed: data row 0 represents the row, with the same text\n/);
      const { matches, rows, answers } = await json("host.name=host-1");
      expect(matches).toBe(11);
      expect(rows).toEqual([
        { rank: 1, events: 1 },
        { rank: 2, events: 5 },
        { rank: 3, events: 5 },
      ]);
      expect(answers.map(({ dataRow }) => dataRow)).toEqual([0, 1, 2, 3, 4]);
    }));

  it("splits at the first =, and finds what holds more of them", () =>
    withRun([...processEvents(), processLine(12, "C:\\x.exe", "x.exe --a=1 --b=2")], async ({ json }) => {
      expect((await json("CommandLine=x.exe --a=1 --b=2")).answers).toMatchObject([{ dataRow: 11 }]);
    }));

  it("shows the text of an event beside the different text that is displayed", () =>
    withRun(withNumbers(), async ({ ask }) => {
      const { stdout } = await ask("CommandLine=backup.exe /job 1002");
      expect(stdout).toContain(
        "  Data row 12 is not displayed: data row 11 represents the row\n" +
          "    this event: backup.exe /job 1002\n    displayed:  backup.exe /job 1001\n",
      );
    }));

  it("does not change the result", () =>
    withRun(processEvents(), async ({ directory, ask }) => {
      const before = await readFile(join(directory, "out/manifest.json"), "utf8");
      await ask("host.name=host-1");
      expect(await readFile(join(directory, "out/manifest.json"), "utf8")).toBe(before);
    }));

  it("refuses inputs that have changed or are gone, and names them", () =>
    withRun(processEvents(), async ({ input, ask }) => {
      await appendFile(input, "\n");
      const changed = await ask("host.name=host-1");
      expect(changed).toEqual({
        exitCode: 1,
        stdout: "",
        stderr:
          'WN2023 the events of "DIR/out" cannot be searched by column: "DIR/events.csv" has changed since the run\n' +
          "  Give the data row instead (winnow why DIR/out 0), or run the profile again.\n",
      });
      await rm(input);
      expect((await ask("host.name=host-1")).stderr).toContain('column: "DIR/events.csv" no longer exists\n');
    }));

  it("refuses a source that is not files", () =>
    withRun(processEvents(), async ({ directory, ask }) => {
      const manifest = join(directory, "out/manifest.json");
      const written = JSON.parse(await readFile(manifest, "utf8")) as object;
      await writeFile(manifest, JSON.stringify({ ...written, inputs: [] }));
      expect((await ask("host.name=host-1")).stderr).toContain(
        'WN2023 the events of "DIR/out" cannot be searched by column: its source is not files\n',
      );
    }));
});

/** Events of which ten differ in a number alone. */
function withNumbers(): readonly string[] {
  const jobs = Array.from({ length: 10 }, (_, i) =>
    processLine(20 + i, "C:\\backup.exe", `backup.exe /job ${1001 + i}`),
  );
  return [...processEvents(), ...jobs];
}

describe("winnow why", () => {
  it("makes log content inert, in rows and in what matched", () =>
    withRun(
      [...processEvents(), processLine(13, "C:\\evil.exe", "evil.exe \u001B[2J\u202Egpj.exe")],
      async ({ ask }) => {
        for (const event of ["11", "CommandLine=evil.exe \u001B[2J\u202Egpj.exe"]) {
          const { stdout } = await ask(event);
          expect(stdout).toContain("evil.exe \\x1b[2J\\u202egpj.exe");
          expect(stdout).not.toContain("\u001B");
          expect(stdout).not.toContain("\u202E");
        }
      },
    ));

  it("fits its lines in the terminal, apart from single words", () =>
    withRun(processEvents(), async ({ directory }) => {
      const terminal = { columns: 60 };
      const { stdout } = await winnow(["why", join(directory, "out"), "2"], {
        terminal,
        environment: { NO_COLOR: "1" },
      });
      const lines = stdout.slice(0, stdout.indexOf("\nNext: ")).split("\n");
      expect(lines.filter((line) => line.length > 60)).toEqual([]);
    }));

  it("refuses a data row that was not read", () =>
    withRun(processEvents(), async ({ ask }) => {
      expect(await ask("11")).toEqual({
        exitCode: 1,
        stdout: "",
        stderr:
          "WN2020 the run read no data row 11: its rows are 0 to 10\n" +
          "  Give a data row from 0 to 10; the first event of the input is 0.\n",
      });
    }));

  it("suggests the column or field that was meant", () =>
    withRun(processEvents(), async ({ ask }) => {
      const { exitCode, stderr } = await ask("commandline=x");
      expect(exitCode).toBe(1);
      expect(stderr).toContain(
        'WN2021 the events have no column or field "commandline"\n  Did you mean "CommandLine"? ',
      );
      expect((await ask("proces.name=x")).stderr).toContain('Did you mean "process.name"? ');
    }));

  it("reports a value that no event has", () =>
    withRun(processEvents(), async ({ ask }) => {
      const { exitCode, stderr } = await ask("host.name=HOST-1");
      expect(exitCode).toBe(1);
      expect(stderr).toContain(
        'WN2022 no event has the value "HOST-1" in host.name\n' +
          "  Give the complete value, with the same upper and lower case.\n",
      );
    }));

  it.each(["abc", "=5", "-1", "1.5", ""])("refuses %j as an event, before it looks for a result", async (event) => {
    expect(await winnow(["why", "nowhere", "--", event])).toEqual({
      exitCode: 2,
      stdout: "",
      stderr:
        `WN2001 ${JSON.stringify(event)} is neither the number of a data row nor column=value\n` +
        "  Write a data row, counted from 0 (118), or a column and its value (process.pid=4242). " +
        "`winnow why --help` shows what there is.\n",
    });
  });

  it("refuses a folder without a result", () =>
    inDirectory(async (directory) => {
      expect((await winnow(["why", directory, "0"])).stderr).toBe(
        `WN2010 there is no finished run in "${directory}"\n` +
          "  Name the folder that `winnow run` wrote (its --out), or a report itself.\n",
      );
    }));

  it("reports a result that does not record single events, by row and by value", () =>
    inDirectory(async (directory) => {
      const [groups, out] = [join(directory, "events.groups.parquet"), join(directory, "out")];
      const reduced = ["reduce", "windows-processes", await writeEvents(directory), "--out", groups, "--quiet"];
      expect(await winnow(reduced)).toMatchObject({ exitCode: 0, stderr: "" });
      expect(await winnow(["run", "windows-processes", groups, "--out", out, "--quiet"])).toMatchObject({ stderr: "" });
      for (const event of ["0", "host.name=host-1"]) {
        const { exitCode, stderr } = await winnow(["why", out, event]);
        expect(exitCode).toBe(1);
        expect(stderr).toBe(
          `WN2025 the result in "${out}" does not record single events (no assignments.csv): ` +
            "the source grouped them itself, or was groups files\n" +
            "  Run the profile on the events themselves: on their files, or for Sentinel with `mode: pull`.\n",
        );
      }
    }));

  it("refuses files that are not as Winnow wrote them", () =>
    withRun(processEvents(), async ({ directory, ask }) => {
      const clusters = join(directory, "out/clusters.csv");
      const [header] = (await readFile(clusters, "utf8")).split("\n", 1);
      await writeFile(clusters, `${header}\n`);
      expect((await ask("0")).stderr).toMatch(/^WN2024 ".*clusters\.csv" is not as Winnow wrote it\n/);
      await writeFile(join(directory, "out/assignments.csv"), "something else\n");
      expect((await ask("0")).stderr).toMatch(/^WN2024 ".*assignments\.csv" is not as Winnow wrote it\n/);
    }));

  it("reads a column of the source that is named like one of the rows", () =>
    inDirectory(async (directory) => {
      const input = join(directory, "events.csv");
      const [out, lines] = [join(directory, "out"), processEvents().map((line, i) => `${line},r${i}`)];
      await writeFile(input, [[...PROCESS_COLUMNS, "rank"].join(","), ...lines, ""].join("\n"));
      await winnow(["run", "windows-processes", input, "--out", out, "--quiet"]);
      const { stdout } = await winnow(["why", out, "rank=r10", "--json"]);
      expect((JSON.parse(stdout) as WhyResult).answers).toMatchObject([
        { dataRow: 10, rank: 1, displayed: "exemplar" },
      ]);
    }));
});
