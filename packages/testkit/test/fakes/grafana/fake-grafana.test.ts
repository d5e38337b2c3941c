import { afterEach, describe, expect, it } from "vitest";
import { startFakeGrafana } from "../../../src/fakes/index.ts";
import type { FakeGrafana, FakeGrafanaOptions, LokiEntry } from "../../../src/fakes/index.ts";
import { ask, parsed } from "./asking.ts";

const running: FakeGrafana[] = [];
afterEach(async () => {
  for (const fake of running.splice(0)) await fake.close();
});

async function start(options: FakeGrafanaOptions = {}): Promise<FakeGrafana> {
  const fake = await startFakeGrafana(options);
  running.push(fake);
  return fake;
}

const MS = 1_700_000_000_000;
const NS = BigInt(MS) * 1_000_000n;

function entry(offset: bigint, line: string, labels: LokiEntry["labels"] = { job: "auth" }): LokiEntry {
  return { labels, time: NS + offset, line };
}

async function startLoki(entries: readonly LokiEntry[], options: FakeGrafanaOptions = {}): Promise<FakeGrafana> {
  return start({ dataSources: [{ type: "loki", uid: "logs", name: "Logs", entries }], ...options });
}

async function rangeOf(fake: FakeGrafana, parameters: Readonly<Record<string, string>>): Promise<unknown> {
  const query = new URLSearchParams({ query: '{job="auth"}', ...parameters });
  const heard = await ask(fake, `/api/datasources/proxy/uid/logs/loki/api/v1/query_range?${query}`);
  if (heard.status !== 200) return `${heard.status} ${heard.text}`;
  const { data } = parsed(heard) as { data: { result: { values: [string, string][] }[] } };
  return data.result.flatMap(({ values }) => values.map(([, line]) => line));
}

describe("who may ask", () => {
  const tokens = [
    { token: "good", role: "Admin" },
    { token: "old", role: "Admin", expired: true },
    { token: "viewer", role: "Viewer" },
    { token: "other", role: "Admin", organization: 2 },
  ] as const;

  it.each([
    ["nobody", null, {}, 401, "auth.unauthorized"],
    ["an unknown token", "bad", {}, 401, "api-key.invalid"],
    ["an expired token", "old", {}, 401, "api-key.expired"],
    ["a token in its own organisation, whichever is asked for", "other", { "x-grafana-org-id": "1" }, 200, "[]"],
    ["a viewer", "viewer", {}, 403, "Permissions needed: datasources:read"],
    ["an administrator", "good", { "x-grafana-org-id": "1" }, 200, "[]"],
  ] as const)("answers %s", async (_, token, headers, status, words) => {
    const fake = await start({ tokens });
    const heard = await ask(fake, "/api/datasources", { token, headers });
    expect(heard.status).toBe(status);
    expect(heard.text).toContain(words);
  });

  it("tells everybody its version", async () => {
    const fake = await start({ version: "12.1.0", basePath: "/grafana" });
    expect(parsed(await ask(fake, "/api/health", { token: null }))).toMatchObject({ version: "12.1.0" });
  });
});

describe("Loki behind the proxy", () => {
  const lines = [entry(0n, "a"), entry(1n, "b"), entry(1n, "c", { job: "auth", host: "h" }), entry(2n, "d")];
  const all = { start: String(NS), end: String(NS + 10n), direction: "forward", limit: "10" };

  it("answers half-open ranges of nanoseconds", async () => {
    const fake = await startLoki(lines);
    expect(await rangeOf(fake, { ...all, end: String(NS + 2n) })).toEqual(["a", "b", "c"]);
    expect(await rangeOf(fake, { ...all, start: String(NS + 1n) })).toEqual(["c", "b", "d"]);
  });

  it("gives 100 lines unless told, the newest first", async () => {
    const fake = await startLoki(Array.from({ length: 150 }, (_, i) => entry(BigInt(i), `line ${i}`)));
    const { limit: _, direction: __, ...rest } = { ...all, end: String(NS + 150n) };
    const found = (await rangeOf(fake, rest)) as string[];
    expect([found.length, found[0], found[99]]).toEqual([100, "line 149", "line 50"]);
  });

  it("holds an equal line of one instant and stream once", async () => {
    const fake = await startLoki([entry(1n, "x"), entry(1n, "x"), entry(1n, "x", { job: "auth", host: "h" })]);
    expect(fake.lokiLines("logs")).toBe(2);
    expect(await rangeOf(fake, all)).toEqual(["x", "x"]);
  });

  it.each([
    [{ limit: "5001" }, "400 max entries limit per query exceeded, limit > max_entries_limit_per_query (5001 > 5000)"],
    [
      { end: String(NS + 722n * 3_600_000_000_000n) },
      "400 the query time range exceeds the limit (query length: 722h0m0s, limit: 721h0m0s)",
    ],
    [{ query: '{job="auth"' }, "400 parse error at line 1, col 12: syntax error: unexpected $end"],
    [{ limit: "0" }, "400 limit must be a positive value"],
  ])("refuses %j", async (parameters, words) => {
    expect(await rangeOf(await startLoki(lines), { ...all, ...parameters })).toBe(words);
  });

  it("filters lines and reads JSON and logfmt", async () => {
    const fake = await startLoki([entry(0n, '{"user":{"name":"alice"},"n":1}'), entry(1n, 'user=bob msg="a b"')]);
    const query = new URLSearchParams({ ...all, query: '{job=~"a.+"} |= "bob" | logfmt' });
    const heard = await ask(fake, `/api/datasources/proxy/uid/logs/loki/api/v1/query_range?${query}`, {
      headers: { "X-Loki-Response-Encoding-Flags": "categorize-labels" },
    });
    expect(parsed(heard)).toMatchObject({
      data: {
        encodingFlags: ["categorize-labels"],
        result: [
          {
            stream: { job: "auth" },
            values: [[String(NS + 1n), 'user=bob msg="a b"', { parsed: { user: "bob", msg: "a b" } }]],
          },
        ],
      },
    });
  });
});

describe("queries", () => {
  const query = { refId: "A", datasource: { uid: "logs" }, expr: '{job="auth"}', queryType: "range", maxLines: 10 };
  const body = { from: String(MS), to: String(MS + 1), queries: [{ ...query, direction: "forward" }] };

  it("writes log lines in both formats, with what is finer than a millisecond beside", async () => {
    for (const frameFormat of ["legacy", "dataplane"] as const) {
      const dataSources = [
        { type: "loki", uid: "logs", name: "Logs", entries: [entry(757_120n, "a")], frameFormat } as const,
      ];
      const fake = await start({ dataSources });
      const { results } = parsed(await ask(fake, "/api/ds/query", { method: "POST", body })) as {
        results: {
          A: { frames: [{ schema: { fields: { name: string }[] }; data: { values: unknown[][]; nanos: unknown } }] };
        };
      };
      const [{ schema, data }] = results.A.frames;
      const names = schema.fields.map(({ name }) => name);
      expect(names).toEqual(
        frameFormat === "legacy" ? ["labels", "Time", "Line", "tsNs", "id"] : ["timestamp", "body", "labels", "id"],
      );
      expect(data.values[names.findIndex((name) => /^time/i.test(name))]).toEqual([MS]);
      expect(data.nanos).toContainEqual([757_120]);
    }
  });

  it.each([
    [false, 400],
    [true, 207],
  ])("answers the queries that do not fail beside those that do (multi-status %s)", async (multiStatus, status) => {
    const fake = await startLoki([entry(0n, "a")], { multiStatus });
    const queries = [...body.queries, { ...query, refId: "B", maxLines: 5001 }];
    const heard = await ask(fake, "/api/ds/query", { method: "POST", body: { ...body, queries } });
    expect(heard.status).toBe(status);
    expect(parsed(heard)).toMatchObject({
      results: { A: { status: 200 }, B: { status: 400, errorSource: "downstream" } },
    });
  });

  it("answers 404 for an unknown data source, without results", async () => {
    const fake = await start();
    const heard = await ask(fake, "/api/ds/query", { method: "POST", body });
    expect([heard.status, JSON.parse(heard.text)]).toEqual([
      404,
      expect.not.objectContaining({ results: expect.anything() }),
    ]);
  });

  it("finds 500 documents of Elasticsearch unless told, with both ends of the range", async () => {
    const documents = Array.from({ length: 600 }, (_, i) => ({
      "@timestamp": new Date(MS + Math.min(i, 550)).toISOString(),
      n: i,
    }));
    const fake = await start({ dataSources: [{ type: "elasticsearch", uid: "es", name: "ES", documents }] });
    const found = async (settings: object, to: number): Promise<unknown[]> => {
      const queries = [
        { refId: "A", datasource: { uid: "es" }, metrics: [{ type: "logs", id: "1", settings }], query: "" },
      ];
      const heard = await ask(fake, "/api/ds/query", {
        method: "POST",
        body: { from: String(MS), to: String(to), queries },
      });
      const { results } = parsed(heard) as { results: { A: { frames: [{ data: { values: unknown[][] } }] } } };
      return results.A.frames[0].data.values.at(-1)!;
    };
    expect((await found({}, MS + 1000)).length).toBe(500);
    expect(await found({ limit: "10", sortDirection: "asc" }, MS + 1)).toEqual([0, 1]);
    expect(await found({ limit: "10", sortDirection: "asc", searchAfter: [MS + 550, 597] }, MS + 1000)).toEqual([
      598, 599,
    ]);
  });

  it("selects rows by the macros and comparisons of SQL, and says when it cut rows off", async () => {
    const rows = Array.from({ length: 5 }, (_, i) => [NS + BigInt(i) * 1000n, 2n ** 60n + BigInt(i)] as const);
    const columns = [
      { name: "ts", frame: "time.Time" },
      { name: "id", frame: "int64" },
    ];
    const fake = await start({
      dataSources: [{ type: "grafana-clickhouse-datasource", uid: "ch", name: "CH", columns, rows, rowLimit: 3 }],
    });
    const run = async (rawSql: string): Promise<string> => {
      const queries = [{ refId: "A", datasource: { uid: "ch" }, rawSql, format: 1 }];
      const heard = await ask(fake, "/api/ds/query", {
        method: "POST",
        body: { from: String(MS), to: String(MS + 1000), queries },
      });
      return heard.text;
    };
    expect(
      await run(
        "SELECT * FROM t WHERE ts >= fromUnixTimestamp64Nano(1700000000000001000) AND ts < fromUnixTimestamp64Nano(1700000000000003000)",
      ),
    ).toContain("[1152921504606846977,1152921504606846978]");
    expect(await run("SELECT * FROM t WHERE $__timeFilter(ts)")).toContain("Results have been limited to 3");
  });
});

describe("annotations", () => {
  const post = { method: "POST" } as const;

  it("are found by all tags asked for, at most 100 of them unless told", async () => {
    const fake = await start();
    for (let i = 0; i < 101; i++) {
      const body = { time: MS + i, timeEnd: MS + i, tags: ["winnow", `row-${i % 2}`], text: "x" };
      expect((await ask(fake, "/api/annotations", { ...post, body })).status).toBe(200);
    }
    const count = async (query: string): Promise<number> =>
      (parsed(await ask(fake, `/api/annotations?${query}`)) as unknown[]).length;
    expect([await count(""), await count("limit=1000"), await count("tags=winnow&tags=row-1")]).toEqual([100, 101, 50]);
    expect([await count(`from=${MS}&to=${MS + 3}`), await count("tags=winnow&tags=absent")]).toEqual([4, 0]);
  });

  it("can be changed in part, replaced and deleted", async () => {
    const fake = await start();
    const body = { time: MS, tags: ["a"], text: "x" };
    const { id } = parsed(await ask(fake, "/api/annotations", { ...post, body })) as { id: number };
    await ask(fake, `/api/annotations/${id}`, { method: "PATCH", body: { text: "y" } });
    expect(fake.annotations()).toMatchObject([{ text: "y", tags: ["a"], time: MS, timeEnd: MS }]);
    await ask(fake, `/api/annotations/${id}`, { method: "PUT", body: { text: "z" } });
    expect(fake.annotations()).toMatchObject([{ text: "z", tags: [] }]);
    await ask(fake, `/api/annotations/${id}`, { method: "DELETE" });
    expect(fake.annotations()).toEqual([]);
    expect((await ask(fake, `/api/annotations/${id}`, { method: "PUT", body: {} })).status).toBe(404);
  });

  it("are refused without text and with too many tags", async () => {
    const fake = await start();
    expect((await ask(fake, "/api/annotations", { ...post, body: { text: "" } })).status).toBe(400);
    const tags = Array.from({ length: 100 }, (_, i) => `tag-${i}`);
    expect((await ask(fake, "/api/annotations", { ...post, body: { text: "x", tags } })).text).toContain("tags length");
  });
});

describe("dashboards", () => {
  const resource = { metadata: { name: "winnow-x" }, spec: { title: "X" } };
  const path = (version: string): string => `/apis/dashboard.grafana.app/${version}/namespaces/default/dashboards`;
  const post = { method: "POST" } as const;

  it.each([
    ["13.1.0", "v1", 201],
    ["12.0.0", "v1", 404],
    ["12.0.0", "v1beta1", 201],
    ["11.6.0", "v1beta1", 404],
  ])("of Grafana %s are made through %s: %i", async (version, api, status) => {
    const fake = await start({ version });
    expect((await ask(fake, path(api), { ...post, body: resource })).status).toBe(status);
  });

  it("are not made twice, and replaced only as they are", async () => {
    const fake = await start();
    await ask(fake, path("v1"), { ...post, body: resource });
    expect((await ask(fake, path("v1"), { ...post, body: resource })).status).toBe(409);
    const put = async (resourceVersion: string): Promise<number> => {
      const body = { ...resource, metadata: { ...resource.metadata, resourceVersion } };
      return (await ask(fake, `${path("v1")}/winnow-x`, { method: "PUT", body })).status;
    };
    expect([await put("1"), await put("1"), await put("2")]).toEqual([200, 409, 200]);
  });

  it("are saved through the old API, and refused where they changed meanwhile", async () => {
    const fake = await start({ version: "11.6.0", folders: [{ uid: "f", title: "F" }] });
    const save = async (extra: object): Promise<number> => {
      const body = { dashboard: { uid: "winnow-x", title: "X" }, ...extra };
      return (await ask(fake, "/api/dashboards/db", { ...post, body })).status;
    };
    expect([
      await save({ folderUid: "f" }),
      await save({}),
      await save({ overwrite: true }),
      await save({ folderUid: "g", overwrite: true }),
    ]).toEqual([200, 412, 200, 400]);
  });
});

describe("faults", () => {
  it.each([
    [{ kind: "status", status: 429, retryAfter: "1" } as const, 429],
    [{ kind: "login-page" } as const, 200],
    [{ kind: "cut" } as const, "aborted"],
    [{ kind: "drop" } as const, "socket hang up"],
    [{ kind: "slow", ms: 20 } as const, 200],
  ])("befall the requests they are meant for: %j", async (failure, expected) => {
    const fake = await start({ faults: [{ on: 2, failure }] });
    const heard = async (): Promise<number | string> =>
      ask(fake, "/api/org").then(
        ({ status }) => status,
        (error: Error) => error.message,
      );
    expect([await heard(), await heard(), await heard()]).toEqual([200, expected, 200]);
    expect(fake.requests.map(({ number }) => number)).toEqual([1, 2, 3]);
  });

  it("befall by what is asked, as often as told, and may cut an answer so that it seems whole", async () => {
    const failure = { kind: "cut-cleanly" } as const;
    const fake = await start({ faults: [{ on: ({ path }) => path === "/api/org", times: 1, failure }] });
    expect((await ask(fake, "/api/health")).text).toContain("}");
    expect((await ask(fake, "/api/org")).text).toBe('{"id":1,"name":"Main');
    expect((await ask(fake, "/api/org")).text).toContain("}");
  });
});
