import { startFakeSentinel, type FakeSentinel, type FakeSentinelOptions, type FakeTables } from "@winnow/testkit/fakes";
import { afterEach, describe, expect, it } from "vitest";
import { ask, call, ingest } from "./call.ts";

const TABLES: FakeTables = {
  Event: {
    columns: [
      { name: "TimeGenerated", type: "datetime" },
      { name: "N", type: "long" },
    ],
    rows: Array.from({ length: 10 }, (_, i) => [`2026-03-02T00:00:0${i}Z`, i]),
  },
};

let open: FakeSentinel | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

async function start(options: Partial<FakeSentinelOptions> = {}): Promise<FakeSentinel> {
  open = await startFakeSentinel({ tables: TABLES, now: "2026-03-02T00:00:10Z", ...options });
  return open;
}

function errorOf(text: string): { code: string; innererror?: { code: string; innererror?: { message: string } } } {
  return (JSON.parse(text) as { error: { code: string } }).error;
}

function rowsOf(text: string): unknown[][] {
  return (JSON.parse(text) as { tables: { rows: unknown[][] }[] }).tables[0]!.rows;
}

describe("queries", () => {
  it("are answered with one table, and statistics where asked for", async () => {
    const service = await start();
    const { status, text } = await ask(service, "Event | take 1", {}, { prefer: "wait=600,include-statistics=true" });
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({
      tables: [
        {
          name: "PrimaryResult",
          columns: [
            { name: "TimeGenerated", type: "datetime" },
            { name: "N", type: "long" },
          ],
          rows: [["2026-03-02T00:00:00.0000000Z", 0]],
        },
      ],
      statistics: { query: { executionTime: 0.0156 } },
    });
    expect(service.requests).toEqual([
      {
        number: 1,
        method: "POST",
        path: `/v1/workspaces/${service.workspace}/query`,
        query: "Event | take 1",
        prefer: "wait=600,include-statistics=true",
        bytesReceived: 26,
        bytesUnpacked: 26,
        status: 200,
        bytesSent: text.length,
        rows: 1,
      },
    ]);
  });

  it.each([
    ["2026-03-02T00:00:02Z/2026-03-02T00:00:04Z", [2, 3]],
    ["2026-03-02T00:00:02.0000001Z/2026-03-02T00:00:04.0000001Z", [3, 4]],
    ["2026-03-02T00:00:02Z/PT1S", [2]],
    ["PT2S/2026-03-02T00:00:02Z", [0, 1]],
    ["PT3S", [7, 8, 9]],
  ])("see of every table only the timespan %s", async (timespan, expected) => {
    const { text } = await ask(await start(), "Event | sort by N asc | project N", { timespan });
    expect(rowsOf(text).flat()).toEqual(expected);
  });

  it("see the tables of further workspaces, too", async () => {
    const service = await start({ workspaces: { other: TABLES } });
    expect(rowsOf((await ask(service, "Event | count", { workspaces: ["other"] })).text)).toEqual([[20]]);
    const { status, text } = await ask(service, "Event | count", { workspaces: ["nowhere"] });
    expect([status, errorOf(text).code]).toEqual([404, "WorkspaceNotFoundError"]);
  });

  it.each([
    ["Event | where Nothing == 1", "SemanticError"],
    ["Event | where", "SyntaxError"],
    ["Event | evaluate bag_unpack(N)", "NotInTheFake"],
    ["  ", "QueryValidationError"],
  ])("that cannot be answered are refused: %s", async (query, code) => {
    const { status, text } = await ask(await start(), query);
    expect([status, errorOf(text).code, errorOf(text).innererror!.code]).toEqual([400, "BadArgumentError", code]);
  });

  it("with a timespan that is none are refused", async () => {
    const { status, text } = await ask(await start(), "Event", { timespan: "yesterday" });
    expect([status, errorOf(text).innererror!.code]).toEqual([400, "InvalidTimespan"]);
  });
});

describe("access", () => {
  it.each([
    [{}, 401, "AuthenticationFailed"],
    [{ authorization: "Bearer other" }, 403, "InvalidAuthenticationToken"],
    [{ authorization: "Bearer old" }, 401, "InvalidTokenError"],
    [{ authorization: "Bearer stranger" }, 403, "InsufficientAccessError"],
  ])("is refused with %j", async (headers, status, code) => {
    const service = await start({ tokens: { old: "expired", stranger: "no-access" } });
    const answered = await call(service, `/v1/workspaces/${service.workspace}/query`, '{"query":"Event"}', headers);
    expect([answered.status, errorOf(answered.text).code]).toEqual([status, code]);
  });

  it("ends at workspaces and paths that there are not", async () => {
    const service = await start();
    const headers = { authorization: `Bearer ${service.token}` };
    const workspace = await call(service, "/v1/workspaces/none/query", '{"query":"Event"}', headers);
    expect([workspace.status, errorOf(workspace.text).code]).toEqual([404, "WorkspaceNotFoundError"]);
    const path = await call(service, "/v1/nothing", "{}", headers);
    expect([path.status, errorOf(path.text).code]).toEqual([404, "PathNotFoundError"]);
  });

  it("shows a certificate whose time may be over", async () => {
    await expect(ask(await start({ expiredCertificate: true }), "Event")).rejects.toMatchObject({
      code: "CERT_HAS_EXPIRED",
    });
  });

  it("shows a certificate that only those trust who were given it", async () => {
    const service = await start();
    await expect(ask({ ...service, ca: "" }, "Event")).rejects.toMatchObject({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
  });
});

describe("limits", () => {
  it("on rows leave the first ones, and an error beside them", async () => {
    const { status, text } = await ask(await start({ limits: { rows: 4 } }), "Event");
    expect([status, rowsOf(text).length]).toEqual([200, 4]);
    expect(errorOf(text)).toEqual({
      code: "PartialError",
      message: "There were some errors when processing your query.",
      details: [
        {
          code: "EngineError",
          message: "Something went wrong processing your query on the server.",
          innererror: {
            code: "-2133196797",
            message: "The results of this query exceed the set limit of 4 records.",
            severity: 2,
            severityName: "Error",
          },
        },
      ],
    });
  });

  it("on rows are those of the documentation", async () => {
    const many: FakeTables = {
      Event: { columns: TABLES["Event"]!.columns, sql: "select 17724096000000000 + i, i from range(500001) as r(i)" },
    };
    const service = await start({ tables: many });
    const { text } = await ask(service, "Event | project N");
    expect(rowsOf(text).length).toBe(500_000);
    expect(text).toContain("The results of this query exceed the set limit of 500000 records.");
    expect(rowsOf((await ask(service, "Event | project N | where N > 0")).text).length).toBe(500_000);
  });

  it("on bytes leave the first rows, and an error beside them", async () => {
    const { text } = await ask(await start({ limits: { bytes: 100 } }), "Event");
    expect(rowsOf(text).length).toBe(2);
    expect(text).toContain("The results of this query exceed the set limit of 100 bytes.");
  });

  it("on requests in a time answer 429 and when to come again", async () => {
    const service = await start({ limits: { requests: 2, windowMs: 1500 } });
    for (let i = 0; i < 2; i++) expect((await ask(service, "Event")).status).toBe(200);
    const { status, headers, text } = await ask(service, "Event");
    expect([status, headers["retry-after"], errorOf(text).code]).toEqual([429, "2", "ThrottledError"]);
    await new Promise((resolve) => {
      setTimeout(resolve, 1600);
    });
    expect((await ask(service, "Event")).status).toBe(200);
  });

  it("on queries at once answer 429", async () => {
    const service = await start({
      limits: { concurrent: 2 },
      faults: [{ on: [1, 2], failure: { kind: "slow", ms: 300 } }],
    });
    const slow = [ask(service, "Event"), ask(service, "Event")];
    while (service.requests.length < 2) await new Promise(setImmediate);
    expect((await ask(service, "Event")).status).toBe(429);
    expect((await Promise.all(slow)).map(({ status }) => status)).toEqual([200, 200]);
  });
});

describe("faults", () => {
  it("befall requests by number or by what they are, and as often as was said", async () => {
    const service = await start({
      faults: [
        { on: 2, failure: { kind: "status", status: 503, retryAfter: "7" } },
        { on: ({ query }) => query?.includes("count") ?? false, times: 1, failure: { kind: "status", status: 500 } },
      ],
    });
    const statuses = [];
    for (const query of ["Event", "Event", "Event | count", "Event | count"]) statuses.push(await ask(service, query));
    expect(statuses.map(({ status }) => status)).toEqual([200, 503, 500, 200]);
    expect(statuses[1]!.headers["retry-after"]).toBe("7");
    expect(service.requests.map(({ failure }) => failure)).toEqual([undefined, "status", "status", undefined]);
  });

  it("give something else in place of the answer", async () => {
    const service = await start({
      faults: [
        { on: 1, failure: { kind: "html" } },
        { on: 2, failure: { kind: "empty" } },
        { on: 3, failure: { kind: "expired-token" } },
        { on: 4, failure: { kind: "partial" } },
        { on: 5, failure: { kind: "cut-cleanly" } },
        { on: 6, failure: { kind: "status", status: 429, retryAfter: "Wed, 04 Mar 2026 00:00:00 GMT" } },
      ],
    });
    const html = await ask(service, "Event");
    expect([html.status, html.headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
    const empty = await ask(service, "Event");
    expect([empty.status, empty.text]).toEqual([204, ""]);
    expect((await ask(service, "Event")).status).toBe(401);
    const partial = await ask(service, "Event");
    expect([rowsOf(partial.text).length, errorOf(partial.text).code]).toEqual([5, "PartialError"]);
    const cut = await ask(service, "Event");
    expect(cut.status).toBe(200);
    expect(() => JSON.parse(cut.text) as unknown).toThrow(SyntaxError);
    const late = await ask(service, "Event");
    expect([late.status, late.headers["retry-after"]]).toEqual([429, "Wed, 04 Mar 2026 00:00:00 GMT"]);
  });

  it("break the connection, before the answer or within it", async () => {
    const service = await start({
      faults: [
        { on: 1, failure: { kind: "drop" } },
        { on: 2, failure: { kind: "cut" } },
      ],
    });
    await expect(ask(service, "Event")).rejects.toMatchObject({ code: "ECONNRESET" });
    await expect(ask(service, "Event")).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(service.requests.map(({ status }) => status)).toEqual([null, null]);
    expect(service.requests[1]!.bytesSent).toBeGreaterThan(0);
  });

  it("answer 504 where the answer would come later than the caller waits", async () => {
    const service = await start({ faults: [{ on: 1, failure: { kind: "slow", ms: 60_000 } }] });
    const { status, text } = await ask(service, "Event", {}, { prefer: "wait=1" });
    expect([status, errorOf(text).code]).toEqual([504, "GatewayTimeout"]);
  });

  it("may never answer at all, and closing ends that", async () => {
    const service = await start({ faults: [{ on: 1, failure: { kind: "hang" } }] });
    const asked = ask(service, "Event");
    while (service.requests.length < 1) await new Promise(setImmediate);
    const closed = service.close();
    open = undefined;
    await expect(asked).rejects.toMatchObject({ code: "ECONNRESET" });
    await closed;
  });
});

describe("ingestion", () => {
  const RULES = { "dcr-1": ["Custom-Winnow_CL"] };

  it("takes rows in", async () => {
    const service = await start({ rules: RULES });
    const { status, text } = await ingest(service, "dcr-1", "Custom-Winnow_CL", [{ a: 1 }, { a: 2 }]);
    expect([status, text]).toEqual([204, ""]);
    expect(service.ingested).toEqual([
      { rule: "dcr-1", stream: "Custom-Winnow_CL", row: { a: 1 } },
      { rule: "dcr-1", stream: "Custom-Winnow_CL", row: { a: 2 } },
    ]);
  });

  it("refuses calls of more than 1 MB, counted as they were before they were packed", async () => {
    const service = await start({ rules: RULES });
    const of = (bytes: number): unknown => [{ a: "x".repeat(bytes - '[{"a":""}]'.length) }];
    expect((await ingest(service, "dcr-1", "Custom-Winnow_CL", of(1024 * 1024))).status).toBe(204);
    const { status, text } = await ingest(service, "dcr-1", "Custom-Winnow_CL", of(1024 * 1024 + 1));
    expect([status, errorOf(text).code]).toEqual([413, "ContentLengthLimitExceeded"]);
    expect(service.ingested).toHaveLength(1);
    // Of what it took it kept the first 64 KB.
    expect((service.ingested[0]!.row["a"] as string).length).toBe(65_536);
    expect(service.truncatedFields()).toBe(1);
  });

  it.each([
    ["dcr-2", "Custom-Winnow_CL", [{ a: 1 }], undefined, 404, "NotFound"],
    ["dcr-1", "Custom-Other_CL", [{ a: 1 }], undefined, 400, "InvalidStream"],
    ["dcr-1", "Custom-Winnow_CL", { a: 1 }, undefined, 400, "InvalidPayload"],
    ["dcr-1", "Custom-Winnow_CL", [{ a: 1 }], "2021-01-01", 400, "InvalidApiVersion"],
  ])("refuses what is for nothing or is none: %s %s %j %s", async (rule, stream, rows, version, status, code) => {
    const answered = await ingest(await start({ rules: RULES }), rule, stream, rows, version);
    expect([answered.status, errorOf(answered.text).code]).toEqual([status, code]);
  });

  it("answers 429 beyond its calls per minute", async () => {
    const service = await start({ rules: RULES, limits: { ingestionCalls: 1 } });
    expect((await ingest(service, "dcr-1", "Custom-Winnow_CL", [])).status).toBe(204);
    expect((await ingest(service, "dcr-1", "Custom-Winnow_CL", [])).status).toBe(429);
  });
});
