import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { main } from "@winnow/cli";
import { startFakeGrafana, type FakeGrafana, type LokiEntry } from "@winnow/testkit/fakes";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseCsv } from "../parse-csv.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = mkdtempSync(join(tmpdir(), "winnow-example-grafana-"));

let grafana: FakeGrafana;

/** The events of the other example, as an agent of Windows writes them into Loki. */
function lines(): readonly LokiEntry[] {
  const rows = parseCsv(readFileSync(join(here, "../windows-logons/data/logons.csv"), "utf8"));
  return rows.map((row, i) => ({
    labels: { channel: "Security", computer: row["Computer"]! },
    time: BigInt(Date.parse(row["TimeGenerated"]!)) * 1_000_000n + BigInt(i),
    line: JSON.stringify(eventOf(row, i)),
  }));
}

function eventOf(row: Readonly<Record<string, string>>, recordId: number): unknown {
  const { TimeGenerated, Computer, EventID, Account: _, ...data } = row;
  const elements = Object.entries(data).map(([name, value]) => `<Data Name='${name}'>${escapeXml(value)}</Data>`);
  return {
    source: "Microsoft-Windows-Security-Auditing",
    channel: "Security",
    computer: Computer,
    event_id: Number(EventID),
    task: 12544,
    timeCreated: TimeGenerated!.replace("Z", "0000Z"),
    eventRecordID: recordId,
    keywords: EventID === "4624" ? "Audit Success" : "Audit Failure",
    event_data: elements.join(""),
  };
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

beforeAll(async () => {
  const noise = { labels: { channel: "Security" }, time: 1_772_400_000_000_000_000n, line: '{"event_id":4634}' };
  grafana = await startFakeGrafana({
    dataSources: [{ type: "loki", uid: "loki-uid", name: "Loki", entries: [...lines(), noise] }],
    tokens: [
      { token: "reader-token", role: "Viewer" },
      { token: "writer-token", role: "Editor" },
    ],
  });
  writeFileSync(join(out, "ca.pem"), grafana.ca);
  Object.assign(process.env, {
    GRAFANA_URL: grafana.url,
    GRAFANA_TOKEN: "reader-token",
    GRAFANA_WRITE_TOKEN: "writer-token",
    GRAFANA_LOKI_UID: "loki-uid",
  });
});

afterAll(async () => {
  for (const name of ["GRAFANA_URL", "GRAFANA_TOKEN", "GRAFANA_WRITE_TOKEN", "GRAFANA_LOKI_UID"])
    delete process.env[name];
  await grafana.close();
  rmSync(out, { recursive: true, force: true });
});

/** Trusts the fake's certificate in the parts named. */
function trusting(parts: readonly string[]): string[] {
  return parts.flatMap((part) => ["--set", `${part}.caFile=${join(out, "ca.pem")}`]);
}

const TIMES = ["--since", "2026-03-01", "--until", "2026-03-08"];

async function winnow(argv: readonly string[]): Promise<string> {
  let stdout = "";
  let stderr = "";
  const io = {
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
    environment: {},
    signal: new AbortController().signal,
  };
  expect({ exitCode: await main(argv, io), stderr }).toEqual({ exitCode: 0, stderr: "" });
  return stdout;
}

async function run(profile: string, folder: string, parts: readonly string[]): Promise<unknown> {
  const argv = ["run", join(here, profile), "--out", join(out, folder), "--json", "--quiet", ...TIMES];
  return JSON.parse(await winnow([...argv, ...trusting(parts)]));
}

describe("grafana-loki-logons", () => {
  const { shown, ...counts } = JSON.parse(readFileSync(join(here, "expected.json"), "utf8")) as {
    readonly rows: number;
    readonly shown: readonly Readonly<Record<string, string>>[];
  };

  it("gives the expected counts and shows what must be seen", async () => {
    expect(await run("profile.yaml", "read", ["source.with"])).toMatchObject(counts);
    const table = parseCsv(readFileSync(join(out, "read", "clusters.csv"), "utf8"));
    const found = shown.map((wanted) => ({
      ...wanted,
      rows: table.filter((row) => Object.entries(wanted).every(([column, value]) => row[column] === value)).length,
    }));
    expect(found).toEqual(shown.map((wanted) => ({ ...wanted, rows: 1 })));
  });

  it("marks what is rare in Grafana and writes a dashboard, and a second run doubles neither", async () => {
    for (let again = 0; again < 2; again++) {
      await run("write-back.yaml", "written", ["source.with", "sinks.0.with", "sinks.1.with"]);
      expect(grafana.annotations().length).toBeGreaterThan(shown.length);
      expect(new Set(grafana.annotations().map(({ tags }) => tags[2])).size).toBe(grafana.annotations().length);
      expect(grafana.dashboards()).toHaveLength(1);
    }
    const texts = grafana.annotations().map(({ text }) => text);
    for (const { "event_data.IpAddress": address } of shown) {
      expect(texts.filter((text) => text.includes(`source.ip: ${address}`)).length).toBeGreaterThan(0);
    }
    expect(grafana.dashboards()[0]).toMatchObject({
      version: 2,
      spec: { title: "Winnow: grafana-loki-logons-write-back" },
    });
    const panels = grafana.dashboards()[0]!.spec["panels"] as readonly { readonly type: string }[];
    expect(panels.map(({ type }) => type)).toEqual(["text", "annolist", "timeseries", "text", "text", "logs"]);
  });

  it("is told that all it needs is there", async () => {
    const parts = trusting(["source.with", "sinks.0.with", "sinks.1.with"]);
    const stdout = await winnow(["check", "--connect", join(here, "write-back.yaml"), ...TIMES, ...parts]);
    expect(stdout).not.toMatch(/^failed/m);
    expect(stdout).toContain("the token may write annotations");
    expect(stdout).toContain("the token may write dashboards");
  });
});
