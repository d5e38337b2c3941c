import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SYSLOG_COLUMNS } from "@winnow/log-lines";
import { readSyslog } from "../../../src/readers/syslog/read-syslog.ts";
import { firstYear, yearStep } from "../../../src/readers/syslog/years.ts";
import type { ReaderHooks } from "../../../src/readers/reader.ts";
import { damaged, readWhatever, TIME_LIMIT } from "../fuzz.ts";
import { readAll } from "../reading.ts";

const reader = (yearHint?: Date | number) => (chunks: AsyncIterable<Uint8Array>, hooks: ReaderHooks) =>
  readSyslog(chunks, hooks, { yearHint });
const read = (lines: readonly string[], yearHint: Date | number = 2019) => readAll(reader(yearHint), lines.join("\n"));
const days = async (lines: readonly string[], hint?: Date | number) =>
  (await readAll(reader(hint), lines.map((line) => `${line} 00:10:08 host a: x`).join("\n"))).events.map((event) =>
    event["time"]!.slice(0, 10),
  );

describe("a syslog file", () => {
  it("of RFC 3164 gives time, host, program, process and what the message says", async () => {
    const { events, rejects } = await read([
      "Mar  1 00:10:08 host-1 sshd[123]: Failed password for root from 192.0.2.7 port 4711 ssh2",
    ]);
    expect(rejects).toEqual([]);
    expect(events).toEqual([
      {
        time: "2019-03-01T00:10:08",
        host: "host-1",
        program: "sshd",
        pid: "123",
        message: "Failed password for root from 192.0.2.7 port 4711 ssh2",
        action: "logon",
        outcome: "failure",
        method: "password",
        user: "root",
        source_address: "192.0.2.7",
        source_port: "4711",
      },
    ]);
  });

  it("has the same columns in every batch", async () => {
    const { batches } = await read(["Mar  1 00:10:08 host a: x"]);
    expect(batches.map(({ columns }) => columns)).toEqual([Object.keys(SYSLOG_COLUMNS)]);
  });

  it("of RFC 5424 gives the priority's names, the kind of message and the structured data too", async () => {
    const line =
      String.raw`<38>1 2024-02-29T12:34:56.789012+01:00 host sshd 123 ID7 [a@1 b="\"]\\" c="d"][e] ` +
      "\ufeffInvalid user x from 192.0.2.7 port 1";
    expect((await read([line])).events).toEqual([
      {
        time: "2024-02-29T12:34:56.789012+01:00",
        host: "host",
        program: "sshd",
        pid: "123",
        facility: "auth",
        severity: "info",
        msgid: "ID7",
        structured_data: String.raw`[a@1 b="\"]\\" c="d"][e]`,
        message: "Invalid user x from 192.0.2.7 port 1",
        action: "invalid-user",
        outcome: "failure",
        user: "x",
        invalid_user: "yes",
        source_address: "192.0.2.7",
        source_port: "1",
      },
    ]);
  });

  it("of RFC 5424 may leave out anything", async () => {
    expect((await read(["<0>1 - - - - - -", "17 <191>1 - - app - - - hi"])).events).toEqual([
      { facility: "kern", severity: "emerg", message: "" },
      { program: "app", facility: "local7", severity: "debug", message: "hi" },
    ]);
  });

  it("with ISO 8601 times keeps them as they are", async () => {
    const times = ["2024-02-29T12:34:56Z", "2024-02-29T12:34:56.123456+00:00", "2024-02-29T12:34:56+0100"];
    const { events, warnings } = await readAll(reader(), times.map((time) => `${time} host a[1]: x`).join("\n"));
    expect(events.map(({ time, pid, message }) => [time, pid, message])).toEqual(times.map((time) => [time, "1", "x"]));
    expect(warnings).toEqual([]);
  });

  it("has tags of many forms, or none", async () => {
    const { events } = await read([
      "Mar  1 00:10:08 host postfix/smtpd[9]: x: y",
      "Mar  1 00:10:08 host kernel: [ 1.5] x",
      "Mar  1 00:10:08 sshd[9]: x",
      "Mar  1 00:10:08 host -- MARK --",
      "<86>Mar  1 00:10:08 fe80::1 su(pam_unix)[9]: x",
      "Mar 11 2024 00:10:08.5 host a: x",
    ]);
    expect(events.map((event) => [event["host"], event["program"], event["pid"], event["message"]])).toEqual([
      ["host", "postfix/smtpd", "9", "x: y"],
      ["host", "kernel", undefined, "[ 1.5] x"],
      [undefined, "sshd", "9", "x"],
      ["host", undefined, undefined, "-- MARK --"],
      ["fe80::1", "su(pam_unix)", "9", "x"],
      ["host", "a", undefined, "x"],
    ]);
    expect(events[4]).toMatchObject({ facility: "authpriv", severity: "info" });
    expect(events[5]!["time"]).toBe("2024-03-11T00:10:08.5");
  });

  it("rejects lines without a time and days that do not exist", async () => {
    const { events, rejects } = await read([
      "Mar  1 00:10:08 host a: x",
      "\tat java.lang.Thread",
      "Feb 30 00:10:08 host a: x",
      "Feb 29 00:10:08 host a: x",
    ]);
    expect(events.length).toBe(1);
    expect(rejects).toEqual([
      { line: 2, reason: "the line begins with no time that syslog writes", text: "\tat java.lang.Thread" },
      { line: 3, reason: "there is no such day in its year", text: "Feb 30 00:10:08 host a: x" },
      { line: 4, reason: "there is no such day in its year", text: "Feb 29 00:10:08 host a: x" },
    ]);
  });

  it("may be damaged: bytes that are no UTF-8, NUL bytes from a crash, carriage returns, a byte order mark", async () => {
    const bytes = Buffer.concat([
      Buffer.from("\ufeffMar  1 00:10:08 host a: x\r\n\n  \n"),
      Buffer.from("0000004d617220203120", "hex"),
      Buffer.from("00:10:09 host a: \xff\n", "latin1"),
    ]);
    const { events, rejects, warnings } = await readAll(reader(2019), bytes, 3);
    expect(events.map(({ message }) => message)).toEqual(["x", "\ufffd"]);
    expect(rejects).toEqual([]);
    expect(warnings.slice(0, 2)).toEqual([
      "1 line held bytes that are no UTF-8; they are shown as \ufffd.",
      "1 line began with NUL bytes, as a crash leaves them; they were dropped.",
    ]);
  });
});

describe("a message that the log says was repeated", () => {
  it("is as many events, and marked", async () => {
    const { events } = await read([
      "Mar  1 00:10:08 host sshd[1]: message repeated 3 times: [ Failed password for root from 192.0.2.7 port 4711 ssh2]",
    ]);
    expect(events.length).toBe(3);
    expect(new Set(events.map((event) => JSON.stringify(event))).size).toBe(1);
    expect(events[0]).toMatchObject({
      repeated: "3",
      user: "root",
      message: "Failed password for root from 192.0.2.7 port 4711 ssh2",
    });
  });

  it("may be the one of the line before", async () => {
    const { events } = await read([
      "Mar  1 00:10:08 host a[7]: x",
      "Mar  1 00:10:38 host last message repeated 2 times",
    ]);
    expect(events.map(({ time, pid, message, repeated }) => [time, pid, message, repeated])).toEqual([
      ["2019-03-01T00:10:08", "7", "x", undefined],
      ["2019-03-01T00:10:38", "7", "x", "2"],
      ["2019-03-01T00:10:38", "7", "x", "2"],
    ]);
  });

  it("must be known, and not be repeated beyond belief", async () => {
    const { events, rejects } = await read([
      "Mar  1 00:10:08 host last message repeated 2 times",
      "Mar  1 00:10:08 host a: message repeated 999999999 times: [ x]",
      "Mar  1 00:10:08 host a: message repeated 0 times: [ x]",
    ]);
    expect(events.map(({ message }) => message)).toEqual(["message repeated 0 times: [ x]"]);
    expect(rejects.map(({ line, reason }) => [line, reason])).toEqual([
      [1, "the message before, which is repeated, is not in the log"],
      [2, "the message is said to repeat more often than can be"],
    ]);
  });
});

describe("the year of lines that bear none", () => {
  it("comes from when the file was last written, and turns with the year", async () => {
    const lines = ["Dec 30", "Dec 31", "Jan  1", "Dec 31", "Jan  2"];
    expect(await days(lines, new Date("2024-01-02T03:00:00Z"))).toEqual([
      "2023-12-30",
      "2023-12-31",
      "2024-01-01",
      "2023-12-31",
      "2024-01-02",
    ]);
    expect(await days(["Mar  3", "Mar  2"], new Date("2024-03-03T00:00:00Z"))).toEqual(["2024-03-03", "2024-03-02"]);
    expect(await days(["Feb 29", "Mar  1"], new Date("2026-01-01T00:00:00Z"))).toEqual(["2024-02-29", "2024-03-01"]);
  });

  it("comes from other lines of the file where they bear it", async () => {
    const { events, warnings } = await readAll(
      reader(new Date("2031-01-01")),
      "2023-12-31T00:00:00Z host a: x\nJan  1 00:00:01 host a: y",
    );
    expect(events.map(({ time }) => time)).toEqual(["2023-12-31T00:00:00Z", "2024-01-01T00:00:01"]);
    expect(warnings).toEqual([
      "The log's lines bear no year and no zone. The first was taken to be of 2024, from lines that bear their year; the times were taken as UTC.",
    ]);
  });

  it("is never today's without saying so", async () => {
    const today = new Date();
    const month = today.toLocaleString("en", { month: "short", timeZone: "UTC" });
    const day = String(today.getUTCDate()).padStart(2);
    const { events, warnings } = await readAll(reader(), `${month} ${day} 00:00:00 host a: x`);
    const year = today.getUTCFullYear();
    expect(events[0]!["time"]).toMatch(new RegExp(`^${year}-`));
    expect(warnings).toEqual([
      `The log's lines bear no year and no zone. The first was taken to be of ${year}, from today's date, since nothing else tells it: say the year if that is wrong; the times were taken as UTC.`,
    ]);
  });

  it("is doubted where the log runs past the time at which it was written", async () => {
    const long = ["Mar  1", "Dec  1", "Feb  1", "Mar  2"].map((day) => `${day} 00:00:00 host a: x`).join("\n");
    const modified = new Date("2024-03-02T00:00:00Z");
    expect((await readAll(reader(modified), long)).warnings.at(-1)).toBe(
      "The log runs past the time at which it was last written: its years are probably too late.",
    );
    const chunks = async function* () {
      yield Buffer.from(long);
    };
    const first = await firstYear(chunks(), modified);
    expect(first).toBe(2023);
    const { events } = await readAll(reader(first), long);
    expect(events.map(({ time }) => time!.slice(0, 10))).toEqual([
      "2023-03-01",
      "2023-12-01",
      "2024-02-01",
      "2024-03-02",
    ]);
  });

  it("cannot be found where no line lacks it", async () => {
    const chunks = async function* () {
      yield Buffer.from("2024-02-29T12:34:56Z host a: x");
    };
    expect(await firstYear(chunks(), new Date())).toBeUndefined();
  });

  it("follows any log in order whose lines are less than ten months apart", () => {
    const gaps = fc.array(fc.nat({ max: 300 }), { maxLength: 30 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), gaps, (start, steps) => {
        let date = new Date(start * 86_400_000);
        let year = date.getUTCFullYear();
        for (const step of steps) {
          const next = new Date(date.getTime() + step * 86_400_000);
          year += yearStep(
            { month: date.getUTCMonth() + 1, day: date.getUTCDate() },
            { month: next.getUTCMonth() + 1, day: next.getUTCDate() },
          );
          expect(year).toBe(next.getUTCFullYear());
          date = next;
        }
      }),
    );
  });
});

describe("a syslog file, whatever is in it,", () => {
  const valid = Buffer.from(
    [
      "Dec 31 00:10:08 host sshd[1]: Failed password for invalid user x from 192.0.2.7 port 1 ssh2",
      '<38>1 2024-02-29T12:34:56.789012+01:00 host sshd 123 ID7 [a@1 b="c"] Invalid user x from 192.0.2.7 port 1',
      "2024-02-29T12:34:56Z host sudo: mei : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/id",
      "Jan  1 00:10:08 host sshd[1]: message repeated 9 times: [ x]",
      "Jan  1 00:10:08 host last message repeated 9 times",
    ].join("\n"),
  );

  it("is read to its end, each line at least once", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(damaged(valid), fc.uint8Array().map(Buffer.from)), async (bytes) => {
        const { reading, milliseconds } = await readWhatever(reader(2020), bytes, 60);
        const lines = bytes
          .toString("utf8")
          .split("\n")
          .filter((line) => line.replace(/^\0+/, "").trim() !== "");
        expect(reading!.events.length + reading!.rejects.length).toBeGreaterThanOrEqual(lines.length);
        expect(milliseconds).toBeLessThan(TIME_LIMIT);
      }),
      { numRuns: 200 },
    );
  });

  it("rejects a line beyond all measure without holding it", async () => {
    const piece = Buffer.alloc(1 << 20, 0x61);
    const chunks = async function* () {
      for (let i = 0; i < 20; i++) yield piece;
      yield Buffer.from("\nMar  1 00:10:08 host a: x");
    };
    const rejects: unknown[] = [];
    const events: number[] = [];
    const hooks = {
      onReject: (reject: { line: number; reason: string }) => rejects.push([reject.line, reject.reason]),
      onWarn: () => {},
      onGap: () => {},
    };
    for await (const { rows } of readSyslog(chunks(), hooks, { yearHint: 2019 })) events.push(rows);
    expect([rejects, events]).toEqual([[[1, "the line is longer than 16 MiB"]], [1]]);
  });
});
