import { cpSync, existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Gap } from "@winnow/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Checkpoint, type CheckpointRequest, resumeFrom } from "../../src/pull/checkpoint.ts";
import { pullStream } from "../../src/pull/event-stream.ts";
import { invalidQuery, partialFailure } from "../../src/service/errors.ts";
import type { TickRange } from "../../src/service/query-service.ts";
import { COLUMNS, expectedRow, type ModelEvent, rowsOf, type Script, ScriptedService } from "./scripted.ts";

const BASE = 17_040_672_000_000_000n;
const RANGE: TickRange = { from: BASE, to: BASE + 1_000_000n };
const REQUEST: CheckpointRequest = {
  endpoint: "https://example.com/v1",
  workspaces: ["w"],
  query: "Events",
  columns: COLUMNS,
  since: "2024-01-01",
  until: "2024-01-02",
};

const EVENTS: readonly ModelEvent[] = [
  ...Array.from({ length: 200 }, (_, i) => ({ time: BASE + BigInt(i) * 5000n, text: `line\n"${i}"`, big: null })),
  { time: null, text: "timeless", big: 7n },
];
const PLANNED: readonly TickRange[] = Array.from({ length: 10 }, (_, i) => ({
  from: BASE + BigInt(i) * 100_000n,
  to: BASE + BigInt(i + 1) * 100_000n,
}));

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "winnow-checkpoint-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface Ran {
  readonly rows: string[];
  readonly gaps: Gap[];
  readonly asked: number;
  readonly error: unknown;
}

/** One run with a checkpoint, as the connector makes it. */
async function run(folder: string, script: Omit<Script, "rows"> = {}, request = REQUEST): Promise<Ran> {
  const service = new ScriptedService(EVENTS, { rows: 15, ...script });
  const checkpoint = await Checkpoint.open(folder, request);
  const earlier = await checkpoint.earlier();
  const state = earlier ?? { range: RANGE, planned: PLANNED, begunAt: 0, complete: false };
  await checkpoint.begin(state, earlier !== undefined);
  const gaps: Gap[] = [];
  const stream = pullStream({
    service,
    source: { kind: "table", name: "Events" },
    columns: COLUMNS,
    range: RANGE,
    planned: state.planned,
    limits: { rows: 15, concurrency: 3 },
    checkpoint,
    context: { progress: () => {}, gap: (gap) => gaps.push(gap) },
    stop: () => {},
  });
  let error: unknown;
  const rows = await rowsOf(stream).catch((thrown: unknown) => {
    error = thrown;
    return [];
  });
  return { rows, gaps, asked: service.asked.length, error };
}

const ALL = EVENTS.map(expectedRow).sort();

describe("a checkpoint", () => {
  it("lets an interrupted run go on, and every event arrives once, wherever it was interrupted", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 4 }), (stops) =>
        inFolder(async (folder) => {
          let before = 0;
          for (const stop of stops) {
            const fault = (_: unknown, n: number) => (n >= stop ? invalidQuery({ reason: "interrupted" }) : undefined);
            const { error } = await run(folder, { fault });
            if (error === undefined) return;
            before++;
          }
          const last = await run(folder);
          expect(last.rows.sort()).toEqual(ALL);
          expect(before).toBe(stops.length);
        }),
      ),
      { numRuns: 15 },
    );
  });

  it("lets a run go on from whatever lay on the disk when it was killed", () =>
    inFolder(async (folder) => {
      const moments: string[] = [];
      const fault = (_: unknown, n: number): undefined => {
        if (n % 2 === 0) return undefined;
        const moment = join(folder, `moment-${n}`);
        // What is being renamed just now may be gone under its old name.
        cpSync(join(folder, "killed"), moment, { recursive: true, filter: (path) => existsSync(path) });
        moments.push(moment);
        return undefined;
      };
      expect((await run(join(folder, "killed"), { fault })).rows.length).toBe(EVENTS.length);
      expect(moments.length).toBeGreaterThan(10);
      for (const moment of moments) {
        const { rows, gaps } = await run(moment);
        expect(rows.sort()).toEqual(ALL);
        expect(gaps).toEqual([]);
      }
    }));

  it("asks for nothing that is there", () =>
    inFolder(async (folder) => {
      const first = await run(folder);
      expect(first.asked).toBeGreaterThan(20);
      const second = await run(folder);
      expect(second.asked).toBe(0);
      expect(second.rows).toEqual(first.rows);
      expect(second.rows.sort()).toEqual(ALL);
    }));

  it("asks again for what was missing, and for nothing else", () =>
    inFolder(async (folder) => {
      const bad = PLANNED[4]!;
      const fault: Script["fault"] = ({ range }) =>
        range !== null && range.from >= bad.from && range.to <= bad.to
          ? partialFailure({ reason: "offline" })
          : undefined;
      const first = await run(folder, { fault });
      expect(first.gaps.map(({ from, to }) => [from, to])).toEqual([
        ["2024-01-01T00:00:00.0400000Z", "2024-01-01T00:00:00.0500000Z"],
      ]);
      expect(first.rows.length).toBe(EVENTS.length - 20);
      const second = await run(folder);
      expect(second.gaps).toEqual([]);
      expect(second.asked).toBe(4);
      expect(second.rows.sort()).toEqual(ALL);
    }));

  it("asks again for a file that is damaged", () =>
    inFolder(async (folder) => {
      await run(folder);
      const [inner] = await readdir(folder);
      const names = (await readdir(join(folder, inner!))).filter((name) => name.startsWith("slice.")).sort();
      const half = join(folder, inner!, names[0]!);
      await truncate(half, (await stat(half)).size >> 1);
      await writeFile(join(folder, inner!, names[1]!), "");
      await writeFile(join(folder, inner!, names[2]!), "no gzip at all");
      const { rows, asked } = await run(folder);
      expect(asked).toBe(3);
      expect(rows.sort()).toEqual(ALL);
    }));

  it("ignores a file that overlaps another, and half-written ones", () =>
    inFolder(async (folder) => {
      await run(folder);
      const [inner] = await readdir(folder);
      const overlapping = `slice.${BASE + 10n}.${BASE + 20n}.ndjson.gz`;
      await writeFile(join(folder, inner!, overlapping), "");
      await writeFile(join(folder, inner!, "1234.half"), "half");
      const { rows, asked } = await run(folder);
      expect(asked).toBe(0);
      expect(rows.sort()).toEqual(ALL);
    }));

  it.each<[string, Partial<CheckpointRequest>]>([
    ["query", { query: "Events | where Text != ''" }],
    ["workspace", { workspaces: ["w", "v"] }],
    ["range", { until: "2024-01-03" }],
    ["cloud", { endpoint: "https://example.org/v1" }],
    ["columns", { columns: [...COLUMNS, { name: "More", type: "string" }] }],
  ])("of another %s is not used", async (_, other) => {
    await inFolder(async (folder) => {
      await run(folder);
      await Checkpoint.open(folder, REQUEST);
      expect(await (await Checkpoint.open(folder, { ...REQUEST, ...other })).earlier()).toBeUndefined();
      expect(await (await Checkpoint.open(folder, REQUEST)).earlier()).toMatchObject({ complete: true });
    });
  });

  it("of another state than its own is not used", () =>
    inFolder(async (folder) => {
      await run(folder);
      const checkpoint = await Checkpoint.open(folder, REQUEST);
      const file = join(checkpoint.folder, "state.json");
      const state = JSON.parse(await readFile(file, "utf8")) as { request: object };
      await writeFile(file, JSON.stringify({ ...state, request: { ...state.request, query: "Others" } }));
      expect(await checkpoint.earlier()).toBeUndefined();
      await writeFile(file, "{");
      expect(await checkpoint.earlier()).toBeUndefined();
    }));

  it("can be read by nobody else", () =>
    inFolder(async (folder) => {
      await run(folder);
      const { folder: inner } = await Checkpoint.open(folder, REQUEST);
      const modes = await Promise.all((await readdir(inner)).map(async (name) => (await stat(join(inner, name))).mode));
      expect(new Set(modes.map((mode) => mode & 0o777))).toEqual(new Set([0o600]));
      expect((await stat(inner)).mode & 0o777).toBe(0o700);
    }));

  it("that cannot be written stops the run", () =>
    inFolder(async (folder) => {
      const file = join(folder, "file");
      await writeFile(file, "");
      await expect(Checkpoint.open(file, REQUEST)).rejects.toMatchObject({
        code: "WN1578",
        message: expect.stringMatching(/^the checkpoint in .* cannot be used: ENOTDIR/),
      });
    }));

  it("leaves exactly what is not stored to be asked for", () => {
    const ranges = fc
      .uniqueArray(fc.bigInt(0n, 200n), { minLength: 2, maxLength: 12 })
      .map((bounds) => bounds.sort((a, b) => Number(a - b)))
      .map((bounds) => bounds.slice(1).map((to, i) => ({ from: bounds[i]!, to })));
    fc.assert(
      fc.property(ranges, ranges, fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }), (planned, drawn, keep) => {
        const [first, last] = [planned[0]!.from, planned.at(-1)!.to];
        const stored = drawn.filter(({ from, to }, i) => keep[i] === true && from >= first && to <= last);
        const all = resumeFrom(planned, stored);
        const covered = all.flatMap(({ from, to }) =>
          Array.from({ length: Number(to - from) }, (_, i) => from + BigInt(i)),
        );
        expect(covered).toEqual(Array.from({ length: Number(last - first) }, (_, i) => first + BigInt(i)));
        for (const range of stored) expect(all).toContainEqual(range);
      }),
    );
  });
});
