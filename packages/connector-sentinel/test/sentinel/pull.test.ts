import { existsSync } from "node:fs";
import { join } from "node:path";
import type { EventBatch } from "@winnow/core";
import type { FakeRow, FakeSentinelOptions, SentinelFailure } from "@winnow/testkit/fakes";
import { sentinelConnector } from "../../src/index.ts";
import { describe, expect, it } from "vitest";
import { started } from "../service/fake.ts";
import { rowsOf } from "../pull/scripted.ts";
import { connected, optionsFor, watched } from "./context.ts";

const COLUMNS = [
  { name: "TimeGenerated", type: "datetime" },
  { name: "Computer", type: "string" },
  { name: "Big", type: "long" },
  { name: "Real", type: "real" },
  { name: "Flag", type: "bool" },
  { name: "Id", type: "guid" },
  { name: "Bag", type: "dynamic" },
  { name: "Span", type: "timespan" },
  { name: "Number", type: "int" },
  { name: "odd name", type: "string" },
] as const;

/** Rows of the first ticks of 2024-01-01, ten a tick, but the first hundred on one. */
function rows(count: number): FakeRow[] {
  return Array.from({ length: count }, (_, i) => [
    17_040_672_000_000_000n + BigInt(Math.max(10, Math.floor(i / 10))),
    `host-${i}`,
    9_007_199_254_740_993n + BigInt(i),
    null,
    i % 2 === 0,
    null,
    null,
    null,
    null,
    "",
  ]);
}

function tables(of: readonly FakeRow[]): FakeSentinelOptions["tables"] {
  return { Events: { columns: COLUMNS, rows: of } };
}

describe("pulling over https", () => {
  it("brings every type exactly", async () => {
    const one = [
      "2024-01-01T01:02:03.1234567Z",
      'a"b\nc\\\u202e',
      -9_223_372_036_854_775_808n,
      0.1,
      true,
      "74be27de-1e4e-49d9-b579-fe0b331d3642",
      { a: [1, "x"] },
      1n,
      -5,
      "text",
    ];
    const nothing = ["2024-01-01T01:02:03.1234568Z", ...Array.from({ length: 9 }, () => null)];
    await using service = await started({ tables: tables([one, nothing]) });
    const { context } = watched(service.directory);
    const stream = await sentinelConnector.connect(optionsFor(service.fake, { table: "Events" }), context);
    if (stream.kind !== "stream") throw new Error("not a stream");
    const batches: EventBatch[] = [];
    for await (const batch of stream.batches()) batches.push(batch);
    expect(batches.map(({ columns }) => columns)).toEqual(batches.map(() => COLUMNS.map(({ name }) => name)));
    const got = await rowsOf({
      kind: "stream",
      batches: async function* () {
        yield* batches;
      },
    });
    expect(got.toSorted().map((row) => JSON.parse(row) as unknown)).toEqual([
      [
        "2024-01-01T01:02:03.1234567Z",
        'a"b\nc\\\u202e',
        "-9223372036854775808",
        "0.1",
        "true",
        "74be27de-1e4e-49d9-b579-fe0b331d3642",
        '{"a":[1,"x"]}',
        "00:00:00.0000001",
        "-5",
        "text",
      ],
      ["2024-01-01T01:02:03.1234568Z", "", null, null, null, null, null, null, null, ""],
    ]);
  });

  const FAULTS: readonly SentinelFailure[] = [
    { kind: "status", status: 429, retryAfter: "0.02" },
    { kind: "status", status: 503 },
    { kind: "status", status: 504 },
    { kind: "partial" },
    { kind: "partial", rows: 0 },
    { kind: "drop" },
    { kind: "cut" },
    { kind: "cut-cleanly" },
    { kind: "slow", ms: 30 },
    { kind: "empty" },
  ];

  it("loses and doubles nothing when every third request fails in one way or another", async () => {
    const all = rows(500);
    await using service = await started({
      tables: tables(all),
      limits: { rows: 60 },
      faults: FAULTS.map((failure, i) => ({
        on: ({ number }) => number % 3 === 0 && (number / 3) % FAULTS.length === i,
        failure,
      })),
    });
    const { context, gaps } = watched(service.directory);
    const until = "2024-01-01T00:00:00.0000100Z";
    const options = optionsFor(service.fake, { table: "Events", until, limits: { rows: 50, concurrency: 3 } });
    const stream = await connected(options, context);
    const got = (await rowsOf(stream)).map((row) => (JSON.parse(row) as string[])[2]);
    const expected = all.map((row) => String((row as unknown[])[2]));
    expect(gaps).toEqual([]);
    expect(got.sort()).toEqual(expected.sort());
    const seen = new Set(service.fake.requests.map(({ failure }) => failure));
    expect(seen.size).toBeGreaterThan(6);
  });

  it("fails where a proxy shows its sign-in page", async () => {
    await using service = await started({
      tables: tables(rows(5)),
      faults: [{ on: ({ number }) => number > 2, failure: { kind: "html" } }],
    });
    const { context } = watched(service.directory);
    const stream = await connected(optionsFor(service.fake, { table: "Events" }), context);
    await expect(rowsOf(stream)).rejects.toMatchObject({ code: "WN1571" });
  });

  it("takes a query with let statements and comments as it is", async () => {
    await using service = await started({ tables: tables(rows(30)) });
    const { context } = watched(service.directory);
    const query =
      "let odd = 'host-1'; // one\nEvents\n| where Computer startswith odd // ; the end\n| project TimeGenerated, Computer;";
    const stream = await connected(optionsFor(service.fake, { query }), context);
    expect((await rowsOf(stream)).length).toBe(11);
  });

  it("gives some events for a plan by one query, and keeps no checkpoint of them", async () => {
    await using service = await started({ tables: tables(rows(3000)) });
    const { context } = watched(service.directory);
    const options = optionsFor(service.fake, { table: "Events", checkpoint: "kept" });
    const got = await rowsOf(await connected(options, { ...context, peek: true }));
    expect(got.length).toBe(1000);
    expect(service.fake.requests.map(({ query }) => query?.split("\n").at(-1)?.slice(0, 18))).toEqual([
      "| project ColumnNa",
      "| project TimeGene",
    ]);
    expect(existsSync(join(service.directory, "kept"))).toBe(false);
  });

  it("reads the columns that are asked for, and the time", async () => {
    await using service = await started({ tables: tables(rows(1)) });
    const { context } = watched(service.directory);
    const stream = await connected(
      optionsFor(service.fake, { table: "Events", columns: ["odd name", "Computer"] }),
      context,
    );
    for await (const { columns } of stream.batches())
      expect(columns).toEqual(["TimeGenerated", "Computer", "odd name"]);
  });

  it("names a column that is not there", async () => {
    await using service = await started({ tables: tables([]) });
    const { context } = watched(service.directory);
    const options = optionsFor(service.fake, { table: "Events", columns: ["Computr"] });
    await expect(connected(options, context)).rejects.toMatchObject({
      code: "WN1577",
      message: 'table Events gives no column "Computr"',
      hint: 'Did you mean "Computer"? It gives: TimeGenerated, Computer, Big, Real, Flag, Id, Bag, Span, Number, odd name.',
    });
    const untimed = optionsFor(service.fake, { query: "Events | project Computer" });
    await expect(connected(untimed, context)).rejects.toMatchObject({
      code: "WN1577",
      message: "the query gives no column TimeGenerated of type datetime",
      hint: "Events are asked for by their time: keep TimeGenerated in the query's result.",
    });
  });

  it("says that an empty workspace is empty", async () => {
    await using service = await started({ faults: [{ on: () => true, failure: { kind: "empty" } }] });
    const { context, warnings } = watched(service.directory);
    expect(await rowsOf(await connected(optionsFor(service.fake, { table: "Events" }), context))).toEqual([]);
    expect(warnings).toEqual([`workspace ${service.fake.workspace} answers that it holds nothing at all (HTTP 204)`]);
  });

  it("goes on from a checkpoint after it was interrupted, and says so", async () => {
    const all = rows(300);
    let broken = true;
    const fault = { on: ({ number }: { number: number }) => broken && number > 8, failure: { kind: "html" } as const };
    await using service = await started({ tables: tables(all), limits: { rows: 60 }, faults: [fault] });
    const until = "2024-01-01T00:00:00.0000100Z";
    const more = { table: "Events", until, checkpoint: "kept", limits: { rows: 50, concurrency: 1 } };
    const first = watched(service.directory);
    const interrupted = await connected(optionsFor(service.fake, more), first.context);
    await expect(rowsOf(interrupted)).rejects.toMatchObject({ code: "WN1571" });
    broken = false;
    const second = watched(service.directory);
    const stream = await connected(optionsFor(service.fake, more), second.context);
    const got = (await rowsOf(stream)).map((row) => (JSON.parse(row) as string[])[2]);
    expect(got.sort()).toEqual(all.map((row) => String((row as unknown[])[2])).sort());
    expect(second.warnings).toEqual([
      expect.stringMatching(
        /^goes on with the checkpoint of 20\d\d-.*Z: events from 2024-01-01T00:00:00\.0000000Z up to 2024-01-01T00:00:00\.0000100Z\. Delete kept to ask for them anew\.$/,
      ),
    ]);
  });
});
