import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { main } from "@winnow/cli";
import { afterAll, describe, expect, it } from "vitest";
import { readCsv } from "../quality/csv.mjs";
import { findSets, profileFor, readSet } from "../quality/recordings.mjs";
import { baseName, behavioursOf, outputRowsOf, score } from "../quality/score.mjs";

const recordings = fileURLToPath(new URL("../../../shared/data/quality", import.meta.url));
const present = existsSync(recordings);
const why = present ? "" : " (skipped: ../shared/data/quality is not there)";

const folder = mkdtempSync(join(tmpdir(), "winnow-quality-bars-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(profile: string, inputs: readonly string[], out: string): Promise<void> {
  let said = "";
  const written = { write: (text: string) => (said += text) };
  const io = { stdout: written, stderr: written, environment: {}, signal: new AbortController().signal };
  const exitCode = await main(["run", profile, ...inputs, "--out", out, "--quiet"], io);
  expect({ exitCode, said: exitCode === 0 ? "" : said }).toEqual({ exitCode: 0, said: "" });
}

async function scoreOf(
  events: readonly Readonly<Record<string, string>>[],
  out: string,
): Promise<ReturnType<typeof score>> {
  return score(events, outputRowsOf(await readCsv(join(out, "assignments.csv")), events.length));
}

describe.skipIf(!present)(`the recordings${why}`, () => {
  const sets = present ? findSets(recordings).filter(({ bar }) => bar !== undefined) : [];

  it.each(sets.map((set) => [set.name, set] as const))("%s meets its bar with nothing hidden", async (name, set) => {
    const events = await readSet(set);
    const out = join(folder, name);
    await run(profileFor(events), set.files, out);
    const found = await scoreOf(events, out);
    expect(found.hidden).toBe(0);
    expect(found.rows).toBeLessThan(new Set(behavioursOf(events)).size + (name === "ssh" ? 2 : 0));
    expect(found.x80).toBeLessThanOrEqual(set.bar!.atMost);
  });

  it("hide no executable that occurs once in the seed's process file", async () => {
    const file = fileURLToPath(new URL("../../../shared/data/seed/processes_on_host.csv", import.meta.url));
    const out = join(folder, "seed");
    await run("windows-processes", [file], out);
    const events = await readCsv(file);
    const shown = new Set(
      (await readCsv(join(out, "assignments.csv")))
        .filter((line) => line["shown"] === "1")
        .map((line) => baseName(events[Number(line["row"])]!["NewProcessName"]!)),
    );
    const names = events.map((event) => baseName(event["NewProcessName"]!));
    const once = names.filter((name) => names.indexOf(name) === names.lastIndexOf(name));
    expect(once).toHaveLength(41);
    expect(once.filter((name) => !shown.has(name))).toEqual([]);
  });
});

describe("a burst of guessed passwords", () => {
  const HEADER =
    "TimeGenerated,Computer,Account,EventID,TargetUserName,TargetDomainName,LogonType,AuthenticationPackageName,IpAddress,Status";
  const logon = (second: number, id: number, user: string, address: string): string => {
    const time = new Date(Date.UTC(2026, 2, 2) + second * 1000).toISOString();
    const [authentication, status] = id === 4625 ? ["NTLM", "0xc000006d"] : ["Kerberos", ""];
    return [time, "srv", `EXAMPLE\\${user}`, id, user, "EXAMPLE", 3, authentication, address, status].join(",");
  };
  const file = join(folder, "burst.csv");
  const lines = [
    ...Array.from({ length: 5_000 }, (_, i) => logon(i * 17, 4624, `user${i % 40}`, `10.0.0.${i % 60}`)),
    ...Array.from({ length: 3_000 }, (_, i) => logon(9_000 + i, 4625, `guess${i % 700}`, "203.0.113.77")),
    logon(13_000, 4624, "user7", "203.0.113.77"),
    ...Array.from({ length: 240 }, (_, i) => logon(20_000 + i, 4625, "user3", `198.51.100.${i % 30}`)),
  ];
  writeFileSync(file, [HEADER, ...lines, ""].join("\n"));

  it("is one row near the top, and the success after it is said", async () => {
    const out = join(folder, "burst");
    await run("windows-logons", [file], out);
    const rows = await readCsv(join(out, "clusters.csv"));
    const burst = rows.filter((row) => row["IpAddress"] === "203.0.113.77");
    expect(burst.map((row) => row["ClusterSize"]).sort()).toEqual(["1", "3000"]);
    expect(burst.every((row) => Number(row["rank"]) <= 3)).toBe(true);
    const success = burst.find((row) => row["ClusterSize"] === "1");
    expect(success!["reasons"]).toContain('source.ip "203.0.113.77": 3,000 failed logons, and then this');
    const failures = burst.find((row) => row["ClusterSize"] === "3000");
    expect(failures!["reasons"]).toContain("3,000 failed logons, and 1 other event after the first of them");
  });

  it("does not keep 80 % of the attacking addresses from being seen within 60 reads", async () => {
    const out = join(folder, "burst");
    const labelled = (await readCsv(file)).map((event) => ({
      ...event,
      label: /^(203|198)/.test(event["IpAddress"]!) ? "1" : "0",
    }));
    const found = await scoreOf(labelled, out);
    expect(found.items).toBe(31);
    expect(found.x80).toBeLessThanOrEqual(60);
    expect(readFileSync(join(out, "assignments.csv"), "utf8").trimEnd().split("\n")).toHaveLength(lines.length + 1);
  });
});
