// @ts-check
import { resolve } from "node:path";
import { defineConnector, defineError, throwIfAborted } from "@winnow/core";
import { z } from "zod";
import { COLUMNS, parseLine } from "./line.js";
import { linesOf } from "./lines.js";

const unreadable = defineError({
  code: "WEB-ACCESS-1",
  summary: "An access log cannot be read.",
  message: (/** @type {{ path: string, problem: string }} */ { path, problem }) =>
    `"${path}" cannot be read: ${problem}`,
  hint: () => "Check the path, which is taken from the profile's folder, and whether the file is whole.",
});

/** What the system's codes mean to somebody who looks for the fault. @type {Readonly<Record<string, string>>} */
const PROBLEMS = {
  ENOENT: "there is no such file",
  EISDIR: "it is a directory",
  EACCES: "this account may not read it",
  Z_BUF_ERROR: "it is packed with gzip and breaks off",
  Z_DATA_ERROR: "it is packed with gzip and damaged",
};

/** Lines that become one batch: enough to be quick, few enough to be small. */
const BATCH_ROWS = 4096;

/** A rejected line is told of, but not at any length. */
const SHOWN_CHARACTERS = 200;

export const connector = defineConnector({
  name: "web-access-log",
  summary: "Web access logs: combined log format or JSON lines, plain or packed with gzip",
  options: z.strictObject({
    path: z
      .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
      .describe("The log, or several that are read in this order; relative to the profile's folder."),
  }),
  connect: async ({ path }, { profileDirectory, signal }) => {
    throwIfAborted(signal);
    const names = typeof path === "string" ? [path] : path;
    return {
      kind: "stream",
      batches: (onReject) => readBatches(names, profileDirectory, signal, onReject),
    };
  },
});

/**
 * @param {readonly string[]} names
 * @param {string} directory
 * @param {AbortSignal} signal
 * @param {((reject: import("@winnow/core").Reject) => void) | undefined} onReject
 * @returns {AsyncGenerator<import("@winnow/core").EventBatch>}
 */
async function* readBatches(names, directory, signal, onReject) {
  /** @type {import("./line.js").Row[]} */
  let rows = [];
  for (const file of names) {
    throwIfAborted(signal);
    let line = 0;
    try {
      for await (const text of linesOf(resolve(directory, file))) {
        throwIfAborted(signal);
        line++;
        if (text.trim() === "") continue;
        const row = parseLine(text);
        // Nothing is dropped in silence: what cannot be read is told, with its place and the reason.
        if (typeof row === "string") onReject?.({ file, line, reason: row, text: text.slice(0, SHOWN_CHARACTERS) });
        else rows.push(row);
        if (rows.length < BATCH_ROWS) continue;
        yield batchOf(rows);
        rows = [];
      }
    } catch (cause) {
      const { code = "" } = /** @type {NodeJS.ErrnoException} */ (cause);
      if (Object.hasOwn(PROBLEMS, code)) throw unreadable({ path: file, problem: PROBLEMS[code] ?? "" }, { cause });
      throw cause;
    }
  }
  throwIfAborted(signal);
  if (rows.length > 0) yield batchOf(rows);
}

/** Column by column. @param {readonly import("./line.js").Row[]} rows */
function batchOf(rows) {
  return { columns: COLUMNS, rows: rows.length, values: COLUMNS.map((_, i) => rows.map((row) => row[i] ?? null)) };
}
