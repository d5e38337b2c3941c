import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { main } from "@winnow/cli";
import { startFakeSentinel, type FakeColumn, type FakeRow, type FakeSentinel } from "@winnow/testkit/fakes";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseCsv } from "../parse-csv.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = mkdtempSync(join(tmpdir(), "winnow-example-sentinel-"));
const RULE = "dcr-0123456789abcdef0123456789abcdef";
const STREAM = "Custom-Winnow_CL";

// What the profile takes from the environment, and what a run against the real service needs not.
const ENVIRONMENT = {
  AZURE_TENANT_ID: "example.com",
  AZURE_CLIENT_ID: "app",
  AZURE_CLIENT_SECRET: "secret",
  SENTINEL_RULE_ID: RULE,
};

let service: FakeSentinel;

/** The events of the other example, as the table has them. */
function events(): readonly FakeRow[] {
  const rows = parseCsv(readFileSync(join(here, "../windows-processes/data/processes.csv"), "utf8"));
  return rows.map((row) => ({ ...row, EventID: Number(row["EventID"]) }));
}

function columns(): readonly { name: string; type: "datetime" | "int" | "string" }[] {
  const types: Readonly<Record<string, "datetime" | "int">> = { TimeGenerated: "datetime", EventID: "int" };
  return Object.keys(events()[0]!).map((name) => ({ name, type: types[name] ?? "string" }));
}

beforeAll(async () => {
  service = await startFakeSentinel({
    tables: { SecurityEvent: { columns: columns(), rows: events() } },
    rules: { [RULE]: [STREAM] },
  });
  writeFileSync(join(out, "ca.pem"), service.ca);
  Object.assign(process.env, ENVIRONMENT, {
    SENTINEL_WORKSPACE_ID: service.workspace,
    SENTINEL_INGESTION_ENDPOINT: service.ingestionEndpoint,
    SENTINEL_TOKEN: service.token,
  });
});

afterAll(async () => {
  const set = [...Object.keys(ENVIRONMENT), "SENTINEL_WORKSPACE_ID", "SENTINEL_INGESTION_ENDPOINT", "SENTINEL_TOKEN"];
  for (const name of set) delete process.env[name];
  await service.close();
  rmSync(out, { recursive: true, force: true });
});

async function winnow(argv: readonly string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  let stdout = "";
  let stderr = "";
  const io = {
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
    environment: {},
    signal: new AbortController().signal,
  };
  return { exitCode: await main(argv, io), stdout, stderr };
}

/** Leads a profile to the fake in place of Azure. */
function redirected(parts: readonly string[]): string[] {
  return parts.flatMap((part) => [
    "--set",
    `${part}.auth={kind: token, token: "\${env:SENTINEL_TOKEN}"}`,
    "--set",
    `${part}.ca=${join(out, "ca.pem")}`,
  ]);
}

/** The answer of a service to a query. */
async function asked({ endpoint, workspace, token, ca }: FakeSentinel, query: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const sent = request(`${endpoint}/workspaces/${workspace}/query`, { method: "POST", ca, headers }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += String(chunk)));
      response.on("end", () => resolve(JSON.parse(text) as Answer));
    });
    sent.on("error", reject);
    sent.end(JSON.stringify({ query }));
  });
}

interface Answer {
  readonly tables: readonly { readonly rows: readonly (readonly unknown[])[] }[];
}

const TIMES = ["--since", "2026-03-01", "--until", "2026-03-08"];

async function run(profile: string, folder: string, more: readonly string[]): Promise<unknown> {
  const argv = ["run", join(here, profile), "--out", join(out, folder), "--json", "--quiet", ...TIMES, ...more];
  const { exitCode, stdout, stderr } = await winnow(argv);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return JSON.parse(stdout);
}

describe("sentinel-processes", () => {
  const expected = JSON.parse(readFileSync(join(here, "expected.json"), "utf8")) as {
    readonly rows: number;
    readonly shown: readonly Readonly<Record<string, string>>[];
  };

  it.each(["reduce", "pull"])("gives by %s what the events give in a file", async (mode) => {
    const endpoint = `source.with.endpoint=${service.endpoint}`;
    const settings = [...redirected(["source.with"]), "--set", endpoint, "--set", `source.with.mode=${mode}`];
    const { shown, ...counts } = expected;
    expect(await run("profile.yaml", mode, settings)).toMatchObject(counts);
    const table = parseCsv(readFileSync(join(out, mode, "clusters.csv"), "utf8"));
    const found = shown.map((wanted) => ({
      ...wanted,
      rows: table.filter((row) => Object.entries(wanted).every(([column, value]) => row[column] === value)).length,
    }));
    expect(found).toEqual(shown.map((wanted) => ({ ...wanted, rows: 1 })));
  });

  it("writes its rows back", async () => {
    const endpoint = `source.with.endpoint=${service.endpoint}`;
    await run("write-back.yaml", "written", [...redirected(["source.with", "sinks.0.with"]), "--set", endpoint]);
    expect(service.ingested).toHaveLength(expected.rows);
    const commands = service.ingested.map(({ row }) => (row["Exemplar"] as Record<string, string>)["CommandLine"]);
    expect(commands).toEqual(expect.arrayContaining(expected.shown.map(({ CommandLine }) => CommandLine)));
    const names = readdirSync(join(out, "written"), { recursive: true, encoding: "utf8" });
    expect(names).toContain("sentinel-receipt.json");
    const files = names.map((name) => join(out, "written", name)).filter((file) => statSync(file).isFile());
    const telling = files.filter((file) => readFileSync(file, "latin1").includes(service.token));
    expect(telling).toEqual([]);
  });

  it("can be looked through in the table by the query that is shown", async () => {
    const { stdout } = await winnow(["sentinel", "table-schema", "--format", "json"]);
    const template = JSON.parse(stdout) as { resources: { properties: { schema: { columns: FakeColumn[] } } }[] };
    const { columns: declared } = template.resources[0]!.properties.schema;
    const table = {
      columns: declared.map(({ name, type }) => ({ name, type: type.toLowerCase() as FakeColumn["type"] })),
      rows: service.ingested.map(({ row }) => row),
    };
    const [, query] = /```kusto[^\n]*\n([^`]+)```/.exec(readFileSync(join(here, "README.md"), "utf8"))!;
    const workspace = await startFakeSentinel({ tables: { Winnow_CL: table } });
    try {
      const { tables } = await asked(workspace, query!);
      expect(tables[0]!.rows.map(([rank]) => rank)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
      expect(tables[0]!.rows.map((row) => row[3])).toContain("C:\\Windows\\Temp\\lsasss.exe");
    } finally {
      await workspace.close();
    }
  });

  it("is told that all it needs is there", async () => {
    const settings = [
      ...redirected(["source.with", "sinks.0.with"]),
      "--set",
      `source.with.endpoint=${service.endpoint}`,
    ];
    const argv = ["check", "--connect", join(here, "write-back.yaml"), ...TIMES, ...settings];
    const { exitCode, stdout, stderr } = await winnow(argv);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).not.toMatch(/^failed/m);
    expect(stdout).toContain(`sink "sentinel", stream ${STREAM}: as it should be`);
  });
});
