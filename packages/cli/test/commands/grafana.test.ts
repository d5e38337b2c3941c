import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { type FakeGrafana, type FakeGrafanaOptions, type LokiEntry, startFakeGrafana } from "@winnow/testkit/fakes";
import { describe, expect, it } from "vitest";
import { inDirectory } from "../directory.ts";
import { type Finished, winnow } from "../io.ts";

/** Nanoseconds of 3 January 2024. */
const START = 1_704_240_000_000_000_000n;

/** Process starts of a morning as Alloy writes them, one of them odd. */
const ENTRIES: readonly LokiEntry[] = Array.from({ length: 200 }, (_, i) => {
  const odd = i === 77;
  const data = {
    SubjectUserName: "alice",
    SubjectDomainName: "EXAMPLE",
    SubjectUserSid: "S-1-5-21-1-2-3-1001",
    SubjectLogonId: "0x3e7",
    NewProcessName: odd ? "C:\\Temp\\odd.exe" : "C:\\Windows\\System32\\svchost.exe",
    CommandLine: odd ? "odd.exe --listen 0.0.0.0:4444" : "svchost.exe -k netsvcs",
    ParentProcessName: "C:\\Windows\\System32\\services.exe",
  };
  const event = {
    source: "Microsoft-Windows-Security-Auditing",
    channel: "Security",
    computer: `host-${i % 5}`,
    event_id: 4688,
    timeCreated: new Date(Number(START / 1_000_000n) + i * 1000).toISOString(),
    eventRecordID: i,
    event_data: Object.entries(data)
      .map(([name, text]) => `<Data Name='${name}'>${text}</Data>`)
      .join(""),
  };
  return { labels: { job: "windows" }, time: START + BigInt(i) * 1_000_000_000n, line: JSON.stringify(event) };
});

const profileFor = ({ url }: FakeGrafana, more: string): string => `profile: winnow/v1
name: grafana-processes
source:
  use: grafana
  with:
    url: ${url}
    token: "\${env:WINNOW_TEST_TOKEN}"
    caFile: ca.pem
    dataSource: Windows
    query: '{job="windows"}'
    parse: windows-event
    retries: 0
    ${more}
features:
  - use: windows-process
    with: { pick: [pathScore, commandlineTokensFull] }
cluster: { use: dbscan, with: { eps: 0.1 } }
`;

interface Case {
  readonly fake?: Partial<FakeGrafanaOptions>;
  readonly entries?: readonly LokiEntry[];
  readonly maxEntries?: number;
  readonly profile?: string;
  readonly token?: string;
}

interface Ran extends Finished {
  /** Every file below the directory, by name. */
  readonly files: ReadonlyMap<string, string>;
  readonly secret: string;
}

async function command(words: readonly string[], given: Case = {}): Promise<Ran> {
  const { entries = ENTRIES, maxEntries = 5000, profile = "", token } = given;
  const fake = await startFakeGrafana({
    tokens: [{ token: "glsa_0123456789_winnow_secret", role: "Admin" }],
    dataSources: [{ uid: "w", name: "Windows", type: "loki", entries, limits: { maxEntries } }],
    ...given.fake,
  });
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
          .replaceAll(new URL(fake.url).host, "HOST");
      const files = new Map<string, string>();
      for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
        const file = join(entry.parentPath, entry.name);
        if ((await stat(file)).isFile()) files.set(relative(directory, file), await readFile(file, "utf8"));
      }
      return {
        ...finished,
        stdout: shown(finished.stdout),
        stderr: shown(finished.stderr),
        files,
        secret: token ?? fake.token,
      };
    });
  } finally {
    delete process.env["WINNOW_TEST_TOKEN"];
    await fake.close();
  }
}

const TIMES = ["--since", "2024-01-03", "--until", "2024-01-04"];

describe("winnow check --connect, over Grafana", () => {
  it("says line by line that everything is there", async () => {
    const { exitCode, stdout } = await command(["check", "--connect", ...TIMES]);
    expect(stdout).toMatch(
      new RegExp(
        [
          "^PROFILE is a valid profile\\.",
          'ok     source "grafana", address: HOST will be asked',
          'ok     source "grafana", Grafana: answers; version 13\\.0\\.0',
          'ok     source "grafana", token: is accepted; organisation "Main Org\\."',
          'ok     source "grafana", data source: Windows, type loki, uid w',
          'ok     source "grafana", query: is answered; 0 rows in the last minute of the range',
          "ok     profile, fields: \\d+ fields by field map loki-windows-event-process\n$",
        ].join("\n"),
      ),
    );
    expect(exitCode).toBe(0);
  });

  it("stops at what does not work and says what to do", async () => {
    const { exitCode, stdout } = await command(["check", "--connect", ...TIMES], { token: "glsa_wrong" });
    expect(exitCode).toBe(1);
    expect(stdout).toBe(`PROFILE is a valid profile.
ok     source "grafana", address: HOST will be asked
ok     source "grafana", Grafana: answers; version 13.0.0
failed source "grafana", token: WN1534 Grafana: the token was refused (401): Invalid API key (while asking for the organisation of the token)
       Make a new token for the service account (Administration, Service accounts) and give it in the option token.
`);
  });
});

describe("winnow run over Grafana", () => {
  it("finds the odd one, and writes no secret anywhere", async () => {
    const { exitCode, stdout, stderr, files, secret } = await command(["run", ...TIMES]);
    expect(stderr).not.toContain("WN");
    expect(exitCode).toBe(0);
    expect(files.get("out/clusters.csv")).toContain("odd.exe --listen 0.0.0.0:4444");
    const manifest = JSON.parse(files.get("out/manifest.json")!) as { ledger: object };
    expect(manifest.ledger).toMatchObject({ read: 200, clustered: 200 });
    for (const text of [stdout, stderr, ...files.values()]) expect(text).not.toContain(secret);
  });

  it("writes no secret anywhere that is given on the command line", async () => {
    const secret = "an-opaque-token-0123456789";
    const { exitCode, stdout, stderr, files } = await command(
      ["run", ...TIMES, "--set", `source.with.token=${secret}`],
      { fake: { tokens: [{ token: secret, role: "Admin" }] } },
    );
    expect(exitCode).toBe(0);
    for (const text of [stdout, stderr, ...files.values()]) expect(text).not.toContain(secret);
  });

  it("ends with 3 and says what is missing, in words and in the manifest", async () => {
    const burst = Array.from({ length: 20 }, (_, i) => ({
      ...ENTRIES[0]!,
      time: START + 500_000_000n,
      line: `{"n":${i}}`,
    }));
    const { exitCode, stderr, files } = await command(["run", ...TIMES], {
      entries: [...ENTRIES, ...burst],
      maxEntries: 20,
    });
    expect(exitCode).toBe(3);
    const gap = {
      source: "Windows",
      from: "2024-01-03T00:00:00.500000000Z",
      to: "2024-01-03T00:00:00.500000001Z",
      reason: "one nanosecond holds more lines than Loki gives at once (20)",
    };
    expect(stderr).toContain(`missing: Windows, from ${gap.from} up to ${gap.to}: ${gap.reason}.`);
    const manifest = JSON.parse(files.get("out/manifest.json")!) as { ledger: object };
    expect(manifest.ledger).toMatchObject({ read: 200, gaps: [gap] });
  });

  it("ends with 1 where there are no events, and does not blame the profile", async () => {
    const { exitCode, stderr } = await command(["run", "--since", "2023-01-03", "--until", "2023-01-04"]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      "warning: Data source Windows gave no events for the query, from 2023-01-03T00:00:00.000000000Z up to " +
        "2023-01-04T00:00:00.000000000Z.",
    );
    expect(stderr).toContain(
      'WN1330 the source "grafana" gave no events, and so no columns: there is nothing to cluster\n' +
        "  Look at its warnings. Ask for a longer range of time, or for less in the query, if there should be events.",
    );
  });

  it("ends with 1 and writes nothing where Grafana fails on the way", async () => {
    const { exitCode, stderr, files, secret } = await command(["run", ...TIMES], {
      profile: "limit: 20",
      fake: { faults: [{ on: (request) => request.number > 6, failure: { kind: "status", status: 502 } }] },
    });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      "WN1540 Grafana: the service failed (502): fault of the fake (while asking data source Windows)",
    );
    expect([...files.keys()].filter((name) => name.startsWith("out/"))).toEqual([]);
    expect(stderr).not.toContain(secret);
  });
});
