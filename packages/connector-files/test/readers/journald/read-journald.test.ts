import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readJournald } from "../../../src/readers/journald/read-journald.ts";
import { SYSLOG_COLUMNS } from "@winnow/log-lines";
import { damaged, readWhatever, TIME_LIMIT } from "../fuzz.ts";
import { readAll } from "../reading.ts";

const STAMP = { __REALTIME_TIMESTAMP: "1709210096789012" };
const read = (...entries: unknown[]) => readAll(readJournald, entries.map((entry) => JSON.stringify(entry)).join("\n"));

const logon = {
  __CURSOR: "s=1",
  ...STAMP,
  _HOSTNAME: "host",
  SYSLOG_IDENTIFIER: "sshd",
  SYSLOG_FACILITY: "10",
  PRIORITY: "6",
  _PID: "123",
  _COMM: "sshd",
  _EXE: "/usr/sbin/sshd",
  _CMDLINE: "sshd: root [priv]",
  MESSAGE: "Failed password for root from 192.0.2.7 port 4711 ssh2",
};

describe("a journal", () => {
  it("gives the columns of syslog, what the message says, and its own fields", async () => {
    const { events, rejects, batches } = await read(logon);
    const { MESSAGE: message, ...own } = logon;
    expect(rejects).toEqual([]);
    expect(events).toEqual([
      {
        time: "2024-02-29T12:34:56.789012Z",
        host: "host",
        program: "sshd",
        pid: "123",
        facility: "authpriv",
        severity: "info",
        message,
        action: "logon",
        outcome: "failure",
        method: "password",
        user: "root",
        source_address: "192.0.2.7",
        source_port: "4711",
        ...own,
      },
    ]);
    expect(batches[0]!.columns.slice(0, Object.keys(SYSLOG_COLUMNS).length)).toEqual(Object.keys(SYSLOG_COLUMNS));
  });

  it("may hold fields that are no UTF-8, occur twice, or are numbers", async () => {
    const { events } = await read({
      ...STAMP,
      MESSAGE: [...Buffer.from("é\x1b[0m")],
      TWICE: ["a", [98, 99], null],
      N: 7,
    });
    expect(events[0]).toMatchObject({ message: "é\x1b[0m", TWICE: "a\nbc\n", N: "7" });
  });

  it("keeps fields apart from syslog's columns whatever their letter case", async () => {
    const { events } = await read({ ...STAMP, MESSAGE: "x", USER: "mei", Command: "c" });
    expect(events[0]).toMatchObject({ USER_2: "mei", Command_2: "c" });
    expect(events[0]).not.toHaveProperty("user");
  });

  it("names the program by its command where it gave no name", async () => {
    const { events } = await read({
      ...STAMP,
      _COMM: "sudo",
      MESSAGE: "mei : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/id",
    });
    expect(events[0]).toMatchObject({ program: "sudo", action: "sudo", user: "mei", command: "/bin/id" });
  });

  it("warns of messages that journalctl left out", async () => {
    const { events, warnings } = await read({ ...STAMP, MESSAGE: null });
    expect(events.length).toBe(1);
    expect(warnings).toEqual(["1 entry has no message. journalctl leaves out long ones unless told --all."]);
  });

  it("may be a JSON text sequence", async () => {
    const { events } = await readAll(readJournald, `\x1e${JSON.stringify(logon)}\n`);
    expect(events.length).toBe(1);
  });

  it("rejects what is no entry, with its line", async () => {
    const { events, rejects } = await readAll(
      readJournald,
      [
        JSON.stringify(logon),
        '{"a": ',
        "[1]",
        '{"MESSAGE":"x"}',
        '{"__REALTIME_TIMESTAMP":"99999999999999999999"}',
        `${"[".repeat(90_000)}`,
      ].join("\n"),
    );
    expect(events.length).toBe(1);
    expect(rejects.map(({ line, reason }) => [line, reason])).toEqual([
      [2, "the line is no JSON object"],
      [3, "the line is no JSON object"],
      [4, "the entry has no __REALTIME_TIMESTAMP in microseconds that can be read"],
      [5, "the entry has no __REALTIME_TIMESTAMP in microseconds that can be read"],
      [6, "the line is no JSON object"],
    ]);
    expect(rejects[1]!.text).toBe("[1]");
  });

  it("is read to its end, whatever is in it, each line an event or rejected", async () => {
    const valid = Buffer.from(
      [logon, { ...STAMP, MESSAGE: [1, 2], A: [["x"]], constructor: "c" }]
        .map((entry) => JSON.stringify(entry))
        .join("\n"),
    );
    const jsonLine = fc.json().map((text) => Buffer.from(`{"__REALTIME_TIMESTAMP":"1","x":${text}}`));
    await fc.assert(
      fc.asyncProperty(fc.oneof(damaged(valid), fc.uint8Array().map(Buffer.from), jsonLine), async (bytes) => {
        const { reading, milliseconds } = await readWhatever(readJournald, bytes, 60);
        const lines = bytes
          .toString("utf8")
          .split("\n")
          .filter((line) => line.replace(/^\0+/, "").trim() !== "");
        expect(reading!.events.length + reading!.rejects.length).toBe(lines.length);
        expect(milliseconds).toBeLessThan(TIME_LIMIT);
      }),
      { numRuns: 200 },
    );
  });

  it("with fields without end keeps its table of bounded width", async () => {
    const fields = (entry: number) =>
      Object.fromEntries(Array.from({ length: 900 }, (_, i) => [`F${entry}_${i}`, "x"]));
    const { batches, events, warnings } = await read(
      ...Array.from({ length: 20 }, (_, entry) => ({ ...STAMP, ...fields(entry) })),
    );
    expect(new Set(batches.flatMap(({ columns }) => columns)).size).toBeLessThanOrEqual(640);
    expect(warnings.at(-1)).toMatch(/^[\d,]+ values are in the column OtherData, with the names of their fields: /);
    const names = events.flatMap((event) => [
      ...Object.keys(event),
      ...(JSON.parse(event["OtherData"] ?? "[]") as string[][]).map(([name]) => name!),
    ]);
    expect(names.filter((name) => /^F\d+_\d+$/.test(name)).length).toBe(20 * 900);
  });
});
