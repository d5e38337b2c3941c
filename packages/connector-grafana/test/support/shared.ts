import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const shared = fileURLToPath(new URL("../../../../../shared/data/grafana/", import.meta.url));

/** A file of the shared data; `undefined`, with the reason printed, where it is not there. */
export function sharedFile(name: string): string | undefined {
  if (existsSync(shared + name)) return readFileSync(shared + name, "utf8");
  process.stderr.write(`skipped: the shared data ${name} is not there\n`);
  return undefined;
}
