// @ts-check
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { defineConnector, defineError, defineExtractor, noOptions, throwIfAborted } from "@winnow/core";
import { z } from "zod";

const torn = defineError({
  code: "BADGES-1",
  summary: "The log cannot be read.",
  message: (/** @type {string} */ path) => `"${path}" cannot be read`,
  hint: () => "Check the path.",
});
const COLUMNS = ["time", "door", "badge", "direction", "answer"];

/** A line is `time|door|badge|direction|answer`. */
export const connector = defineConnector({
  name: "badges",
  summary: "Badge readers",
  options: z.strictObject({ path: z.string().describe("The log, relative to the profile's folder.") }),
  connect: async ({ path }, { profileDirectory: from, signal }) => ({
    kind: "stream",
    batches: async function* (onReject) {
      throwIfAborted(signal);
      const text = await readFile(resolve(from, path), "utf8").catch((cause) => Promise.reject(torn(path, { cause })));
      const rows = [];
      for (const [i, line] of text.split("\n").entries()) {
        const cells = line.split("|");
        if (cells.length === COLUMNS.length) rows.push(cells);
        else if (line !== "") onReject?.({ file: path, line: i + 1, reason: "not five cells", text: line });
      }
      yield { columns: COLUMNS, rows: rows.length, values: COLUMNS.map((_, c) => rows.map((row) => row[c] ?? null)) };
    },
  }),
});

/** @type {readonly import("@winnow/core").Feature[]} */
const catalogue = [
  { name: "hour", unit: "hour", doc: "Hour, UTC", value: { hour: "@timestamp" } },
  {
    name: "denied",
    unit: "flag",
    doc: "1 if so",
    says: "was denied",
    value: { flag: { equals: ["answer", "denied"] } },
  },
];
export const extractor = defineExtractor({
  name: "badge",
  summary: "When a door was asked, and what it said",
  options: noOptions,
  accepts: ["badge"],
  catalogue,
  features: () => catalogue,
});
export const plugins = [connector, extractor];
