import chromium from "@sparticuz/chromium";
import { chromium as playwright } from "playwright-core";

/**
 * The Chromium that comes from the npm registry, or the one that WINNOW_CHROMIUM names.
 * @returns {Promise<import("playwright-core").Browser>}
 */
export async function launch() {
  const executablePath = process.env["WINNOW_CHROMIUM"] ?? (await chromium.executablePath());
  return playwright.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
}
