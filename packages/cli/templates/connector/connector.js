// @ts-check
import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { defineConnector, defineError, throwIfAborted } from "@winnow/core";
import { z } from "zod";

/** One factory per failure: subject and fact, and the next step. */
const unreadable = defineError({
  code: "__CODE__",
  summary: "The log cannot be read.",
  message: (/** @type {{ path: string, problem: string }} */ { path, problem }) =>
    `"${path}" cannot be read: ${problem}`,
  hint: () => "Check the path: it is taken from the profile's folder.",
});

/** Lines that become one batch: enough to be quick, few enough to be small. */
const BATCH_ROWS = 4096;

/** Reads lines of `key=value` pairs, separated by semicolons: `time=…;program=…`. Put your own source here. */
export const connector = defineConnector({
  name: "__NAME__",
  summary: "__SUMMARY__",
  options: z.strictObject({
    path: z.string().min(1).describe("The log, relative to the profile's folder."),
  }),
  connect: async ({ path }, { profileDirectory, signal }) => {
    throwIfAborted(signal);
    return {
      kind: "stream",
      batches: (onReject) => readBatches(resolve(profileDirectory, path), path, signal, onReject),
    };
  },
});

/**
 * @param {string} file
 * @param {string} name what messages call it
 * @param {AbortSignal} signal
 * @param {((reject: import("@winnow/core").Reject) => void) | undefined} onReject
 * @returns {AsyncGenerator<import("@winnow/core").EventBatch>}
 */
async function* readBatches(file, name, signal, onReject) {
  const events = [];
  let line = 0;
  try {
    for await (const text of createInterface({ input: createReadStream(file, "utf8"), crlfDelay: Infinity })) {
      throwIfAborted(signal);
      line++;
      if (text === "") continue;
      const event = parse(text);
      // Nothing is dropped in silence: what cannot be read is told, with its place and the reason.
      if (event === undefined)
        onReject?.({ file: name, line, reason: "not key=value pairs", text: text.slice(0, 200) });
      else events.push(event);
      if (events.length === BATCH_ROWS) yield batchOf(events.splice(0));
    }
  } catch (cause) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (cause);
    if (code === "ENOENT") throw unreadable({ path: name, problem: "there is no such file" }, { cause });
    if (code === "EISDIR") throw unreadable({ path: name, problem: "it is a directory" }, { cause });
    throw cause;
  }
  throwIfAborted(signal);
  if (events.length > 0) yield batchOf(events);
}

/** @param {string} text */
function parse(text) {
  const pairs = text.split(";").map((pair) => pair.split(/=(.*)/s));
  return pairs.every((pair) => pair.length > 1)
    ? new Map(pairs.map(([key = "", value = ""]) => [key, value]))
    : undefined;
}

/**
 * Column by column; `null` where an event has no value.
 * @param {Map<string, string>[]} events
 */
function batchOf(events) {
  const columns = [...new Set(events.flatMap((event) => [...event.keys()]))];
  const values = columns.map((column) => events.map((event) => event.get(column) ?? null));
  return { columns, rows: events.length, values };
}
