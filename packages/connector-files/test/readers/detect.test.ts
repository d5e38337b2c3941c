import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detectReader } from "../../src/readers/detect.ts";
import { readLog } from "../../src/readers/read-log.ts";
import type { ReaderHooks } from "../../src/readers/reader.ts";
import { zipOf } from "./archive/zip-builder.ts";
import { eventRecord, eventTemplate, evtxChunk, evtxFile } from "./evtx/evtx-builder.ts";
import { readAll } from "./reading.ts";
import { sharedSample } from "./shared.ts";

const FILES = {
  evtx: evtxFile([evtxChunk([eventRecord(1n, 1102, eventTemplate())])]),
  auditd: Buffer.from('type=CWD msg=audit(1709210096.789:1): cwd="/"\n'),
  syslog: Buffer.from("Mar  1 00:10:08 host a: x\n"),
  journald: Buffer.from('{"__REALTIME_TIMESTAMP":"1709210096789012","MESSAGE":"x"}\n'),
} as const;

describe("the reader of a file", () => {
  const cases: readonly (readonly [string, Uint8Array, string | undefined])[] = [
    ["evtx", FILES.evtx, "evtx"],
    ["auditd", FILES.auditd, "auditd"],
    ["auditd of several hosts", Buffer.from(`node=a ${FILES.auditd}`), "auditd"],
    ["what ausearch writes", Buffer.from(`----\ntime->Thu Feb 29 12:34:56 2024\n${FILES.auditd}`), "auditd"],
    ["syslog", FILES.syslog, "syslog"],
    ["syslog that begins in the middle of a line", Buffer.from(`rest of line\n${FILES.syslog}`), "syslog"],
    ["syslog of RFC 5424", Buffer.from("<38>1 2024-02-29T12:34:56Z host a - - - x"), "syslog"],
    ["syslog with ISO times", Buffer.from("\ufeff2024-02-29T12:34:56+00:00 host a: x\r\n"), "syslog"],
    ["journald", FILES.journald, "journald"],
    [
      "journald whose first line is long",
      Buffer.from(`{"__REALTIME_TIMESTAMP" : "1", "MESSAGE":"${"x".repeat(1000)}`),
      "journald",
    ],
    ["zip", zipOf(), "zip"],
    ["zip with a file", zipOf({ name: "a", content: FILES.syslog }), "zip"],
    ["a table", Buffer.from("TimeGenerated,Computer\n2024-02-29T12:34:56Z,host\n"), undefined],
    ["JSON", Buffer.from('{"TimeGenerated":"2024-02-29T12:34:56Z"}\n'), undefined],
    ["Parquet", Buffer.from("PAR1\0\0"), undefined],
    ["nothing", new Uint8Array(), undefined],
  ];
  it.each(cases)("is told by its content: %s", (_, bytes, kind) => {
    expect(detectReader("any.csv", bytes)).toBe(kind);
  });

  it("is told by the name only for event logs whose beginning is destroyed", () => {
    expect(detectReader("Security.evtx", Buffer.from("\0\0\0\0"))).toBe("evtx");
    expect(detectReader("Security.evtx", Buffer.from("a,b\n1,2\n"))).toBeUndefined();
    expect(detectReader("auth.log", Buffer.from("a,b\n1,2\n"))).toBeUndefined();
  });

  it("is found or not, for any bytes at all", () => {
    const known = ["evtx", "auditd", "syslog", "journald", "zip", undefined];
    const gzipped = fc.uint8Array().map((bytes) => Buffer.concat([Buffer.from([0x1f, 0x8b, 8]), bytes]));
    fc.assert(
      fc.property(fc.string(), fc.oneof(fc.uint8Array(), gzipped), (name, bytes) => {
        expect(known).toContain(detectReader(name, bytes));
      }),
    );
  });

  it.each(Object.entries(FILES))("reads it: %s", async (kind, bytes) => {
    const found = detectReader("any", bytes);
    expect(found).toBe(kind);
    const reader = (chunks: AsyncIterable<Uint8Array>, hooks: ReaderHooks) =>
      readLog(found as keyof typeof FILES, chunks, hooks, { yearHint: 2024 });
    const { events, rejects } = await readAll(reader, bytes);
    expect([events.length, rejects]).toEqual([1, []]);
  });

  const samples = [
    ["LM_WMI_4624_4688_TargetHost.evtx", "evtx"],
    ["auditd_log.txt", "auditd"],
    ["msticpy_linux_events.csv", undefined],
    ["msticpy_sudo_data.csv", undefined],
    ["msticpy_syslog_data.csv", undefined],
    ["otrf_covenant_psremoting_command.zip", "zip"],
  ] as const;
  for (const [name, kind] of samples) {
    const path = sharedSample(name);
    it.skipIf(path === undefined)(`is right for ${name}`, () => {
      expect(detectReader(name, readFileSync(path!).subarray(0, 65_536))).toBe(kind);
    });
  }
});
