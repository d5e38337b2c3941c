import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { type FakeRow, type FakeSentinel, type FakeSentinelOptions, startFakeSentinel } from "@winnow/testkit/fakes";
import { describe, expect, it } from "vitest";
import { inDirectory } from "../directory.ts";
import { type Finished, winnow } from "../io.ts";

const COLUMNS = [
  { name: "TimeGenerated", type: "datetime" },
  { name: "Computer", type: "string" },
  { name: "Account", type: "string" },
  { name: "EventID", type: "int" },
  { name: "NewProcessName", type: "string" },
  { name: "CommandLine", type: "string" },
  { name: "SubjectUserName", type: "string" },
  { name: "SubjectUserSid", type: "string" },
  { name: "SubjectLogonId", type: "string" },
  { name: "ParentProcessName", type: "string" },
  { name: "ProcessId", type: "string" },
] as const;

/** Process starts of a morning, one of them odd. */
const ROWS: readonly FakeRow[] = Array.from({ length: 200 }, (_, i) => ({
  TimeGenerated: 17_042_400_000_000_000n + BigInt(i) * 1_234_567_890n,
  Computer: `host-${i % 5}`,
  Account: "alice",
  EventID: 4688,
  NewProcessName: i === 77 ? "C:\\Temp\\odd.exe" : "C:\\Windows\\System32\\svchost.exe",
  CommandLine: i === 77 ? "odd.exe --listen 0.0.0.0:4444" : "svchost.exe -k netsvcs",
  SubjectUserName: "alice",
  SubjectUserSid: "S-1-5-21-1-2-3-1001",
  SubjectLogonId: "0x3e7",
  ParentProcessName: "C:\\Windows\\System32\\services.exe",
  ProcessId: `0x${(4096 + i).toString(16)}`,
}));

function profileFor({ endpoint, workspace }: FakeSentinel, more: string): string {
  return `profile: winnow/v1
name: sentinel-processes
source:
  use: sentinel
  with:
    workspace: ${workspace}
    endpoint: ${endpoint}
    ca: ca.pem
    auth: { kind: token, token: "\${env:WINNOW_TEST_TOKEN}" }
    table: SecurityEvent
    ${more}
features:
  - use: windows-process
    with: { pick: [pathScore, commandlineTokensFull] }
cluster: { use: dbscan, with: { eps: 0.1 } }
`;
}

interface Case {
  readonly fake?: Partial<FakeSentinelOptions>;
  readonly profile?: string;
  readonly token?: string;
}

interface Ran extends Finished {
  /** Every file below the directory, by name. */
  readonly files: ReadonlyMap<string, string>;
  readonly fake: FakeSentinel;
}

/** Runs a command on a profile over the fake; what changes from run to run is written PROFILE and HOST. */
async function command(
  words: readonly string[],
  { fake: options = {}, profile = "mode: pull", token }: Case = {},
): Promise<Ran> {
  const fake = await startFakeSentinel({ tables: { SecurityEvent: { columns: COLUMNS, rows: ROWS } }, ...options });
  try {
    return await inDirectory(async (directory) => {
      const path = join(directory, "profile.yaml");
      await writeFile(path, profileFor(fake, profile));
      await writeFile(join(directory, "ca.pem"), fake.ca);
      process.env["WINNOW_TEST_TOKEN"] = token ?? fake.token;
      const [name, ...rest] = words;
      const out = name === "run" ? ["--out", join(directory, "out")] : [];
      const finished = await winnow([name!, path, ...rest, ...out], { environment: { WINNOW_DEBUG: "1" } });
      const shown = (text: string): string =>
        text
          .replaceAll(relative(process.cwd(), path), "PROFILE")
          .replaceAll(path, "PROFILE")
          .replaceAll(new URL(fake.endpoint).host, "HOST");
      const names = await readdir(directory, { recursive: true, withFileTypes: true });
      const files = new Map<string, string>();
      for (const entry of names) {
        const file = join(entry.parentPath, entry.name);
        if ((await stat(file)).isFile()) files.set(relative(directory, file), await readFile(file, "utf8"));
      }
      return { ...finished, stdout: shown(finished.stdout), stderr: shown(finished.stderr), files, fake };
    });
  } finally {
    delete process.env["WINNOW_TEST_TOKEN"];
    await fake.close();
  }
}

const TIMES = ["--since", "2024-01-03", "--until", "2024-01-04"];
const WELL = `PROFILE is a valid profile.
ok     source "sentinel", credentials: signed in
ok     source "sentinel", reachability: the service answers
ok     source "sentinel", token: is accepted
ok     source "sentinel", workspace 11111111-2222-3333-4444-555555555555: is there
ok     source "sentinel", permission: may query
ok     source "sentinel", table SecurityEvent: 11 columns to read
ok     source "sentinel", events: there are some from 2024-01-03T00:00:00.0000000Z up to 2024-01-04T00:00:00.0000000Z
`;

describe("winnow check --connect", () => {
  it("says line by line that everything is there", async () => {
    const { exitCode, stdout, stderr } = await command(["check", "--connect", ...TIMES]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toMatch(/\nok {4,5} profile, fields: \d+ fields by field map sentinel-security-event\n$/);
    expect(stdout.slice(0, WELL.length)).toBe(WELL);
  });

  it.each<[string, Case, string]>([
    [
      "an expired token",
      { fake: { tokens: { "the-expired-one": "expired" } }, token: "the-expired-one" },
      `ok     source "sentinel", credentials: signed in
ok     source "sentinel", reachability: the service answers
failed source "sentinel", token: WN1561 HOST does not accept the token (HTTP 401): The provided authentication is not valid for this resource. The access token has expired.
       The token has expired or is for another audience: sign in anew, and check cloud, audience and tenant.
`,
    ],
    [
      "a missing permission",
      { fake: { tokens: { "the-weak-one": "no-access" } }, token: "the-weak-one" },
      `ok     source "sentinel", credentials: signed in
ok     source "sentinel", reachability: the service answers
ok     source "sentinel", token: is accepted
ok     source "sentinel", workspace 11111111-2222-3333-4444-555555555555: is there
failed source "sentinel", permission: WN1562 this account may not read workspace 11111111-2222-3333-4444-555555555555 (HTTP 403): The provided credentials have insufficient access to perform the requested operation.
       Give it the role Log Analytics Reader or Microsoft Sentinel Reader on the workspace.
`,
    ],
  ])("stops at what does not work and says what to do: %s", async (_, given, expected) => {
    const { exitCode, stdout } = await command(["check", "--connect", ...TIMES], given);
    expect(exitCode).toBe(1);
    expect(stdout).toBe(`PROFILE is a valid profile.\n${expected}`);
  });

  it("names the table that is not there", async () => {
    const { exitCode, stdout } = await command([
      "check",
      "--connect",
      "--set",
      "source.with.table=SecurtyEvent",
      ...TIMES,
    ]);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /\nfailed source "sentinel", table SecurtyEvent: WN1564 the query is refused: .*SecurtyEvent/,
    );
  });

  it("names the fields that the table has no column for", async () => {
    const columns = COLUMNS.filter(({ name }) => name !== "NewProcessName");
    const rows = ROWS.map((row) => {
      const { NewProcessName: _, ...rest } = row as Readonly<Record<string, unknown>>;
      return rest;
    });
    const { exitCode, stdout } = await command(["check", "--connect", ...TIMES], {
      fake: { tables: { SecurityEvent: { columns, rows } } },
    });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/\nfailed profile, fields: WN1[13]\d\d /);
  });

  it("leaves nothing of the events behind, though there is a checkpoint", async () => {
    const profile = "mode: pull\n    checkpoint: kept";
    const { exitCode, files } = await command(["check", "--connect", ...TIMES], { profile });
    expect(exitCode).toBe(0);
    expect([...files.keys()].sort()).toEqual(["ca.pem", "profile.yaml"]);
  });

  it("tries nothing unless it is told to", async () => {
    const { exitCode, stdout, fake } = await command(["check"]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "PROFILE is a valid profile.\n" });
    expect(fake.requests).toEqual([]);
  });
});

describe("winnow run over Sentinel", () => {
  it.each(["pull", "reduce"])("finds the odd one, and writes no secret anywhere: %s", async (mode) => {
    const { exitCode, stdout, stderr, files, fake } = await command(["run", ...TIMES], { profile: `mode: ${mode}` });
    expect(stderr).not.toContain("WN");
    expect(exitCode).toBe(0);
    expect(files.get("out/clusters.csv")).toContain("odd.exe --listen 0.0.0.0:4444");
    const manifest = JSON.parse(files.get("out/manifest.json")!) as { ledger: object };
    expect(manifest.ledger).toMatchObject({ read: 200, clustered: 200 });
    for (const text of [stdout, stderr, ...files.values()]) expect(text).not.toContain(fake.token);
    // What to read next is what was written.
    expect(stdout.includes("assignments.csv")).toBe(mode === "pull");
    expect(files.has("out/assignments.csv")).toBe(mode === "pull");
  });

  it("says of a quiet time where to look", async () => {
    const times = ["--since", "2023-01-03", "--until", "2023-01-04"];
    const { exitCode, stdout } = await command(["run", ...times], { profile: "mode: reduce" });
    expect(exitCode).toBe(0);
    expect(stdout).toContain("Next: the source returned no events; check the time range and the query.\n");
  });

  it("does not claim that there are no command lines where Sentinel keeps the events to itself", async () => {
    const { exitCode, stderr } = await command(["run", "--slots", ...TIMES], { profile: "mode: reduce" });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      "WN1907 this source reduces events where they lie, so there are no slots of single events",
    );
    expect(stderr).toContain("have the source give every event (sentinel: `mode: pull`)");
  });

  it("ends with 3 and says what is missing, in words and in the manifest", async () => {
    const lost = ({ query = "" }: { query?: string }): boolean =>
      query.includes("project TimeGenerated = ") && query.includes("2024-01-03T02:00:00");
    const { exitCode, stderr, files } = await command(["run", ...TIMES], {
      profile: "slice: 2h\n    timeouts: { retry: 0 }\n    mode: pull",
      fake: { faults: [{ on: lost, failure: { kind: "status", status: 503 } }] },
    });
    expect(exitCode).toBe(3);
    const { ledger } = JSON.parse(files.get("out/manifest.json")!) as { ledger: { gaps: object[] } };
    const reason = "the service failed (HTTP 503), tried once: The service answered 503. (WN1567)";
    expect(ledger.gaps).toEqual([
      {
        source: "table SecurityEvent",
        from: "2024-01-03T00:00:00.0000000Z",
        to: "2024-01-03T04:00:00.0000000Z",
        reason,
      },
    ]);
    expect(stderr).toContain(
      "missing: table SecurityEvent, from 2024-01-03T00:00:00.0000000Z up to 2024-01-03T04:00:00",
    );
  });

  it("ends with 3 and a report where a part cannot be reduced either", async () => {
    const late = ({ query = "" }: { query?: string }): boolean => {
      const [, until = ""] = /TimeGenerated < datetime\(([^)]*)\)/.exec(query) ?? [];
      return !query.includes("getschema") && !query.includes("take 1000") && until > "2024-01-03T06";
    };
    const { exitCode, stderr, files } = await command(["run", ...TIMES, "--set", "sinks=[{use: html-report}]"], {
      profile: "mode: reduce",
      fake: { faults: [{ on: late, failure: { kind: "partial" } }] },
    });
    expect(stderr).toMatch(
      /missing: table SecurityEvent, from 2024-01-03T05:5\S+ up to 2024-01-04T00:00:00\.0000000Z: /,
    );
    expect(exitCode).toBe(3);
    const { ledger } = JSON.parse(files.get("out/manifest.json")!) as { ledger: { read: number; gaps: object[] } };
    expect(ledger.gaps).toHaveLength(1);
    expect(ledger.read).toBeGreaterThan(150);
    expect(ledger.read).toBeLessThan(200);
    expect(files.has("out/report.html")).toBe(true);
  });

  it("fails without a secret in what it prints, stacks included, when the token is refused", async () => {
    const { exitCode, stdout, stderr } = await command(["run", ...TIMES], { token: "some-secret-token" });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("WN1561 HOST does not accept the token (HTTP 403)");
    expect(stdout + stderr).not.toContain("some-secret-token");
  });
});
