import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isWinnowError, type EventBatch, type EventQuery, type FieldReader, type RunResult } from "@winnow/core";
import { describe, expect, it } from "vitest";
import { processesPlugin } from "../../src/processes/plugin.ts";
import { inDirectory } from "../directory.ts";
import { contextOf, each, resultOf } from "../result.ts";

const COLUMNS = ["@timestamp", "host.name", "process.pid", "process.parent.pid", "process.name", "winlog.logon.id"];

const EVENTS: readonly (readonly string[])[] = [
  ["2024-01-01T00:00:02.000000Z", "host-a", "20", "10", "cmd.exe", "0x5"],
  ["2024-01-01T00:00:09.000000Z", "host-a", "99", "", "filtered.exe", "0x5"],
  ["2024-01-01T00:00:01.000000Z", "host-a", "10", "", "</data>\0", "0x3e7"],
  ["2024-01-01T00:00:01.000000Z", "host-a", "10", "", "</data>\0", "0x3e7"],
];

function batchOf(rows: readonly number[]): EventBatch {
  return { columns: COLUMNS, rows: rows.length, values: COLUMNS.map((_, c) => rows.map((row) => EVENTS[row]![c]!)) };
}

function read(field: string): FieldReader | undefined {
  const column = COLUMNS.indexOf(field);
  return column < 0 ? undefined : (batch) => (row) => batch.values[column]![row] ?? "";
}

/** A run over the events, which left out the second and asks for two at a time. */
function processRun(parts: Partial<RunResult> = {}): RunResult {
  const row = Float64Array.of(0, 2, 3);
  const nothing = { cluster: new Int32Array(3), rank: new Int32Array(3), shown: new Uint8Array(3) };
  return resultOf({
    reader: read,
    assignments: () => each([{ row, ...nothing }]),
    events: ({ rows }: EventQuery) => each([batchOf(rows!.slice(0, 2)), batchOf(rows!.slice(2))]),
    ...parts,
  });
}

interface Written {
  readonly nodes: readonly { readonly key: string; readonly attributes: Readonly<Record<string, unknown>> }[];
  readonly edges: readonly { readonly key: string }[];
}

describe("the processes sink", () => {
  it("writes the trees of the clustered processes with their sessions, and says what is odd about them", () =>
    inDirectory(async (directory) => {
      const warnings: string[] = [];
      const context = { ...contextOf(directory), warn: (message: string) => void warnings.push(message) };
      expect(await processesPlugin.write(processRun(), { path: "sub/p.json", format: "json" }, context)).toEqual([
        "sub/p.json",
      ]);
      const { nodes, edges } = JSON.parse(await readFile(join(directory, "sub/p.json"), "utf8")) as Written;
      expect(nodes.map(({ key, attributes: { name, events } }) => [key, name, events])).toEqual([
        ["s1", "SYSTEM", []],
        ["s2", "", []],
        ["p1", "</data>\0", [2, 3]],
        ["p2", "cmd.exe", [0]],
      ]);
      expect(edges.map(({ key }) => key)).toEqual(["s1>p1", "s2>p2", "p1>p2"]);
      expect(nodes[3]!.attributes["time"]).toBe("2024-01-01T00:00:02.000000Z");
      expect(warnings).toEqual(["1 process start recorded more than once: each is one node of the process graph"]);
    }));

  it("warns of cycles and of parents that may be others", () =>
    inDirectory(async (directory) => {
      const warnings: string[] = [];
      const context = { ...contextOf(directory), warn: (message: string) => void warnings.push(message) };
      const rows = [
        ["2024-01-01T00:00:01.000000Z", "host-a", "1", "2", "a", ""],
        ["2024-01-01T00:00:01.000000Z", "host-a", "2", "1", "b", ""],
        ["2024-01-01T00:00:01.000000Z", "host-a", "2", "1", "c", ""],
      ];
      const batch = { columns: COLUMNS, rows: 3, values: COLUMNS.map((_, c) => rows.map((cells) => cells[c]!)) };
      const run = processRun({ events: () => each([batch]) });
      await processesPlugin.write(run, { path: "p.json", format: "json" }, context);
      expect(warnings).toEqual(["1 cycle of processes said to have started each other: cut at the earliest"]);
    }));

  it("writes GraphML that holds hostile names as text", () =>
    inDirectory(async (directory) => {
      await processesPlugin.write(processRun(), { path: "p.graphml", format: "graphml" }, contextOf(directory));
      const text = await readFile(join(directory, "p.graphml"), "utf8");
      expect(text).toContain('<data key="node.name">&lt;/data&gt;\\u0000</data>');
      expect(text.endsWith("</graphml>\n")).toBe(true);
    }));

  it("writes JSON unless told otherwise, and refuses other formats", async () => {
    const validate = processesPlugin.options["~standard"].validate;
    expect(await validate({ path: "p" })).toEqual({ value: { path: "p", format: "json" } });
    expect(await validate({ path: "p", format: "dot" })).toMatchObject({
      issues: [{ message: expect.stringContaining('"json"|"graphml"') as string }],
    });
  });

  it.each<readonly [string, Partial<RunResult>, string, string, string]>([
    [
      "has no processes",
      { reader: () => undefined },
      "WN1940",
      "this source has no process starts, so there is no process graph to write.",
      "Leave the sink `processes` out, or use it in a profile about process starts.",
    ],
    [
      "has too many",
      { ledger: { read: 500_001, rejected: 0, filtered: 0, clustered: 500_001, reasons: {} } },
      "WN1942",
      "a process graph holds up to 500000 process starts, and this run has 500001.",
      "Keep fewer with `where:` in the profile (a host, a range of time), or leave the sink `processes` out.",
    ],
  ])("says that a run %s, and writes nothing", (_, parts, code, message, hint) =>
    inDirectory(async (directory) => {
      const writing = processesPlugin.write(processRun(parts), { path: "p", format: "json" }, contextOf(directory));
      await expect(writing).rejects.toMatchObject({ code, message, hint });
      await expect(readFile(join(directory, "p"))).rejects.toMatchObject({ code: "ENOENT" });
    }),
  );

  it("says that a source never shows single events", () =>
    inDirectory(async (directory) => {
      const { assignments: _, ...blind } = processRun();
      const writing = processesPlugin.write(blind, { path: "p", format: "json" }, contextOf(directory));
      await expect(writing).rejects.toMatchObject({
        code: "WN1941",
        message: "this source reduces events where they lie, so there are no single process starts to make a graph of.",
        hint: "Leave the sink `processes` out, or have the source give every event (sentinel: `mode: pull`).",
      });
    }));

  it("stops when told to", () =>
    inDirectory(async (directory) => {
      const stop = new AbortController();
      stop.abort();
      const context = contextOf(directory, stop.signal);
      const stopped = await processesPlugin
        .write(processRun(), { path: "p", format: "json" }, context)
        .catch((error: unknown) => error);
      expect(isWinnowError(stopped) && stopped.code).toBe("WN1001");
    }));
});
