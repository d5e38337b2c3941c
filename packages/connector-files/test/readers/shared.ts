import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const RAW = fileURLToPath(new URL("../../../../../shared/data/raw/", import.meta.url));

/** Path of a sample beside the repository; `undefined`, said on standard error, where there is none. */
export function sharedSample(name: string): string | undefined {
  if (existsSync(RAW + name)) return RAW + name;
  process.stderr.write(`Skipped: there is no ../shared/data/raw/${name}.\n`);
  return undefined;
}
