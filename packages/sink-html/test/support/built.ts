import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { buildPage } from "../../build-page.mjs";

const template = fileURLToPath(new URL("../../dist/page/report.html", import.meta.url));

/** Tests run unbuilt; the sink takes the page that a build left. */
export async function buildIfMissing(): Promise<void> {
  if (existsSync(template)) return;
  await mkdir(dirname(template), { recursive: true });
  await writeFile(template, await buildPage());
}
