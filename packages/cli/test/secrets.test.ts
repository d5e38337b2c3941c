import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { inspect } from "node:util";
import type { RunContext, RunResult, SinkContext } from "@winnow/core";
import { isWinnowError } from "@winnow/core";
import {
  type Failure,
  makeCertificate,
  type SentinelFailure,
  startFakeGrafana,
  startFakeSentinel,
} from "@winnow/testkit/fakes";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { builtInRegistry } from "../src/builtin-plugins.ts";
import { inDirectory } from "./directory.ts";
import { winnow } from "./io.ts";

/** Unlike anything else, with characters that addresses and JSON write in their own ways. */
const SECRETS = {
  HUNTED_READ_TOKEN: "glsa_hunted-read+x/y=9f3c5d71",
  HUNTED_WRITE_TOKEN: "glsa_hunted-write+x/y=0b8e2a64",
  HUNTED_BEARER: "hunted-bearer.eyJ+x=77d1c0aa",
  HUNTED_CLIENT_SECRET: "hunted~client+secret/x=3e19bb52",
};

/** Every way in which a secret may be written. */
const HUNTED = Object.entries(SECRETS).flatMap(([name, secret]) =>
  [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ s: secret }).toString().slice(2),
    base64(secret),
    base64(`:${secret}`),
  ].map((written) => [name, written] as const),
);

function base64(secret: string): string {
  return Buffer.from(secret).toString("base64").replace(/=+$/, "");
}

beforeAll(async () => {
  Object.assign(process.env, SECRETS);
  // What is sent to Sentinel is sent again as often as ever, but without long waits.
  const sink = (await builtInRegistry()).get("sink", "sentinel")!;
  const { write, probe } = sink;
  const hurried = <C extends RunContext>(context: C): C => ({ ...context, backoffMs: 1 });
  vi.spyOn(sink, "write").mockImplementation(async (result, options, context) =>
    write(result, options, hurried(context)),
  );
  vi.spyOn(sink, "probe").mockImplementation((options, context) => probe!(options, hurried(context)));
});
afterAll(() => {
  vi.restoreAllMocks();
  for (const name of Object.keys(SECRETS)) delete process.env[name];
});

/** Names of the secrets that stand in a text, with where they stand. */
function found(place: string, content: string): string[] {
  const here = HUNTED.filter(([, written]) => content.includes(written)).map(([name]) => `${name} in ${place}`);
  return [...new Set(here)];
}

/** Runs a command and looks for secrets in all that it says and leaves behind. */
async function hunted(
  argv: readonly string[],
  directory: string,
): Promise<{ exitCode: number; finds: string[]; said: string }> {
  const { exitCode, stdout, stderr } = await winnow([...argv]);
  const finds = [...found("stdout", stdout), ...found("stderr", stderr)];
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) finds.push(...found(entry.name, `${entry.name}\n${readFileSync(path, "latin1")}`));
  }
  return { exitCode, finds, said: stdout + stderr };
}

/** What a service that is badly set up says: all it was sent, once as it is and once as addresses write it. */
function echo(authorization: string): string {
  const secret = authorization.replace("Bearer ", "");
  return JSON.stringify({
    message: `not accepted: Authorization: ${authorization} from ?token=${encodeURIComponent(secret)}`,
    error: { code: "Bad", message: `?token=${encodeURIComponent(secret)} (${secret})` },
  });
}

const START = 1_772_409_600_000_000_000n;

const ENTRIES = Array.from({ length: 30 }, (_, i) => ({
  labels: { job: "auth" },
  time: START + BigInt(i) * 1_000_000_000n,
  line: "x".repeat(i % 4),
}));

const COMMON = `
profile: winnow/v1
name: hunted
fields: { "@timestamp": TIME, "user.name": TEXT }
features: [{ define: { size: { length: user.name } } }]
cluster: { use: dbscan, with: { eps: 0.5, minPoints: 2 } }
`;

function grafanaProfile(url: string, timeoutSeconds: number): string {
  const service = `url: "${url}", caFile: ca.pem, retries: 0, timeoutSeconds: ${timeoutSeconds}`;
  return `${COMMON.replace("TIME", "timestamp").replace("TEXT", "line")}
source:
  use: grafana
  with:
    { ${service}, token: "\${env:HUNTED_READ_TOKEN}", dataSource: Logs, query: '{job="auth"}', since: "2026-03-02", until: "2026-03-03" }
sinks:
  - use: grafana-annotations
    with: { ${service}, token: "\${env:HUNTED_WRITE_TOKEN}" }
  - use: grafana-dashboard
    with: { ${service}, token: "\${env:HUNTED_WRITE_TOKEN}" }
  - use: html-report
    with: { path: report.html }
`;
}

const FAILURES: readonly Failure[] = [
  ...[400, 401, 403, 404, 409, 429, 500, 504].map((status): Failure => ({
    kind: "status",
    status,
    body: ({ headers }) => echo(String(headers["authorization"])),
  })),
  { kind: "status", status: 200, body: ({ headers }) => echo(String(headers["authorization"])) },
  { kind: "login-page" },
  { kind: "cut" },
  { kind: "cut-cleanly" },
  { kind: "drop" },
  { kind: "slow", ms: 1 },
  { kind: "hang" },
];

const tokens = [
  { token: SECRETS.HUNTED_READ_TOKEN, role: "Admin" },
  { token: SECRETS.HUNTED_WRITE_TOKEN, role: "Editor" },
] as const;
const dataSources = [{ type: "loki", uid: "logs", name: "Logs", entries: ENTRIES }] as const;

it("finds secrets in files and output, in every way that they may be written", async () => {
  await inDirectory(async (directory) => {
    const { HUNTED_READ_TOKEN: read, HUNTED_CLIENT_SECRET: client } = SECRETS;
    writeFileSync(join(directory, "a.html"), `<p>${encodeURIComponent(read)}</p>`);
    writeFileSync(join(directory, "b.json"), JSON.stringify({ authorization: `Basic ${base64(`:${client}`)}` }));
    const { finds } = await hunted(["plan", join(directory, `${SECRETS.HUNTED_BEARER}.yaml`)], directory);
    expect(finds.sort()).toEqual([
      "HUNTED_BEARER in stderr",
      "HUNTED_CLIENT_SECRET in b.json",
      "HUNTED_READ_TOKEN in a.html",
    ]);
  });
});

describe("secrets of Grafana stand nowhere", () => {
  const isWrite = ({ method, path }: { method: string; path: string }): boolean =>
    method !== "GET" && !path.endsWith("/ds/query");

  it("when all goes well", async () => {
    const grafana = await startFakeGrafana({ dataSources, tokens });
    await inDirectory(async (directory) => {
      writeFileSync(join(directory, "ca.pem"), grafana.ca);
      writeFileSync(join(directory, "profile.yaml"), grafanaProfile(grafana.url, 10));
      const argv = [join(directory, "profile.yaml"), "--out", join(directory, "out")];
      expect(await hunted(["run", ...argv], directory)).toMatchObject({ exitCode: 0, finds: [] });
      expect(grafana.annotations().length).toBeGreaterThan(0);
      expect(readdirSync(join(directory, "out"))).toEqual(expect.arrayContaining(["manifest.json", "report.html"]));
      expect(await hunted(["check", "--connect", argv[0]!], directory)).toMatchObject({ exitCode: 0, finds: [] });
      expect(await hunted(["plan", argv[0]!], directory)).toMatchObject({ finds: [] });
      expect(await hunted(["run", "--json", ...argv], directory)).toMatchObject({ exitCode: 0, finds: [] });
      expect(found("Grafana", JSON.stringify([grafana.annotations(), grafana.dashboards()]))).toEqual([]);
    });
    await grafana.close();
  });

  it("in a groups file, which names its slice by content: another token or limit does not make it another", async () => {
    const both = tokens.map(({ token }) => ({ token, role: "Admin" }) as const);
    const grafana = await startFakeGrafana({ dataSources, tokens: both });
    await inDirectory(async (directory) => {
      writeFileSync(join(directory, "ca.pem"), grafana.ca);
      const [one, two, again] = ["one", "two", "again"].map((name) => join(directory, `${name}.groups.parquet`));
      const profile = join(directory, "profile.yaml");
      writeFileSync(profile, grafanaProfile(grafana.url, 10));
      expect(await hunted(["reduce", profile, "--out", one!], directory)).toMatchObject({ exitCode: 0, finds: [] });
      writeFileSync(profile, grafanaProfile(grafana.url, 9).replaceAll("HUNTED_READ_TOKEN", "HUNTED_WRITE_TOKEN"));
      expect(await hunted(["reduce", profile, "--out", two!], directory)).toMatchObject({ exitCode: 0, finds: [] });
      const merge = await hunted(["reduce", profile, one!, two!, "--out", again!], directory);
      expect(merge).toMatchObject({ exitCode: 2, finds: [] });
      expect(merge.said).toMatch(
        /WN1351 grafana: 30 events, 2026-03-02T00:00:00Z to 2026-03-02T00:00:29Z \([0-9a-f]{16}\) is in two of /,
      );
    });
    await grafana.close();
  });

  it.concurrent.each(FAILURES)("when answers fail: $kind $status", async (failure) => {
    for (const on of [() => true, isWrite]) {
      const grafana = await startFakeGrafana({ dataSources, tokens, faults: [{ on, failure }] });
      await inDirectory(async (directory) => {
        writeFileSync(join(directory, "ca.pem"), grafana.ca);
        writeFileSync(join(directory, "profile.yaml"), grafanaProfile(grafana.url, failure.kind === "hang" ? 0.2 : 10));
        const profile = join(directory, "profile.yaml");
        const { exitCode, finds } = await hunted(["run", profile, "--out", join(directory, "out")], directory);
        expect(finds).toEqual([]);
        if (failure.kind !== "slow" && on !== isWrite) expect(exitCode).not.toBe(0);
        expect((await hunted(["check", "--connect", profile], directory)).finds).toEqual([]);
      });
      await grafana.close();
    }
  });

  it.each([
    ["the host is unknown", "https://no-such-host.invalid", {}],
    ["nobody answers", "https://127.0.0.1:9", {}],
    ["the certificate's time is over", undefined, { expiredCertificate: true }],
    ["the token is unknown", undefined, { tokens: [{ token: "another", role: "Admin" as const }] }],
  ] as const)("when %s", async (_, url, options) => {
    const grafana = await startFakeGrafana({ dataSources, tokens, ...options });
    await inDirectory(async (directory) => {
      writeFileSync(join(directory, "ca.pem"), grafana.ca);
      writeFileSync(join(directory, "profile.yaml"), grafanaProfile(url ?? grafana.url, 5));
      const run = await hunted(["run", join(directory, "profile.yaml"), "--out", join(directory, "out")], directory);
      expect({ finds: run.finds, exitCode: run.exitCode, coded: /WN15\d\d/.test(run.said) }).toEqual({
        finds: [],
        exitCode: 1,
        coded: true,
      });
    });
    await grafana.close();
  });
});

const RULE = "dcr-0123456789abcdef0123456789abcdef";
const EVENTS = Array.from({ length: 30 }, (_, i) => ({
  TimeGenerated: `2026-03-02T00:00:${String(i).padStart(2, "0")}.0000000Z`,
  Account: "x".repeat(i % 4),
}));
const tables = {
  SecurityEvent: {
    columns: [
      { name: "TimeGenerated", type: "datetime" },
      { name: "Account", type: "string" },
    ],
    rows: EVENTS,
  },
} as const;

interface Sentinel {
  readonly endpoint: string;
  readonly ingestionEndpoint: string;
  readonly workspace: string;
}

const BEARER = '{ kind: token, token: "${env:HUNTED_BEARER}" }';

function sentinelProfile({ endpoint, ingestionEndpoint, workspace }: Sentinel, mode: string, auth = BEARER): string {
  return `${COMMON.replace("TIME", "TimeGenerated").replace("TEXT", "Account")}
source:
  use: sentinel
  with:
    endpoint: "${endpoint}"
    workspace: "${workspace}"
    table: SecurityEvent
    since: "2026-03-02T00:00:00Z"
    until: "2026-03-03T00:00:00Z"
    mode: ${mode}
    timeouts: { query: 2, retry: 0 }
    ca: ca.pem
    tenant: example.com
    auth: ${auth}
sinks:
  - use: sentinel
    with: { endpoint: "${ingestionEndpoint}", rule: "${RULE}", ca: ca.pem, tenant: example.com, auth: ${auth} }
  - use: html-report
    with: { path: report.html }
`;
}

const SENTINEL_FAILURES: readonly SentinelFailure[] = [
  ...[400, 401, 403, 404, 429, 500].map((status): SentinelFailure => ({
    kind: "status",
    status,
    body: echo(`Bearer ${SECRETS.HUNTED_BEARER}`),
  })),
  { kind: "status", status: 200, body: echo(`Bearer ${SECRETS.HUNTED_BEARER}`) },
  { kind: "html" },
  { kind: "empty" },
  { kind: "expired-token" },
  { kind: "partial" },
  { kind: "drop" },
  { kind: "cut" },
  { kind: "cut-cleanly" },
];

describe("secrets of Sentinel stand nowhere", () => {
  const start = {
    tables,
    rules: { [RULE]: ["Custom-Winnow_CL"] },
    tokens: { [SECRETS.HUNTED_BEARER]: "valid" },
  } as const;

  it.each(["reduce", "pull"])("when all goes well by %s", async (mode) => {
    const sentinel = await startFakeSentinel(start);
    await inDirectory(async (directory) => {
      writeFileSync(join(directory, "ca.pem"), sentinel.ca);
      writeFileSync(join(directory, "profile.yaml"), sentinelProfile(sentinel, mode));
      const profile = join(directory, "profile.yaml");
      const run = await hunted(["run", profile, "--out", join(directory, "out")], directory);
      expect({ finds: run.finds, exitCode: run.exitCode, said: run.exitCode === 0 ? "" : run.said }).toEqual({
        exitCode: 0,
        finds: [],
        said: "",
      });
      expect(sentinel.ingested.length).toBeGreaterThan(0);
      expect(await hunted(["check", "--connect", profile], directory)).toMatchObject({ exitCode: 0, finds: [] });
      expect(found("Sentinel", JSON.stringify(sentinel.ingested))).toEqual([]);
    });
    await sentinel.close();
  });

  const isIngestion = ({ path }: { path: string }): boolean => path.startsWith("/dataCollectionRules/");
  const befallen = SENTINEL_FAILURES.flatMap((failure) => [
    { failure, where: "everywhere", on: () => true },
    { failure, where: "in writing", on: isIngestion },
  ]);

  it.concurrent.each(befallen)("when answers fail $where: $failure.kind $failure.status", async ({ failure, on }) => {
    const sentinel = await startFakeSentinel({ ...start, faults: [{ on, failure }] });
    await inDirectory(async (directory) => {
      writeFileSync(join(directory, "ca.pem"), sentinel.ca);
      const mode = failure.kind === "status" ? "reduce" : "pull";
      writeFileSync(join(directory, "profile.yaml"), sentinelProfile(sentinel, mode));
      const profile = join(directory, "profile.yaml");
      expect((await hunted(["run", profile, "--out", join(directory, "out")], directory)).finds).toEqual([]);
      expect((await hunted(["check", "--connect", profile], directory)).finds).toEqual([]);
    });
    await sentinel.close();
  });

  it("when signing in with a secret fails and the answer says it back", async () => {
    const certificate = await makeCertificate();
    const authority = createServer({ key: certificate.key, cert: certificate.cert }, (request, response) => {
      void text(request).then((body) => {
        response.writeHead(401, { "content-type": "application/json" });
        response.end(
          JSON.stringify({ error: "invalid_client", error_description: `wrong: ${body}`, error_codes: [7000215] }),
        );
      });
    });
    await new Promise<void>((resolve) => authority.listen(0, "127.0.0.1", resolve));
    const { port } = authority.address() as AddressInfo;
    const sentinel = await startFakeSentinel(start);
    await inDirectory(async (directory) => {
      writeFileSync(join(directory, "ca.pem"), sentinel.ca + certificate.ca);
      const auth = '{ kind: client-secret, clientId: app, secret: "${env:HUNTED_CLIENT_SECRET}" }';
      const there = `    authority: "https://localhost:${port}"\n    tenant: example.com`;
      const written = sentinelProfile(sentinel, "pull", auth).replace("    tenant: example.com", there);
      writeFileSync(join(directory, "profile.yaml"), written);
      const profile = join(directory, "profile.yaml");
      const run = await hunted(["run", profile, "--out", join(directory, "out")], directory);
      expect(run).toMatchObject({ exitCode: 1, finds: [] });
      expect((await hunted(["check", "--connect", profile], directory)).finds).toEqual([]);
    });
    await sentinel.close();
    authority.closeAllConnections();
    authority.close();
  });
});

describe("errors hold no secrets, nor do their causes", () => {
  const result = {
    profile: { name: "hunted", hash: "0" },
    ledger: { read: 1, rejected: 0, filtered: 0, clustered: 1, reasons: {} },
    counts: { groups: 1, points: 1, clusters: 0, noise: 1, rows: 1 },
    features: [],
    kept: [],
    rows: [
      {
        rank: 1,
        key: 0,
        clusterId: -1,
        size: 1,
        firstTime: START / 1000n,
        lastTime: START / 1000n,
        exemplar: 0,
        features: new Float64Array(),
        kept: [],
        folded: [],
        reasons: [],
        groups: Int32Array.of(0),
      },
    ],
    reader: () => undefined,
    exemplars: { columns: ["a"], rows: 1, values: [["x"]] },
    foldedEvents: { columns: [], rows: 0, values: [] },
    manifest: { profile: { name: "hunted", hash: "0", document: {} }, warnings: [] },
  } as unknown as RunResult;

  async function thrown(use: (context: SinkContext) => Promise<unknown>, directory: string): Promise<string> {
    const context: SinkContext = {
      signal: AbortSignal.timeout(20_000),
      profileDirectory: directory,
      outputDirectory: directory,
      outputPath: (path) => join(directory, path),
      stateDirectory: directory,
      progress: () => {},
      warn: () => {},
      gap: () => {},
    };
    return use(context).then(
      () => "",
      (error: unknown) => {
        const shown = inspect(error, { depth: 12, showHidden: true, maxStringLength: null, maxArrayLength: null });
        return isWinnowError(error) ? `${error.format()}\n${shown}` : shown;
      },
    );
  }

  it.each(FAILURES.filter(({ kind }) => kind !== "slow"))("of the sinks of Grafana: $kind $status", async (failure) => {
    const grafana = await startFakeGrafana({ dataSources, tokens, faults: [{ on: () => true, failure }] });
    await inDirectory(async (directory) => {
      writeFileSync(join(directory, "ca.pem"), grafana.ca);
      const options = {
        url: grafana.url,
        caFile: "ca.pem",
        retries: 0,
        timeoutSeconds: 0.2,
        token: SECRETS.HUNTED_WRITE_TOKEN,
      };
      for (const name of ["grafana-annotations", "grafana-dashboard"]) {
        const sink = (await builtInRegistry()).get("sink", name)!;
        const shown = await thrown((context) => sink.write(result, options, context), directory);
        expect({ name, failed: shown !== "", finds: found("the error", shown) }).toEqual({
          name,
          failed: true,
          finds: [],
        });
      }
    });
    await grafana.close();
  });

  it.each(SENTINEL_FAILURES.filter(({ kind }) => kind !== "empty"))(
    "of source and sink of Sentinel: $kind $status",
    async (failure) => {
      const sentinel = await startFakeSentinel({ tables, faults: [{ on: () => true, failure }] });
      await inDirectory(async (directory) => {
        writeFileSync(join(directory, "ca.pem"), sentinel.ca);
        const auth = { kind: "token", token: SECRETS.HUNTED_BEARER };
        const common = { ca: "ca.pem", tenant: "example.com", auth };
        const connector = (await builtInRegistry()).get("connector", "sentinel")!;
        const { endpoint, workspace } = sentinel;
        const given = {
          ...common,
          endpoint,
          workspace,
          table: "SecurityEvent",
          mode: "pull",
          timeouts: { query: 2, retry: 0 },
        };
        const read = await thrown(async (context) => {
          const checked = await connector.options["~standard"].validate(given);
          const source = await connector.connect((checked as { value: unknown }).value, context);
          if (source.kind === "engine") await source.reduce({ time: null, where: null, keys: [] });
          else for await (const _ of source.batches());
        }, directory);
        const sink = (await builtInRegistry()).get("sink", "sentinel")!;
        const wrote = await thrown(async (context) => {
          const checked = await sink.options["~standard"].validate({
            ...common,
            endpoint: sentinel.ingestionEndpoint,
            rule: RULE,
          });
          await sink.write(result, (checked as { value: unknown }).value, context);
        }, directory);
        expect([...found("reading", read), ...found("writing", wrote)]).toEqual([]);
      });
      await sentinel.close();
    },
  );
});
