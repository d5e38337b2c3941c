import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inDirectory } from "../directory.ts";
import { winnow, type Finished } from "../io.ts";

const OWN = `profile: winnow/v1
name: own
description: What changes at night
source: { use: files, with: { path: events.csv } }
where: { equals: [winlog.event_id, 4688] }
features:
  - define: { hour: { hour: "@timestamp" } }
scale: robust
cluster: { use: density-clustering-dbscan, with: { eps: 2 } }
guard: { fields: [{ field: user.name, atMost: 3 }], mode: split }
keep: [host.name]
rank: { stability: 0, outlier: 0, context: { of: [host.name], weight: 0.5 } }
marks: [{ at: 2019-01-15T05:15:03Z, label: alert }]
redact: { secrets: [passwords], patterns: { ticket: "INC[0-9]+" } }
sinks: [{ use: json, with: { path: rows.json } }]
`;

function explained(text: string): Promise<Finished> {
  return inDirectory(async (directory) => {
    const path = join(directory, "own.yaml");
    await writeFile(path, text);
    return winnow(["explain", path]);
  });
}

describe("winnow explain", () => {
  it.each([
    "windows-processes",
    "windows-logons",
    "linux-processes",
    "linux-logons",
    "msticpy-processes",
    "msticpy-logons",
  ])("says what %s will do, stage by stage, though it has no source", async (profile) => {
    const { exitCode, stdout, stderr } = await winnow(["explain", profile]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    const titles = [...stdout.matchAll(/^\d\. (\w+)$/gm)].map(([, title]) => title);
    expect(titles).toEqual(["Reads", "Describes", "Clusters", "Guards", "Ranks", "Writes"]);
    expect(stdout).not.toMatch(/undefined|\[object|\{"/);
  });

  it("shows nothing that comes from the environment", async () => {
    process.env["WINNOW_TEST_PATH"] = "hidden.csv";
    const { stdout } = await explained(OWN.replace("events.csv", '"${env:WINNOW_TEST_PATH}"'));
    delete process.env["WINNOW_TEST_PATH"];
    expect(stdout).toContain('"${env:WINNOW_TEST_PATH}"');
    expect(stdout).not.toContain("hidden.csv");
  });

  it("names a file to run it on only where the profile has no source", async () => {
    expect((await explained(OWN)).stdout).toMatch(/\nNext: winnow run \S+own\.yaml\n$/);
    expect((await winnow(["explain", "linux-logons"])).stdout).toMatch(/\nNext: winnow run linux-logons FILE\n$/);
  });

  it("says every choice of a profile in words", async () => {
    const { stdout } = await explained(OWN);
    const flat = stdout.replaceAll(/\s+/g, " ");
    for (const sentence of [
      "own What changes at night",
      'Reads events with the connector "files": ',
      'path "events.csv": ',
      'Only events for which {"equals":["winlog.event_id",4688]} holds count; the others are reported as filtered.',
      "Describes each event by one number.",
      'hour defined here: {"hour":"@timestamp"}',
      "Each number is measured in interquartile ranges",
      "All events are clustered together.",
      "It does not count repetitions itself",
      "No rare value of the following can vanish inside a cluster: each gets a row of its own.",
      "user.name rare when at most 3 events have it",
      "Carries along for the report: host.name.",
      "Rows with host.name in common lend each other a share of their score (weight 0.5).",
      "Masks passwords and ticket in all that is shown.",
      "rejects.csv (rejected records, where there are any)",
      "Marks in its timelines: alert.",
      "json ",
    ]) {
      expect(flat).toContain(sentence);
    }
  });

  it("tells what is wrong instead where the profile is broken", async () => {
    const { exitCode, stdout, stderr } = await explained(OWN.replace("use: json", "use: jsonn"));
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain('WN1206 sinks.0.use: there is no sink "jsonn".');
  });
});
