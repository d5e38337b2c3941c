// `npm run examples:generate`: writes the data of the examples, the same bytes every time.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isMain } from "../tools/run-command.mjs";
import { logonEvents } from "./generator/logons.mjs";
import { processEvents } from "./generator/processes.mjs";

const SEED = 20260302;

/** Data file, relative to this folder → its text. @returns {Readonly<Record<string, string>>} */
export function exampleData() {
  return {
    "windows-processes/data/processes.csv": processEvents(SEED).csv,
    "windows-logons/data/logons.csv": logonEvents(SEED).csv,
  };
}

if (isMain(import.meta.url)) {
  for (const [path, text] of Object.entries(exampleData())) {
    const file = join(fileURLToPath(new URL(".", import.meta.url)), path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    console.log(`${path}: ${text.length} characters`);
  }
}
