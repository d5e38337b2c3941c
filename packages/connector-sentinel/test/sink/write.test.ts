import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { COLUMNS } from "../../src/sink/columns.ts";
import { resultOf, type MadeRow } from "./result.ts";
import { RULE, startedSink, STREAM } from "./sink.ts";

const ROWS: readonly MadeRow[] = [
  {
    clusterId: 3,
    size: 9_007_199_254_740_991,
    reasons: ["rare: 1 of 5", "signal: impostor"],
    exemplarColumns: { Account: "alice", CommandLine: 'a.exe "x"', Empty: "", Missing: null, __proto__: "own" },
    foldedColumns: [{ Account: "bob", CommandLine: 'a.exe "x"', Empty: null, Missing: "there" }],
    folded: [{ event: 12, values: [{ field: "user.name", value: "bob", events: 1 }] }],
  },
  { firstTime: null, lastTime: null, features: Float64Array.of(Number.NaN), kept: ["\ud800"], key: 7 },
];

describe("a result", () => {
  it("is written whole, in the columns that are declared", async () => {
    await using sink = await startedSink();
    const files = await sink.write(resultOf(ROWS));
    expect(files).toEqual(["sentinel-receipt.json"]);
    const rows = sink.fake.ingested.map(({ row }) => row);
    expect(rows.map((row) => Object.keys(row).toSorted())).toEqual(
      rows.map(() => COLUMNS.map(({ name }) => name).toSorted()),
    );
    const [first, second] = rows;
    expect(first).toMatchObject({
      RowId: "0",
      Profile: "test",
      Rank: 1,
      ClusterId: 3,
      ClusterSize: 9_007_199_254_740_991,
      FirstEventTime: "2026-03-02T00:00:00.0000010Z",
      LastEventTime: "2026-03-02T00:00:00.0000020Z",
      Reasons: ["rare: 1 of 5", "signal: impostor"],
      Exemplar: { Account: "alice", CommandLine: 'a.exe "x"', Empty: "" },
      Kept: { "process.name": "a.exe" },
      Features: { length: 1.5 },
      Folded: [
        {
          Row: 12,
          Rare: [{ Field: "user.name", Value: "bob", Events: 1 }],
          Differs: { Account: "bob", Empty: null, Missing: "there" },
        },
      ],
      Cut: null,
    });
    expect(second).toMatchObject({
      RowId: "7",
      Rank: 2,
      FirstEventTime: null,
      Features: { length: null },
      Kept: { "process.name": "\ufffd" },
    });
    expect(Math.abs(Date.parse(String(first!["TimeGenerated"])) - Date.now())).toBeLessThan(60_000);
    expect(new Set(rows.map((row) => row["RunId"])).size).toBe(1);
    expect(first!["RunId"]).toMatch(/^[0-9a-f]{32}$/);
  });

  it("of no rows sends nothing and leaves a receipt", async () => {
    await using sink = await startedSink();
    await sink.write(resultOf([]));
    expect(sink.fake.requests).toHaveLength(0);
    expect(Object.keys(await sink.files())).toEqual(["sentinel-receipt.json"]);
  });

  it("keeps its RunId when it is written again, and has another where anything of it is another", async () => {
    const runIds: unknown[] = [];
    for (const result of [
      resultOf(ROWS),
      resultOf(ROWS),
      resultOf(ROWS, "other-profile"),
      resultOf([{ ...ROWS[0], size: 2 }, ROWS[1]!]),
      { ...resultOf(ROWS), ledger: { ...resultOf(ROWS).ledger, read: 101, filtered: 1 } },
    ]) {
      await using sink = await startedSink();
      await sink.write(result);
      runIds.push(sink.fake.ingested[0]!.row["RunId"]);
    }
    expect(runIds[1]).toBe(runIds[0]);
    expect(new Set(runIds).size).toBe(4);
  });
});

describe("calls", () => {
  it("of 150 000 tiny rows stay within 900 KB each, and every row arrives once", async () => {
    await using sink = await startedSink();
    const tiny = Array.from({ length: 150_000 }, () => ({ reasons: [], kept: [""] }));
    await sink.write(resultOf(tiny));
    const bytes = sink.fake.requests.map(({ bytesUnpacked }) => bytesUnpacked);
    expect(Math.max(...bytes)).toBeLessThanOrEqual(900_000);
    // Nor are they needlessly small.
    expect(bytes.filter((size) => size > 899_000).length).toBe(bytes.length - 1);
    expect(sink.fake.requests.every(({ bytesReceived, bytesUnpacked }) => bytesReceived < bytesUnpacked)).toBe(true);
    const ids = new Set(sink.fake.ingested.map(({ row }) => row["RowId"]));
    expect([sink.fake.ingested.length, ids.size]).toEqual([150_000, 150_000]);
  });

  it("leave out a row of 2 MB, name it, and send the rest", async () => {
    await using sink = await startedSink();
    const rows = [{}, { exemplarColumns: { CommandLine: "x".repeat(2_000_000) }, key: 41 }, {}];
    await sink.write(resultOf(rows));
    expect(sink.fake.ingested.map(({ row }) => row["Rank"])).toEqual([1, 3]);
    expect(sink.warnings).toEqual([
      "a row is too large for Microsoft Sentinel and not written there: rank 2 (2000293 bytes)",
    ]);
    expect(JSON.parse((await sink.files())["sentinel-receipt.json"]!)).toMatchObject({
      rows: 3,
      missing: [],
      refused: [{ rowId: "41", rank: 2, bytes: 2_000_293 }],
    });
  });

  it("name the first of very many rows that are too large", async () => {
    await using sink = await startedSink();
    const long = { exemplarColumns: { CommandLine: "x".repeat(1_000_000) } };
    await sink.write(resultOf(Array.from({ length: 12 }, () => long)));
    expect(sink.warnings[0]).toMatch(/^12 rows are too large .*rank 10 \(\d+ bytes\) and 2 more$/);
    expect(sink.fake.requests).toHaveLength(0);
  });

  it("carry fields beyond 64 KB cut, in plain sight, so that the service cuts nothing", async () => {
    await using sink = await startedSink();
    await sink.write(resultOf([{ exemplarColumns: { Short: "kept", Long: "\u00e4".repeat(50_000) } }]));
    expect(sink.fake.truncatedFields()).toBe(0);
    const { Exemplar, Cut } = sink.fake.ingested[0]!.row as {
      Exemplar: Record<string, string>;
      Cut: Record<string, number>;
    };
    expect(Exemplar["Short"]).toBe("kept");
    expect(Exemplar["Long"]).toMatch(/^\u00e4{10000,}… \[cut by Winnow: 100000 bytes in all\]$/);
    expect(Cut).toEqual({ Exemplar: 100_026 });
  });
});

describe("a second run", () => {
  it("of the same result sends nothing and says so", async () => {
    await using sink = await startedSink();
    await sink.write(resultOf(ROWS));
    await sink.write(resultOf(ROWS));
    expect(sink.fake.requests).toHaveLength(1);
    const runId = String(sink.fake.ingested[0]!.row["RunId"]);
    expect(sink.warnings).toEqual([
      `${STREAM} has the rows of this result already (RunId ${runId}), so nothing was sent; ` +
        'to send them again, remove "sentinel-receipt.json"',
    ]);
  });

  it("of another result, or to another stream, sends its rows", async () => {
    await using sink = await startedSink({ rules: { [RULE]: [STREAM, "Custom-Other_CL"] } });
    await sink.write(resultOf(ROWS));
    await sink.write(resultOf(ROWS.slice(0, 1)));
    await sink.write(resultOf(ROWS.slice(0, 1)), { stream: "Custom-Other_CL" });
    expect(sink.fake.ingested.map(({ stream }) => stream)).toEqual([STREAM, STREAM, STREAM, "Custom-Other_CL"]);
  });

  it("sends only the rows that did not arrive", async () => {
    // Several calls, of which the second is refused for good.
    await using sink = await startedSink({ faults: [{ on: 2, failure: { kind: "status", status: 400 } }] });
    const long = { exemplarColumns: { CommandLine: "x".repeat(60_000) } };
    const many = resultOf(Array.from({ length: 40 }, (_, i) => ({ ...long, key: i * 10 })));
    await expect(sink.write(many)).rejects.toMatchObject({ code: "WN1590" });
    const arrived = sink.fake.ingested.map(({ row }) => row["RowId"]);
    const kept = (await sink.files())["sentinel-receipt-failed.ndjson"]!;
    const failed = kept
      .split("\n")
      .flatMap((line) => (line === "" ? [] : [(JSON.parse(line) as { RowId: string }).RowId]));
    expect(failed.length).toBeGreaterThan(0);
    expect([...arrived, ...failed].toSorted()).toEqual(many.rows.map(({ key }) => String(key)).toSorted());
    await sink.write(many);
    expect(sink.fake.ingested.slice(arrived.length).map(({ row }) => row["RowId"])).toEqual(failed);
    expect(Object.keys(await sink.files())).toEqual(["sentinel-receipt.json"]);
    expect(JSON.parse((await sink.files())["sentinel-receipt.json"]!)).toMatchObject({ missing: [] });
  });

  it("refuses to guess from a receipt that it cannot read", async () => {
    await using sink = await startedSink();
    const path = join(sink.directory, "sentinel-receipt.json");
    await writeFile(path, "{");
    await expect(sink.write(resultOf(ROWS))).rejects.toMatchObject({
      code: "WN1594",
      message: `the receipt "${path}" cannot be read: it is no receipt of this version`,
      hint: "Remove it to send all rows again; rows of one RunId and RowId are the same row.",
    });
    expect(sink.fake.requests).toHaveLength(0);
  });
});
