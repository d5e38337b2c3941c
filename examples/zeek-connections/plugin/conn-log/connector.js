// @ts-check
import { resolve } from "node:path";
import { defineConnector, defineError, throwIfAborted } from "@winnow/core";
import { z } from "zod";
import { ADDED, LOGGED } from "./columns.js";
import { linesOf } from "./lines.js";
import { paceOf } from "./pace.js";
import { createParser, secondsOf } from "./parser.js";

/** @typedef {import("./columns.js").Connection} Connection */

const unreadable = defineError({
  code: "ZEEK-1",
  summary: "A conn.log cannot be read.",
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

const BATCH_ROWS = 4096;
const SHOWN_CHARACTERS = 200;
const COLUMNS = [...LOGGED, ...ADDED];

export const connector = defineConnector({
  name: "zeek-conn-log",
  summary: "Zeek's conn.log, in its own format or as JSON, plain or packed with gzip",
  options: z.strictObject({
    path: z
      .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
      .describe("The log, or several that are read in this order; relative to the profile's folder."),
  }),
  connect: async ({ path }, { profileDirectory, signal }) => {
    throwIfAborted(signal);
    const logs = { names: typeof path === "string" ? [path] : path, directory: profileDirectory, signal };
    return { kind: "stream", batches: (onReject) => readBatches(logs, onReject) };
  },
});

/** @typedef {{ readonly names: readonly string[], readonly directory: string, readonly signal: AbortSignal }} Logs */

/**
 * Reads twice: a pace is known only when all meetings are. In between, of every meeting its time is held, nothing else.
 * @param {Logs} logs
 * @param {((reject: import("@winnow/core").Reject) => void) | undefined} onReject
 * @returns {AsyncGenerator<import("@winnow/core").EventBatch>}
 */
async function* readBatches(logs, onReject) {
  const paces = await pacesOf(logs);
  /** @type {(readonly (string | null)[])[]} */
  let rows = [];
  for await (const connection of connectionsOf(logs, onReject)) {
    const { connections, interval, regularity } = paces.get(pairOf(connection)) ?? { connections: 1 };
    const added = [connections, interval, regularity].map((value) => (value === undefined ? null : String(value)));
    rows.push([...LOGGED.map((column) => connection[column] ?? null), ...added]);
    if (rows.length < BATCH_ROWS) continue;
    yield batchOf(rows);
    rows = [];
  }
  throwIfAborted(logs.signal);
  if (rows.length > 0) yield batchOf(rows);
}

/** @param {Logs} logs */
async function pacesOf(logs) {
  /** @type {Map<string, number[]>} */
  const times = new Map();
  for await (const connection of connectionsOf(logs, undefined)) {
    const [pair, time] = [pairOf(connection), secondsOf(connection.ts ?? "")];
    const known = times.get(pair);
    if (known === undefined) times.set(pair, [time]);
    else known.push(time);
  }
  return new Map(Array.from(times, ([pair, own]) => [pair, paceOf(own)]));
}

/** Who asks whom for what. @param {Connection} connection */
function pairOf(connection) {
  return [connection["id.orig_h"], connection["id.resp_h"], connection["id.resp_p"], connection.proto].join(" ");
}

/**
 * @param {Logs} logs
 * @param {((reject: import("@winnow/core").Reject) => void) | undefined} onReject
 * @returns {AsyncGenerator<Connection>}
 */
async function* connectionsOf({ names, directory, signal }, onReject) {
  for (const file of names) {
    throwIfAborted(signal);
    const parse = createParser();
    let line = 0;
    try {
      for await (const text of linesOf(resolve(directory, file))) {
        throwIfAborted(signal);
        line++;
        const found = parse(text);
        if (typeof found === "string") onReject?.({ file, line, reason: found, text: text.slice(0, SHOWN_CHARACTERS) });
        else if (found !== undefined) yield found;
      }
    } catch (cause) {
      const { code = "" } = /** @type {NodeJS.ErrnoException} */ (cause);
      if (Object.hasOwn(PROBLEMS, code)) throw unreadable({ path: file, problem: PROBLEMS[code] ?? "" }, { cause });
      throw cause;
    }
  }
}

/** Column by column. @param {readonly (readonly (string | null)[])[]} rows */
function batchOf(rows) {
  return { columns: COLUMNS, rows: rows.length, values: COLUMNS.map((_, i) => rows.map((row) => row[i] ?? null)) };
}
