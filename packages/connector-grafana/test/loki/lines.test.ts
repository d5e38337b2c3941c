import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rowsOf } from "../support/grafana.ts";
import { type Entry, NO_LABELS } from "../../src/loki/entry.ts";
import { readingOf } from "../../src/loki/lines/reading.ts";
import type { LineForm } from "../../src/loki/lines/parser.ts";
import { LokiRows } from "../../src/loki/rows.ts";

const NANOS = 1_714_557_600_123_456_789n;
const entry = (line: string, rest: Partial<Entry> = {}): Entry => ({
  nanos: NANOS,
  line,
  labels: NO_LABELS,
  metadata: NO_LABELS,
  parsed: NO_LABELS,
  ...rest,
});

async function eventsOf(form: LineForm, entries: readonly Entry[], unpack = false) {
  const rows = new LokiRows(await readingOf(form), unpack);
  const batches = [...rows.add(entries), ...rows.flush()];
  return { events: rowsOf(batches), warning: rows.warning() };
}

/** What one line says, beside its own text and time. */
async function said(form: LineForm, line: string): Promise<Readonly<Record<string, string | null>>> {
  const { events } = await eventsOf(form, [entry(line)]);
  const { timestamp: _, line: __, ...fields } = events[0]!;
  return fields;
}

describe("a line of JSON", () => {
  it("gives its members, those of objects under their path, numbers as they were written", async () => {
    const line = '{"a":"x","b":{"c":18446744073709551615,"d":[1.0,{"e":null}]},"t":true,"n":null,"z":1.50,"o":{}}';
    expect(await said("json", line)).toEqual({
      a: "x",
      "b.c": "18446744073709551615",
      "b.d": '[1.0,{"e":null}]',
      t: "true",
      z: "1.50",
    });
  });

  it("cannot pass anything off as a label, the time or the line", async () => {
    const line = '{"line":"forged","timestamp":"1970","labels.job":"forged","Labels.Job":"forged","fields.line":"x"}';
    const { events } = await eventsOf("json", [entry(line, { labels: { job: "auth" } })]);
    expect(events).toEqual([
      {
        timestamp: "2024-05-01T10:00:00.123456789Z",
        line,
        "labels.job": "auth",
        "fields.line": "forged",
        "fields.timestamp": "1970",
        "fields.labels.job": "forged",
        "fields.Labels.Job_2": "forged",
        "fields.fields.line": "x",
      },
    ]);
  });

  it("gives equal names numbers, and names in one spelling", async () => {
    expect(await said("json", '{"User":"a","user":"b","a.b":"1","a":{"b":"2"}}')).toEqual({
      User: "a",
      user_2: "b",
      "a.b": "1",
      "a.b_2": "2",
    });
  });

  it.each(["[1]", '"x"', "{", `${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`, '{"a":1}x', ""])(
    "that is no object stays a line without fields",
    async (line) => {
      const { events, warning } = await eventsOf("json", [entry(line)]);
      expect(events).toEqual([{ timestamp: "2024-05-01T10:00:00.123456789Z", line }]);
      expect(warning).toBe("1 of 1 lines could not be read as JSON objects: only their text and labels are known.");
    },
  );

  it("with a name of objects' own is a name like others", async () => {
    expect(await said("json", '{"__proto__":{"x":"1"},"constructor":"2"}')).toEqual({
      "__proto__.x": "1",
      constructor: "2",
    });
  });
});

describe("a line of logfmt", () => {
  it.each([
    ['level=info user="Mei \\"x\\" \\n" flag n=1', { level: "info", user: 'Mei "x" \n', flag: "", n: "1" }],
    ["a= b=", { a: "", b: "" }],
    ["a=1 a=2", { a: "1", a_2: "2" }],
    ["just words", {}],
    ['a="open', {}],
  ])("gives its pairs: %s", async (line, fields) => {
    expect(await said("logfmt", line)).toEqual(fields);
  });

  it("is read in time that follows its length", async () => {
    const began = performance.now();
    await said("logfmt", `a="${"\\".repeat(200_000)}`);
    await said("logfmt", "a".repeat(200_000));
    expect(performance.now() - began).toBeLessThan(1000);
  });
});

describe("a line read by a pattern", () => {
  const form = { pattern: '<ip> - <_> "<method> <path>" <status>' };
  it.each([
    ['192.0.2.7 - mei "GET /a b" 200 x', { ip: "192.0.2.7", method: "GET", path: "/a b", status: "200 x" }],
    ["192.0.2.7 - mei", {}],
    ["", {}],
  ])("gives what stands at its captures: %s", async (line, fields) => {
    expect(await said(form, line)).toEqual(fields);
  });

  it("must begin as the pattern does", async () => {
    expect(await said({ pattern: "user=<user> " }, "x user=mei y")).toEqual({});
    expect(await said({ pattern: "user=<user> " }, "user=mei y")).toEqual({ user: "mei" });
  });
});

describe("a line read by a regular expression", () => {
  it("gives the named groups, in Loki's own dialect", async () => {
    const form = { regexp: String.raw`user=(?P<user>\S+)(?: id=(?P<id>\d+))?` };
    expect(await said(form, "x user=mei id=7")).toEqual({ user: "mei", id: "7" });
    expect(await said(form, "x user=mei")).toEqual({ user: "mei" });
    expect(await said(form, "nobody")).toEqual({});
  });

  it("takes time in proportion to the line, whatever the expression", async () => {
    const began = performance.now();
    await said({ regexp: "(?P<a>(x+x+)+y)" }, "x".repeat(5000));
    expect(performance.now() - began).toBeLessThan(2000);
  });

  it.each(["(", "no group", "(unnamed)"])("that is none is refused: %s", async (regexp) => {
    expect(await readingOf({ regexp })).toBeUndefined();
  });
});

describe("an event of Windows", () => {
  const DATA =
    "<Data Name='SubjectUserName'>mei</Data><Data Name=\"CommandLine\">a &amp;&amp; b &lt;x&gt; &#233;&#x1F980;</Data>" +
    "<Data Name='Empty'></Data><Data Name='None'/><Data>bare</Data><Data>more</Data>";

  it("as Promtail and Alloy write it gives its data, with XML undone", async () => {
    const line = JSON.stringify({
      source: "Microsoft-Windows-Security-Auditing",
      computer: "host-a",
      event_id: 4688,
      timeCreated: "2024-05-01T10:00:00.1234567Z",
      eventRecordID: 17,
      execution: { processId: 4, threadId: 5 },
      event_data: DATA,
    });
    expect(await said("windows-event", line)).toEqual({
      source: "Microsoft-Windows-Security-Auditing",
      computer: "host-a",
      event_id: "4688",
      timeCreated: "2024-05-01T10:00:00.1234567Z",
      eventRecordID: "17",
      "execution.processId": "4",
      "execution.threadId": "5",
      "event_data.SubjectUserName": "mei",
      "event_data.CommandLine": "a && b <x> é🦀",
      "event_data.Empty": "",
      "event_data.None": "",
      "event_data.Data": "bare",
      "event_data.Data_2": "more",
    });
  });

  it("without a number is none", async () => {
    expect(await said("windows-event", '{"computer":"host-a"}')).toEqual({});
  });

  it("undoes no entity twice, and leaves unknown ones alone", async () => {
    const line = JSON.stringify({
      event_id: 1,
      event_data: "<Data Name='a'>&amp;lt; &#xD800; &unknown; &#9999999;</Data>",
    });
    expect((await said("windows-event", line))["event_data.a"]).toBe("&lt; &#xD800; &unknown; &#9999999;");
  });
});

describe("a line of an auth log", () => {
  const FAILED = "Failed password for invalid user admin from 192.0.2.7 port 4711 ssh2";
  const meant = {
    action: "logon",
    outcome: "failure",
    method: "password",
    user: "admin",
    invalid_user: "yes",
    source_address: "192.0.2.7",
    source_port: "4711",
    message: FAILED,
    program: "sshd",
  };

  it("whole, as in a file: the year that it does not bear is Loki's", async () => {
    expect(await said("syslog", `May  1 10:00:00 host-a sshd[123]: ${FAILED}`)).toEqual({
      ...meant,
      host: "host-a",
      pid: "123",
      time: "2024-05-01T10:00:00.123456789Z",
    });
  });

  it("with a time of its own keeps it", async () => {
    const fields = await said("syslog", `2024-05-01T12:00:00.5+02:00 host-a sshd[123]: ${FAILED}`);
    expect(fields["time"]).toBe("2024-05-01T12:00:00.5+02:00");
    const local = await said("syslog", `2024-05-01T12:00:00.5 host-a sshd[123]: ${FAILED}`);
    expect(local["time"]).toBe("2024-05-01T10:00:00.123456789Z");
  });

  it.each([
    [{ labels: { unit: "ssh.service", hostname: "host-a" } }, "sshd"],
    [{ labels: { app: "sshd", host: "host-a" } }, "sshd"],
    [{ labels: { job: "x" }, metadata: { syslog_identifier: "sshd", hostname: "host-a" } }, "sshd"],
  ])("the message alone, where labels tell the program: %j", async (labels, program) => {
    const { events } = await eventsOf("syslog", [entry(FAILED, labels)]);
    expect(events[0]).toMatchObject({ ...meant, program, host: "host-a" });
  });

  it("that stands for several is so many events", async () => {
    const { events } = await eventsOf("syslog", [
      entry(`May  1 10:00:00 host-a sshd[1]: message repeated 3 times: [ ${FAILED}]`),
      entry(`May  1 10:00:00 host-a sshd[1]: message repeated 999999999 times: [ ${FAILED}]`),
    ]);
    expect(events.map((event) => [event["repeated"], event["action"]])).toEqual([
      ["3", "logon"],
      ["3", "logon"],
      ["3", "logon"],
      [undefined, undefined],
    ]);
  });

  it("that is something else keeps its text", async () => {
    const { events, warning } = await eventsOf("syslog", [entry("something else", { labels: { job: "x" } })]);
    expect(events).toEqual([
      { timestamp: "2024-05-01T10:00:00.123456789Z", line: "something else", "labels.job": "x" },
    ]);
    expect(warning).toBe("1 of 1 lines could not be read as lines of syslog: only their text and labels are known.");
  });
});

describe("a packed line", () => {
  it("is taken apart into the line and the labels that it was", async () => {
    const packed = entry('{"_entry":"user=mei","pod":"a","n":1}', { labels: { job: "x" } });
    const { events } = await eventsOf("logfmt", [packed, entry("user=bob")], true);
    expect(events).toEqual([
      {
        timestamp: "2024-05-01T10:00:00.123456789Z",
        line: "user=mei",
        "labels.job": "x",
        "labels.pod": "a",
        user: "mei",
      },
      { timestamp: "2024-05-01T10:00:00.123456789Z", line: "user=bob", user: "bob" },
    ]);
  });
});

it("every line is one event at least, whatever it holds and however it is read", async () => {
  const forms: readonly LineForm[] = [
    "json",
    "logfmt",
    "syslog",
    "windows-event",
    { pattern: "a<b>c" },
    { regexp: "(?P<x>.)" },
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.string(), fc.json())),
      fc.constantFrom(...forms),
      fc.boolean(),
      async (lines, form, unpack) => {
        const { events } = await eventsOf(
          form,
          lines.map((line) => entry(line)),
          unpack,
        );
        expect(events.length).toBeGreaterThanOrEqual(lines.length);
        if (!unpack) expect(events.map((event) => event["line"])).toEqual(lines);
      },
    ),
    { numRuns: 60 },
  );
});
