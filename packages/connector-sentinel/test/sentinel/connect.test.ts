import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parseInstant } from "../../src/pull/time-range.ts";
import { openSource } from "../../src/sentinel/connect.ts";
import { sentinelConnectorOptions } from "../../src/sentinel/options.ts";
import { invalidQuery, partialFailure, tokenRejected } from "../../src/service/errors.ts";
import { expectedRow, type ModelEvent, rowsOf, type Script, ScriptedService } from "../pull/scripted.ts";
import { watched } from "./context.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "winnow-sentinel-"));
  vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2024, 0, 10) });
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true });
});

/** An event an hour, from the first of January on. */
const EVENTS: readonly ModelEvent[] = Array.from({ length: 24 * 20 }, (_, i) => ({
  time: parseInstant("2024-01-01")! + BigInt(i) * 36_000_000_000n,
  text: `event ${i}`,
  big: null,
}));

function between(from: string, to: string): string[] {
  return EVENTS.filter(({ time }) => time! >= parseInstant(from)! && time! < parseInstant(to)!).map(expectedRow);
}

interface Ran {
  readonly rows: string[];
  readonly asked: number;
  readonly warnings: string[];
  readonly gaps: number;
}

async function run(options: object, fault?: Script["fault"]): Promise<Ran> {
  const service = new ScriptedService(EVENTS, { rows: 100, ...(fault === undefined ? {} : { fault }) });
  const { context, gaps, warnings } = watched(folder);
  const checked = sentinelConnectorOptions.parse({
    workspace: "w",
    table: "Events",
    mode: "pull",
    checkpoint: "kept",
    lag: "0m",
    ...options,
  });
  const source = await openSource(checked, service, context, () => {});
  if (source.kind !== "stream") throw new Error("not a stream");
  const rows = await rowsOf(source);
  return { rows, asked: service.asked.length, warnings, gaps: gaps.length };
}

const interrupted: Script["fault"] = (_, n) => (n > 2 ? invalidQuery({ reason: "interrupted" }) : undefined);

describe("a range that hangs on the clock", () => {
  it("is taken up again as it was when the run before was interrupted", async () => {
    await expect(run({ since: "7d", slice: "1d" }, interrupted)).rejects.toThrow("interrupted");
    vi.setSystemTime(Date.UTC(2024, 0, 10, 6));
    const { rows, warnings, asked } = await run({ since: "7d", slice: "1d" });
    expect(rows).toEqual(between("2024-01-03", "2024-01-10"));
    expect(asked).toBeLessThan(8);
    expect(warnings).toEqual([
      "goes on with the checkpoint of 2024-01-10T00:00:00.000Z: events from 2024-01-03T00:00:00.0000000Z up to " +
        "2024-01-10T00:00:00.0000000Z. Delete kept to ask for them anew.",
    ]);
  });

  it("starts anew after a day", async () => {
    await expect(run({ since: "7d", slice: "1d" }, interrupted)).rejects.toThrow("interrupted");
    vi.setSystemTime(Date.UTC(2024, 0, 11, 1));
    const { rows, warnings } = await run({ since: "7d", slice: "1d" });
    expect(rows).toEqual(between("2024-01-04T01:00", "2024-01-11T01:00"));
    expect(warnings).toEqual([]);
  });

  it("starts anew after a run that was complete", async () => {
    await run({ since: "7d", slice: "1d" });
    vi.setSystemTime(Date.UTC(2024, 0, 10, 1));
    const { rows, asked } = await run({ since: "7d", slice: "1d" });
    expect(rows).toEqual(between("2024-01-03T01:00", "2024-01-10T01:00"));
    expect(asked).toBe(8);
  });

  it("is taken up again to ask for what was missing", async () => {
    const offline: Script["fault"] = ({ range }) =>
      range !== null && range.from < parseInstant("2024-01-05")! && range.to > parseInstant("2024-01-04")!
        ? partialFailure({ reason: "offline" })
        : undefined;
    const first = await run({ since: "7d", slice: "1d" }, offline);
    expect(first.gaps).toBe(1);
    vi.setSystemTime(Date.UTC(2024, 0, 10, 6));
    const { rows, gaps } = await run({ since: "7d", slice: "1d" });
    expect(rows).toEqual(between("2024-01-03", "2024-01-10"));
    expect(gaps).toBe(0);
  });
});

describe("a fixed range", () => {
  it("that reaches beyond now hangs on the clock all the same", async () => {
    const times = { since: "2024-01-02", until: "2024-02-01", slice: "1d" };
    expect((await run(times)).rows).toEqual(between("2024-01-02", "2024-01-10"));
    vi.setSystemTime(Date.UTC(2024, 0, 12));
    expect((await run(times)).rows).toEqual(between("2024-01-02", "2024-01-12"));
  });

  it("stays, complete as it is", async () => {
    const times = { since: "2024-01-02", until: "2024-01-05" };
    await run(times);
    vi.setSystemTime(Date.UTC(2024, 5, 1));
    const { rows, asked, warnings } = await run(times);
    expect(rows).toEqual(between("2024-01-02", "2024-01-05"));
    expect(asked).toBe(0);
    expect(warnings).toEqual([
      "goes on with the checkpoint of 2024-01-10T00:00:00.000Z: events from 2024-01-02T00:00:00.0000000Z up to " +
        "2024-01-05T00:00:00.0000000Z, all of which it holds. Delete kept to ask for them anew.",
    ]);
  });
});

describe("slices", () => {
  it("are made without a count where events cannot be counted", async () => {
    const service = new ScriptedService(EVENTS, { rows: 100 });
    const { context } = watched(folder);
    const options = sentinelConnectorOptions.parse({ workspace: "w", table: "Events", mode: "pull", since: "7d" });
    const uncountable = {
      query: async (...[kql, range]: Parameters<typeof service.query>) => {
        if (kql.includes("by Step = bin")) throw partialFailure({ reason: "too much to count" });
        return service.query(kql, range);
      },
    };
    const source = await openSource(options, uncountable, context, () => {});
    if (source.kind !== "stream") throw new Error("not a stream");
    expect(await rowsOf(source)).toEqual(between("2024-01-03", "2024-01-09T23:55"));
    expect(service.asked.length).toBe(101);
  });

  it("are not asked for where counting shows that nothing will be answered", async () => {
    const options = sentinelConnectorOptions.parse({ workspace: "w", table: "Events", mode: "pull" });
    const refusing = { query: () => Promise.reject(tokenRejected({ host: "h", status: 401, reason: "expired" })) };
    const { context } = watched(folder);
    await expect(openSource(options, refusing, context, () => {})).rejects.toMatchObject({ code: "WN1561" });
  });
});
