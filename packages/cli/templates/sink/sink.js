// @ts-check
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { defineError, defineSink, throwIfAborted } from "@winnow/core";
import { z } from "zod";

const notWritten = defineError({
  code: "__CODE__",
  summary: "The list cannot be written.",
  message: (/** @type {{ path: string, problem: string }} */ { path, problem }) =>
    `"${path}" cannot be written: ${problem}`,
  hint: () => "Name another file under `with: { path: … }`.",
});

/** Writes a list of the rows with their reasons. Put your own output here. */
export const sink = defineSink({
  name: "__NAME__",
  summary: "__SUMMARY__",
  options: z.strictObject({
    path: z.string().min(1).default("rows.txt").describe("File to write, relative to the run's output directory."),
    most: z.int().min(1).default(20).describe("Rows to write at most."),
  }),
  write: async ({ rows }, { path, most }, { outputPath, signal }) => {
    throwIfAborted(signal);
    const lines = rows
      .slice(0, most)
      .flatMap(({ rank, size, reasons }) => [
        `${rank}. ${size} ${size === 1 ? "event" : "events"}`,
        ...reasons.map((reason) => `   ${inert(reason)}`),
      ]);
    await writeNewFile(outputPath(path), path, lines.join("\n") + "\n");
    return [path];
  },
});

/**
 * Log text is written by attackers: whatever a terminal or an editor would obey is shown instead.
 * @param {string} text
 */
function inert(text) {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

/**
 * Writes a file of this run. Users see it when the run is complete; half a file is removed.
 * @param {string} file
 * @param {string} name what messages call it
 * @param {string} text
 */
async function writeNewFile(file, name, text) {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  } catch (cause) {
    await rm(file, { force: true }).catch(() => undefined);
    const { code = "unknown" } = /** @type {NodeJS.ErrnoException} */ (cause);
    throw notWritten({ path: name, problem: `the system says ${code}` }, { cause });
  }
}
