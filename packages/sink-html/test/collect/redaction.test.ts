import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { encodeReport } from "../../src/codec/encode.ts";
import { EXAMPLES, reportOf } from "../support/reports.ts";

const SECRET = "Zx9_Tr0ub4dor";

it("a report of a run that redacts contains no secret, in any column, template or reason", async () => {
  const folder = await mkdtemp(join(tmpdir(), "winnow-redact-"));
  try {
    const input = join(folder, "events.csv");
    const lines = ["bob", "bob", "eve"].map((name, minute) => {
      const command = `net user ${name} ${SECRET} /add --password ${SECRET}${minute}`;
      return `2026-01-05T08:0${minute}:00Z,host-a,EXAMPLE\\alice,alice,0x3e7,C:\\Windows\\System32\\net.exe,${command}`;
    });
    const header = "TimeGenerated,Computer,Account,SubjectUserName,SubjectLogonId,NewProcessName,CommandLine";
    await writeFile(input, [header, ...lines, ""].join("\n"));
    const { profile } = EXAMPLES.processes;
    const bytesOf = async (set: readonly string[]): Promise<string> =>
      Buffer.from(encodeReport(await reportOf({ profile, input }, { set }))).toString("utf8");
    expect(await bytesOf([])).toContain(SECRET);
    const masked = await bytesOf(["redact={key: 0123456789abcdef}"]);
    expect(masked.toLowerCase()).not.toContain(SECRET.toLowerCase());
    expect(masked).toContain("<secret:");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
