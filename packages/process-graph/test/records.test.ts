import type { EventBatch, FieldReader } from "@winnow/core";
import { describe, expect, it } from "vitest";
import { readLogons, readProcessStarts } from "../src/index.ts";

/** A source whose columns bear the fields' own names. */
const source = {
  reader(field: string): FieldReader | undefined {
    return field === "host.name"
      ? undefined
      : ({ columns, values }) => {
          const column = values[columns.indexOf(field)];
          return (row) => column?.[row] ?? "";
        };
  },
};

function batchOf(event: Readonly<Record<string, string>>): EventBatch {
  const columns = Object.keys(event);
  return { columns, rows: 1, values: columns.map((column) => [event[column]!]) };
}

const START = {
  "@timestamp": "2019-01-15T05:24:24.010000Z",
  "process.pid": "10",
  "process.parent.pid": "0x5",
  "process.executable": "C:\\a.exe",
  "process.name": "a.exe",
  "process.command_line": "a",
  "process.parent.executable": "C:\\b.exe",
  "process.parent.name": "b.exe",
  "process.entity_id": "{1}",
  "process.parent.entity_id": "{2}",
  "user.account": "EXAMPLE\\alice",
  "winlog.logon.id": "0x3e7",
  "winlog.effective.logon.id": "0x5",
};

describe("process starts", () => {
  it("are read field by field; what the source lacks is empty", () => {
    expect(readProcessStarts(batchOf(START), source, 40)).toEqual([
      {
        event: 40,
        time: 1_547_529_864_010_000n,
        host: "",
        pid: "10",
        parentPid: "0x5",
        executable: "C:\\a.exe",
        name: "a.exe",
        commandLine: "a",
        parentExecutable: "C:\\b.exe",
        parentName: "b.exe",
        user: "EXAMPLE\\alice",
        logonId: "0x3e7",
        effectiveLogonId: "0x5",
        entityId: "{1}",
        parentEntityId: "{2}",
      },
    ]);
  });

  it("have the data rows that their batch names, no time where none can be read, and the account's bare name", () => {
    const batch = { ...batchOf({ "@timestamp": "never", "user.name": "alice" }), dataRows: Float64Array.of(7) };
    expect(readProcessStarts(batch, source)).toMatchObject([{ event: 7, time: null, user: "alice", pid: "" }]);
  });
});

describe("logons", () => {
  it("are read field by field; what the source lacks is empty", () => {
    const told = {
      "@timestamp": "2019-01-15T05:24:24.010000Z",
      "user.account": "EXAMPLE\\alice",
      "user.domain": "EXAMPLE",
      "user.id": "S-1-5-21-1",
      "winlog.logon.id": "0x5",
      "winlog.subject.logon.id": "0x3e7",
      "winlog.logon.type": "10",
      "event.outcome": "success",
      "source.ip": "192.0.2.7",
      "source.host": "host-b",
    };
    expect(readLogons(batchOf(told), source, 3)).toEqual([
      {
        event: 3,
        time: 1_547_529_864_010_000n,
        host: "",
        account: "EXAMPLE\\alice",
        domain: "EXAMPLE",
        sid: "S-1-5-21-1",
        logonId: "0x5",
        subjectLogonId: "0x3e7",
        type: "10",
        outcome: "success",
        sourceIp: "192.0.2.7",
        sourceHost: "host-b",
      },
    ]);
    expect(readLogons(batchOf({ "user.name": "bob" }), source)).toMatchObject([
      { event: 0, time: null, account: "bob" },
    ]);
  });
});
