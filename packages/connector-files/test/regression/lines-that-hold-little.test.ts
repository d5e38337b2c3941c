import { describe, expect, it } from "vitest";
import { readAuditd } from "../../src/readers/auditd/read-auditd.ts";
import { readSyslog } from "../../src/readers/syslog/read-syslog.ts";
import { readAll } from "../readers/reading.ts";

const MIB = 1024 * 1024;
const LINE = "Jan  1 00:00:00 h p: ";

describe("a log", () => {
  it("keeps the line behind 20 MiB of NUL bytes", async () => {
    const { events, rejects } = await readAll(readSyslog, `${LINE}a\n${"\0".repeat(20 * MIB)}${LINE}b\n`);
    expect([events.map(({ message }) => message), rejects]).toEqual([["a", "b"], []]);
  });

  it("does not repeat a long message until memory is full", async () => {
    const { events, rejects } = await readAll(
      readSyslog,
      `${LINE}message repeated 60000 times: [ ${"x".repeat(2000)}]`,
    );
    expect([events.length, rejects.length]).toEqual([0, 1]);
  });

  it("holds no event whose name of a host alone fills memory", async () => {
    const end = (serial: number) => `node=${serial}${"n".repeat(5 * MIB)} type=EOE msg=audit(1.000:${serial}): `;
    const { rejects } = await readAll(readAuditd, [1, 2, 3].map(end).join("\n"));
    expect(rejects.map(({ reason }) => reason)).toEqual(
      Array.from({ length: 3 }, () => "the audit event has more records than can be held"),
    );
  });
});
