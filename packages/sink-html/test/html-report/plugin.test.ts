import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { isWinnowError, type SinkContext } from "@winnow/core";
import type { RunOutcome } from "@winnow/orchestrator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildPage } from "../../build-page.mjs";
import { noTemplate } from "../../src/errors.ts";
import { htmlReportOptions } from "../../src/html-report/options.ts";
import { readPage, renderPage } from "../../src/html-report/page.ts";
import { htmlReportPlugin } from "../../src/html-report/plugin.ts";
import { buildIfMissing } from "../support/built.ts";
import { EXAMPLES, finish } from "../support/reports.ts";
import { smallReport } from "../support/small-report.ts";

const options = htmlReportOptions.parse({});

async function failureOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isWinnowError(error)) throw new Error("expected a coded error", { cause: error });
  return error.format();
}

describe("the sink html-report", () => {
  let result: RunOutcome;
  let folder: string;
  const context = (signal = new AbortController().signal): SinkContext => ({
    signal,
    outputDirectory: folder,
    outputPath: (path) => resolve(folder, path),
    stateDirectory: folder,
    profileDirectory: folder,
    progress: () => {},
    warn: () => {},
    gap: () => {},
  });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "winnow-html-"));
    await buildIfMissing();
    result = await finish({ path: EXAMPLES.logons.profile }, EXAMPLES.logons.input);
  });
  afterAll(async () => {
    await result?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("writes report.html, and nothing beside it", async () => {
    expect(await htmlReportPlugin.write(result, options, context())).toEqual(["report.html"]);
    expect(await readdir(folder)).toEqual(["report.html"]);
    const page = await readFile(join(folder, "report.html"), "utf8");
    expect((await readPage(page, "report.html")).counts).toEqual(result.counts);
  });

  it("makes folders on the way", async () => {
    const path = "deep/er/page.html";
    expect(await htmlReportPlugin.write(result, { ...options, path }, context())).toEqual([path]);
    expect(await readFile(join(folder, path), "utf8")).toContain("<title>Winnow report</title>");
  });

  it("says why it cannot write, and leaves no half page", async () => {
    await mkdir(join(folder, "taken"), { recursive: true });
    await writeFile(join(folder, "file"), "");
    const hint = "\n  Choose another path, or another directory with --out.";
    expect(await failureOf(htmlReportPlugin.write(result, { ...options, path: "taken" }, context()))).toBe(
      `WN1953 "${join(folder, "taken")}" cannot be written: it is not a file${hint}`,
    );
    expect(await failureOf(htmlReportPlugin.write(result, { ...options, path: "file/x.html" }, context()))).toBe(
      `WN1953 "${join(folder, "file/x.html")}" cannot be written: a part of its path is a file${hint}`,
    );
    const before = (await readdir(folder, { recursive: true })).sort();
    expect(await failureOf(htmlReportPlugin.write(result, options, context(AbortSignal.abort())))).toMatch(/^WN1001 /);
    expect((await readdir(folder, { recursive: true })).sort()).toEqual(before);
  });

  it("takes options strictly, with defaults for all", () => {
    expect(options).toEqual({
      path: "report.html",
      limits: { all: 20_000, perRow: 20, most: 40_000, groups: 60_000 },
    });
    expect(htmlReportOptions.parse({ limits: { perRow: 0 } }).limits.perRow).toBe(0);
    for (const wrong of [{ file: "x" }, { path: "" }, { limits: { all: -1 } }, { limits: { every: 1 } }])
      expect(htmlReportOptions.safeParse(wrong).success).toBe(false);
  });
});

describe("the page", () => {
  let page: string;
  beforeAll(async () => {
    page = await renderPage({ ...smallReport, profile: { ...smallReport.profile, name: "NAME" } }, await buildPage());
  });

  it("is one file: nothing in it names another", () => {
    const markup = page.replaceAll(/<(script|style)\b[^>]*>[^]*?<\/\1>/g, "");
    expect(markup.match(/\b(?:src|href|action)=(?!"data:)[^\s>]*/g)).toBeNull();
    expect(page).not.toMatch(/<link[^>]+stylesheet/);
    expect(page.match(/<script\b[^>]*>/g)).toEqual([
      '<script type="application/vnd.winnow-report" id="winnow-report">',
      '<script type="module">',
    ]);
  });

  it("allows its own script and style by their hashes, and nothing else", async () => {
    const { createHash } = await import("node:crypto");
    const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    const script = /<script type="module">([^]*?)<\/script>/.exec(page)![1]!;
    const style = /<style>([^]*?)<\/style>/.exec(page)![1]!;
    expect(/<meta http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)![1]!.split("; ")).toEqual([
      "default-src 'none'",
      `script-src ${hash(script)}`,
      `style-src ${hash(style)}`,
      "worker-src blob:",
      "img-src data: blob:",
      "connect-src 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "object-src 'none'",
    ]);
  });

  it("has no word of a log or a profile outside its data", () => {
    expect(page).not.toContain("NAME");
    expect(/<title>(.*?)<\/title>/.exec(page)![1]).toBe("Winnow report");
  });

  it("gives its data back, and says what gives none", async () => {
    expect((await readPage(page, "x.html")).profile.name).toBe("NAME");
    expect(await failureOf(readPage("<p>no</p>", "x.html"))).toBe(
      'WN1951 "x.html" is no report of Winnow\n' +
        "  Name the folder of a run, or make the report anew with `winnow run`.",
    );
    const cut = page.replace(/(id="winnow-report">.{40})[^<]*/, "$1");
    expect(await failureOf(readPage(cut, "x.html"))).toBe(
      'WN1952 the data in "x.html" cannot be read: unexpected end of file\n' +
        "  Make the report anew with `winnow run`.",
    );
  });

  it("says that it was not built", () => {
    expect(noTemplate({ path: "/x/report.html" }).format()).toBe(
      'WN1950 the report\'s page is missing: "/x/report.html"\n' +
        "  Build the package with `npm run build`, or install it again.",
    );
  });
});
