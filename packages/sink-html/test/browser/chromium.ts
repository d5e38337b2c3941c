import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium as playwright, type Browser } from "playwright-core";

const modules = fileURLToPath(new URL("../../node_modules/", import.meta.url));
const cache = join(modules, ".cache");

/** Why there is no browser to test in; `null` where there is one. */
export const noBrowser: string | null =
  process.platform === "linux" || process.env["WINNOW_CHROMIUM"] !== undefined
    ? null
    : `no Chromium comes along for ${process.platform}: set WINNOW_CHROMIUM to the path of one`;

/** For containers as well: run by root, without a graphics card, with little shared memory. */
const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none"];

/** Starts the Chromium that comes from the npm registry, or the one that `WINNOW_CHROMIUM` names. */
export async function launch(): Promise<Browser> {
  const executablePath = process.env["WINNOW_CHROMIUM"] ?? (await unpacked());
  return playwright.launch({ executablePath, args: ARGUMENTS });
}

/**
 * The browser comes compressed, and unpacks itself into the folder for temporary files under a fixed name. Several test
 * files may do that at once: each unpacks into a folder of its own, and the first to finish puts its folder in place.
 */
async function unpacked(): Promise<string> {
  const manifest = readFileSync(join(modules, "@sparticuz/chromium/package.json"), "utf8");
  const { version } = JSON.parse(manifest) as { readonly version: string };
  const place = join(cache, `chromium-${version}`);
  if (!existsSync(place)) await unpackTo(place);
  return join(place, "chromium");
}

async function unpackTo(place: string): Promise<void> {
  mkdirSync(cache, { recursive: true });
  const own = mkdtempSync(join(cache, "unpacking-"));
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = own;
  try {
    const { default: packed } = await import("@sparticuz/chromium");
    await packed.executablePath();
    renameSync(own, place);
  } catch (error) {
    if (!existsSync(place)) throw error;
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
    rmSync(own, { recursive: true, force: true });
  }
}
