import { existsSync } from "node:fs";
import { appendFile, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { readPage } from "@winnow/sink-html";
import { describe, expect, it } from "vitest";
import { inDirectory } from "../directory.ts";
import { writeEvents } from "../events.ts";
import { winnow } from "../io.ts";

const MARK = "2024-01-15T08:00:05Z=alert";

async function finishedRun(directory: string, ...more: readonly string[]): Promise<string> {
  const out = join(directory, "out");
  const { exitCode, stderr } = await winnow([
    "run",
    "windows-processes",
    await writeEvents(directory),
    "--out",
    out,
    ...more,
  ]);
  expect(stderr).not.toContain("WN");
  expect(exitCode).toBe(0);
  return out;
}

async function marksIn(path: string): Promise<readonly string[]> {
  const { marks } = await readPage(await readFile(path, "utf8"), path);
  return marks.map(({ label }) => label);
}

describe("winnow run", () => {
  it("writes the report of a built-in profile, with the marks of the command line, and says how to open it", () =>
    inDirectory(async (directory) => {
      const out = join(directory, "out");
      const input = await writeEvents(directory);
      const { stdout } = await winnow(["run", "windows-processes", input, "--out", out, "--mark", MARK]);
      expect(stdout).toContain("clusters.csv, assignments.csv, report.html, manifest.json");
      expect(stdout).toContain(
        `Next: winnow open ${out} shows the report; clusters.csv has its rows, assignments.csv the row of every event.`,
      );
      expect(await marksIn(join(out, "report.html"))).toEqual(["alert"]);
    }));

  it.skipIf(process.platform === "win32")("quotes a folder for the shell that its command is copied to", () =>
    inDirectory(async (directory) => {
      const out = join(directory, "o'ut here");
      const input = await writeEvents(directory);
      const run = await winnow(["run", "windows-processes", input, "--out", out]);
      const quoted = `winnow open '${directory}/o'\\''ut here`;
      expect(run.stdout).toContain(`${quoted}' shows the report`);
      const again = await winnow(["report", out]);
      expect(again.stdout).toContain(`Next: ${quoted}/report.html'\n`);
    }),
  );

  it("refuses a mark without a time before it reads anything", () =>
    inDirectory(async (directory) => {
      const out = join(directory, "out");
      const { exitCode, stderr } = await winnow([
        "run",
        "windows-processes",
        "none.csv",
        "--out",
        out,
        "--mark",
        "alert",
      ]);
      expect(exitCode).toBe(2);
      expect(stderr).toContain("WN1214");
      expect(existsSync(out)).toBe(false);
    }));
});

describe("winnow report", () => {
  it("adds marks to the page of a finished run, each once, and changes nothing else of what it holds", () =>
    inDirectory(async (directory) => {
      const out = await finishedRun(directory, "--mark", MARK);
      const page = join(out, "report.html");
      const before = await readPage(await readFile(page, "utf8"), page);
      const other = join(directory, "with-marks.html");
      const { exitCode, stdout } = await winnow([
        "report",
        out,
        "--mark",
        MARK,
        "--mark",
        "2024-01-15T08:00:01Z=call",
        "--out",
        other,
      ]);
      expect(exitCode).toBe(0);
      expect(stdout).toBe(`Report: ${other}\nNext: winnow open ${other}\n`);
      const { marks, ...after } = await readPage(await readFile(other, "utf8"), other);
      expect(marks.map(({ label }) => label)).toEqual(["call", "alert"]);
      const { marks: _, ...same } = before;
      expect(after).toEqual(same);
      expect(await marksIn(page)).toEqual(["alert"]);
    }));

  it("runs again where there is no page, and comes to the same rows", () =>
    inDirectory(async (directory) => {
      const out = await finishedRun(directory);
      const page = join(out, "report.html");
      const before = await readPage(await readFile(page, "utf8"), page);
      await rm(page);
      const { exitCode, stdout } = await winnow(["report", out, "--mark", MARK]);
      expect(exitCode).toBe(0);
      expect(stdout).toBe(`Report: ${page}\nNext: winnow open ${page}\n`);
      const after = await readPage(await readFile(page, "utf8"), page);
      expect(after.rows).toEqual(before.rows);
      expect(after.events).toEqual(before.events);
      expect(after.marks.map(({ label }) => label)).toEqual(["alert"]);
    }));

  it("replaces the page of the current result, and no other file of it", () =>
    inDirectory(async (directory) => {
      const out = await finishedRun(directory);
      const before = await readFile(join(out, "manifest.json"));
      const page = await realpath(join(out, "report.html"));
      const { exitCode, stdout } = await winnow(["report", out, "--mark", MARK]);
      expect({ exitCode, stdout }).toEqual({
        exitCode: 0,
        stdout: `Report: ${join(out, "report.html")}\nNext: winnow open ${join(out, "report.html")}\n`,
      });
      expect(await realpath(join(out, "report.html"))).toBe(page);
      expect(await marksIn(page)).toEqual(["alert"]);
      expect(await readFile(join(out, "manifest.json"))).toEqual(before);
      expect((await readdir(dirname(page))).sort()).toEqual([
        "assignments.csv",
        "clusters.csv",
        "manifest.json",
        "report.html",
      ]);
      expect((await readdir(join(out, ".runs"))).length).toBe(2);
    }));

  it("refuses inputs that have changed since, or are gone", () =>
    inDirectory(async (directory) => {
      const out = await finishedRun(directory);
      const input = join(directory, "events.csv");
      await rm(join(out, "report.html"));
      await appendFile(input, "\n");
      const changed = await winnow(["report", out]);
      expect(changed.exitCode).toBe(1);
      expect(changed.stderr).toBe(
        `WN2013 the report cannot be rebuilt: "${input}" has changed since the run\n` +
          "  Restore the file, or run the profile again with `winnow run`.\n",
      );
      await rm(input);
      const gone = await winnow(["report", out]);
      expect(gone.stderr).toBe(
        `WN2013 the report cannot be rebuilt: "${input}" no longer exists\n` +
          "  Restore the file, or run the profile again with `winnow run`.\n",
      );
    }));

  it("refuses to guess the events of a source that is no file", () =>
    inDirectory(async (directory) => {
      const out = await finishedRun(directory);
      const manifest = join(out, "manifest.json");
      await rm(join(out, "report.html"));
      const written = JSON.parse(await readFile(manifest, "utf8")) as object;
      await writeFile(manifest, JSON.stringify({ ...written, inputs: [] }));
      expect((await winnow(["report", out])).stderr).toBe(
        `WN2012 the run of "${manifest}" read no files, so its events cannot be read again\n` +
          "  Ask its source again with `winnow run`, with `sinks: [{ use: html-report }]` in the profile.\n",
      );
    }));

  it("says what is no run, no manifest and no report", () =>
    inDirectory(async (directory) => {
      expect((await winnow(["report", directory])).stderr).toBe(
        `WN2010 there is no finished run in "${directory}"\n` +
          "  Name the folder that `winnow run` wrote (its --out), or a report itself.\n",
      );
      const manifest = join(directory, "manifest.json");
      for (const text of ["{", "{}", '{"profile":{"document":{}}}', "null"]) {
        await writeFile(manifest, text);
        expect((await winnow(["report", directory])).stderr).toBe(
          `WN2011 "${manifest}" is not the manifest of a run\n  Run the profile again with \`winnow run\`.\n`,
        );
      }
      const page = join(directory, "report.html");
      await writeFile(page, "<p>something else</p>");
      expect((await winnow(["report", page])).stderr).toBe(
        `WN1951 "${page}" is no report of Winnow\n` +
          "  Name the folder of a run, or make the report anew with `winnow run`.\n",
      );
    }));
});

describe("winnow open", () => {
  it.runIf(process.platform === "linux")("prints the path where there is no screen", () =>
    inDirectory(async (directory) => {
      const out = await finishedRun(directory);
      const { exitCode, stdout, stderr } = await winnow(["open", out]);
      expect(exitCode).toBe(0);
      expect(stdout).toBe(`${join(out, "report.html")}\n`);
      expect(stderr).toBe("There is no screen here to open it on: copy the file to where there is one.\n");
    }),
  );

  it("says how to make a report that is missing", () =>
    inDirectory(async (directory) => {
      const out = await finishedRun(directory);
      await rm(join(out, "report.html"));
      const { exitCode, stderr } = await winnow(["open", out]);
      expect(exitCode).toBe(1);
      expect(stderr).toBe(`WN2014 the run in "${out}" has no report.html\n  \`winnow report ${out}\` makes it.\n`);
    }));
});
