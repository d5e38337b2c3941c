import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { buildPage } from "../../build-page.mjs";
import type { ReportData } from "../../src/data/report-data.ts";
import { renderPage } from "../../src/html-report/page.ts";
import { launch } from "./chromium.ts";

export interface OpenOptions {
  /** CSS pixels. */
  readonly width?: number;
  readonly height?: number;
  readonly theme?: "light" | "dark";
  /** What stands behind `#`: `/rows?row=3`. */
  readonly at?: string;
}

/** Opens a report as an analyst would: the file in a browser. */
export interface OpenReport {
  (report: ReportData, options?: OpenOptions): Promise<Page>;
  /** What pages did so far that they never should, and no test fails for it any more: to test the watch itself. */
  takeFaults(): string[];
}

/**
 * To be called once in a test file: gives the function that opens reports, one browser for all of them. A test fails
 * when one of its pages throws, writes to the console, breaks its policy or asks for anything but itself.
 */
export function useBrowser(): OpenReport {
  const folder = mkdtempSync(join(tmpdir(), "winnow-page-"));
  const files = new Map<ReportData, string>();
  const contexts: BrowserContext[] = [];
  const faults: string[] = [];
  let browser: Browser;
  let template: string;

  beforeAll(async () => {
    [browser, template] = await Promise.all([launch(), buildPage()]);
  });
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    expect(faults.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const fileOf = async (report: ReportData): Promise<string> => {
    const known = files.get(report);
    if (known !== undefined) return known;
    const path = join(folder, `report-${files.size}.html`);
    writeFileSync(path, await renderPage(report, template));
    files.set(report, path);
    return path;
  };

  const open = async (
    report: ReportData,
    { width = 1280, height = 800, theme = "light", at = "" }: OpenOptions = {},
  ): Promise<Page> => {
    const path = pathToFileURL(await fileOf(report)).href;
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme: theme,
      acceptDownloads: true,
    });
    contexts.push(context);
    const page = await context.newPage();
    await watch(page, path, (fault) => faults.push(fault));
    await page.goto(`${path}${at === "" ? "" : `#${at}`}`);
    await page.waitForSelector("main");
    return page;
  };
  return Object.assign(open, { takeFaults: () => faults.splice(0) });
}

/** Reports everything that a page of ours never does. */
async function watch(page: Page, path: string, report: (fault: string) => void): Promise<void> {
  page.on("console", (message) => report(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => report(`error: ${error.stack ?? error.message}`));
  page.on("dialog", (dialog) => {
    report(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("popup", (popup) => report(`window: ${popup.url()}`));
  page.on("request", (request) => {
    const [url] = request.url().split("#");
    if (url !== path && !/^(?:blob|data):/.test(url!)) report(`request: ${request.url()}`);
  });
  page.on("framenavigated", (frame) => {
    const [url] = frame.url().split("#");
    if (url !== path && url !== "about:blank") report(`navigation: ${frame.url()}`);
  });
  // The console tells of a broken policy as well, but not of one that only reports.
  await page.addInitScript(
    `addEventListener("securitypolicyviolation", (event) => console.error("policy:", event.violatedDirective, event.blockedURI))`,
  );
}
