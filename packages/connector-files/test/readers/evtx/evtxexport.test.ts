import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readEvtx } from "../../../src/readers/evtx/read-evtx.ts";
import { readAll } from "../reading.ts";
import { sharedSample } from "../shared.ts";
import { element, eventRecord, eventTemplate, evtxChunk, evtxFile, hole, stringValue, value } from "./evtx-builder.ts";

/** Debian's libevtx-utils, the oracle of this reader. */
const evtxexport = findEvtxexport();

function findEvtxexport(): boolean {
  try {
    return execFileSync("evtxexport", ["-V"], { encoding: "utf8" }).includes("evtxexport");
  } catch {
    process.stderr.write("Skipped: comparison with evtxexport, which is not installed (Debian: libevtx-utils).\n");
    return false;
  }
}

type Flat = Record<string, string>;

/** The columns of each event that evtxexport prints. */
function exported(path: string): Flat[] {
  const xml = execFileSync("evtxexport", ["-f", "xml", path], { encoding: "utf8" });
  return [...xml.matchAll(/<Event [^]*?<\/Event>/g)].map(([event]) => flat(event));
}

const SYSTEM_ATTRIBUTES: Flat = {
  "Provider Name": "Provider",
  "Provider Guid": "ProviderGuid",
  "Provider EventSourceName": "EventSourceName",
  "EventID Qualifiers": "Qualifiers",
  "TimeCreated SystemTime": "TimeCreated",
  "Correlation ActivityID": "ActivityID",
  "Correlation RelatedActivityID": "RelatedActivityID",
  "Execution ProcessID": "ExecutionProcessID",
  "Execution ThreadID": "ExecutionThreadID",
  "Security UserID": "SecurityUserID",
};

function flat(event: string): Flat {
  const [, system, data] = /<System>([^]*)<\/System>([^]*)<\/Event>/.exec(event)!;
  const columns: Flat = {};
  for (const [, name, attributes] of system!.matchAll(/<(\w+)((?: \w+="[^"]*")+)/g)) {
    for (const [, attribute, text] of attributes!.matchAll(/(\w+)="([^"]*)"/g)) {
      columns[SYSTEM_ATTRIBUTES[`${name} ${attribute}`]!] = unescaped(text!);
    }
  }
  for (const [, name, text] of system!.matchAll(/<(\w+)[^<>]*>([^<]*)<\/\1>/g)) columns[name!] = unescaped(text!);
  for (const [, name, text] of data!.matchAll(/<Data Name="([^"]*)"(?:\/>|>([^<]*)<\/Data>)/g)) {
    columns[name!] = unescaped(text ?? "");
  }
  for (const [, name, text] of data!.matchAll(/<((?!Data\b)\w+)>([^<]*)<\/\1>/g)) columns[name!] = unescaped(text!);
  return columns;
}

function unescaped(text: string): string {
  const entities: Flat = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", "#13": "\r" };
  return text.replace(/&(amp|lt|gt|quot|apos|#13);/g, (_, name: string) => entities[name]!);
}

/** evtxexport writes hexadecimal numbers with leading zeros, times to the nanosecond, and knows no missing values. */
function comparable(columns: Flat): Flat {
  const entries = Object.entries(columns).filter(([, text]) => text !== "");
  return Object.fromEntries(
    entries.map(([name, text]) => [
      name,
      text
        .replace(/^0x0*(?=[0-9a-f])/, "0x")
        .replace(/^(\d{4}-\d\d-\d\dT[\d:]+\.\d{7})00Z$/, "$1Z")
        .replaceAll("\r\n", "\n"),
    ]),
  );
}

async function expectSameAsExported(path: string): Promise<number> {
  const { events, rejects } = await readAll(readEvtx, readFileSync(path));
  expect(rejects).toEqual([]);
  const expected = exported(path);
  expect(events.map(comparable)).toEqual(expected.map(comparable));
  return events.length;
}

describe.skipIf(!evtxexport)("every field of every record, against evtxexport", () => {
  const samples = [
    ["LM_WMI_4624_4688_TargetHost.evtx", 8],
    ["NTLM2SelfRelay_4624_4688.evtx", 11],
    ["exec_sysmon_1_ftp.evtx", 4],
  ] as const;
  for (const [name, records] of samples) {
    const path = sharedSample(name);
    it.skipIf(path === undefined)(`agrees on ${name}`, async () => {
      expect(await expectSameAsExported(path!)).toBe(records);
    });
  }

  // evtxexport 20181227 misprints negative integers and characters beyond the first plane; read-evtx.test.ts holds those.
  it("agrees on a log that the tests made themselves", async () => {
    const types: readonly (readonly [number, string])[] = [
      [0x03, "7f"],
      [0x05, "0070"],
      [0x07, "feffff7f"],
      [0x08, "feffffff"],
      [0x09, "0000000000000070"],
      [0x0d, "01000000"],
      [0x0f, "33221100554477668899aabbccddeeff"],
      [0x11, "cb7ce6b30b6bda01"],
      [0x13, "010500000000000515000000a065cf7e784b9b5fe77c8770f4010000"],
      [0x14, "0d0000c0"],
      [0x15, "e703000000000000"],
    ];
    const data = types.map(([type], index) => element("Data", { Name: `V${type}` }, hole(11 + index, type)));
    const template = eventTemplate(element("EventData", {}, element("Data", { Name: "Text" }, hole(10)), ...data));
    const values = types.map(([type, digits]) => value(type, digits));
    const record = (id: bigint) => eventRecord(id, 4688, template, stringValue(`<${id}> & é "`), ...values);
    const folder = mkdtempSync(join(tmpdir(), "winnow-evtx-"));
    try {
      const path = join(folder, "made.evtx");
      writeFileSync(path, evtxFile([evtxChunk([record(1n), record(2n)]), evtxChunk([record(3n)])]));
      expect(await expectSameAsExported(path)).toBe(3);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
