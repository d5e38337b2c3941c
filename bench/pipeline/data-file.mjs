import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const GENERATOR = fileURLToPath(new URL("generate.mjs", import.meta.url));

/**
 * The file of so many generated events; made once, in a process of its own.
 * @param {number} events
 * @returns {string} its path
 * @throws when it cannot be made
 */
export function dataFile(events) {
  const file = fileURLToPath(new URL(`../data/processes-${events}.csv`, import.meta.url));
  if (existsSync(file)) return file;
  const { status } = spawnSync(process.execPath, [GENERATOR, String(events), file], { stdio: "inherit" });
  if (status !== 0) throw new Error(`generate.mjs ended with ${status}`);
  return file;
}
