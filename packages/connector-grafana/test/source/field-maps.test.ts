import { bindFields } from "@winnow/expressions";
import { detectFieldMap } from "@winnow/orchestrator";
import type { EventEngine, FieldMap } from "@winnow/core";
import { holdStream } from "@winnow/engine-duckdb";
import { plugins } from "@winnow/field-maps";
import type { FakeDataSource, LokiEntry } from "@winnow/testkit/fakes";
import { describe, expect, it } from "vitest";
import { grafanaConnector } from "../../src/index.ts";
import { START, type SomeOptions, withGrafana } from "../support/grafana.ts";
import { testContext } from "../support/service.ts";

const maps = plugins.map(({ map }) => map);

const DAY = 86_400_000_000n;

/** Groups of the events that a map selects, by some of its fields, as the embedded engine makes them. */
async function groupsBy(engine: EventEngine, map: FieldMap, fields: readonly string[]): Promise<readonly string[]> {
  const columns = (await engine.columns()).map(({ name }) => name);
  const { fields: bound, selects, time } = bindFields(map, columns);
  const keys = fields.map((name) => ({ name, expression: bound.get(name)! }));
  const found: string[] = [];
  await using reduction = await engine.reduce({ time, where: selects, keys });
  for await (const batch of reduction.groups()) {
    // The engine parses the times.
    expect(batch.firstTimes[0]! / DAY).toBe(START / 1000n / DAY);
    for (let row = 0; row < batch.rows; row++) {
      const values = batch.keys.map((key) => (key.type === "text" ? key.values[row] : "?"));
      found.push(`${batch.counts[row]} × ${values.join(" | ")}`);
    }
  }
  return found.sort();
}

/** What the events of a data source are taken for, and their groups. */
async function read(dataSource: FakeDataSource, some: SomeOptions, event: string, fields: readonly string[]) {
  let found: { readonly map: string; readonly groups: readonly string[] } | undefined;
  await withGrafana({ dataSources: [dataSource] }, async ({ options }) => {
    const context = testContext();
    const stream = await grafanaConnector.connect(options(some), context);
    if (stream.kind !== "stream") throw new TypeError("not a stream");
    const engine = await holdStream(stream, context);
    try {
      const columns = (await engine.columns()).map(({ name }) => name);
      const detection = detectFieldMap(columns, maps, { event, sample: await engine.sample(100) });
      found = { map: detection!.map.name, groups: await groupsBy(engine, detection!.map, fields) };
    } finally {
      await engine.close();
    }
  });
  return found!;
}

const COMMAND = 'cmd /c "echo {\\"NewProcessName\\":\\"x\\"}" \\\\srv\\ </Data> & \t}';

const windowsEvent = (i: number, event_id: number, data: Readonly<Record<string, string>>): LokiEntry => {
  const escaped = (text: string): string =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const event_data = Object.entries(data)
    .map(([name, text]) => `<Data Name='${name}'>${escaped(text)}</Data>`)
    .join("");
  const event = {
    source: "x",
    channel: "Security",
    computer: "host-a",
    event_id,
    timeCreated: "2024-05-01T10:00:00.1234567Z",
    eventRecordID: i,
    event_data,
  };
  return { labels: { job: "windows" }, time: START + BigInt(i), line: JSON.stringify(event) };
};

const STARTED = {
  SubjectUserName: "alice",
  SubjectDomainName: "EXAMPLE",
  NewProcessName: "C:\\a.exe",
  CommandLine: COMMAND,
};
const LOGON = { TargetUserName: "alice", TargetDomainName: "EXAMPLE", LogonType: "3", IpAddress: "192.0.2.7" };

describe("events that arrive through Grafana are recognised and grouped by their meaning", () => {
  const windows: FakeDataSource = {
    uid: "w",
    name: "Windows",
    type: "loki",
    entries: [
      windowsEvent(1, 4688, STARTED),
      windowsEvent(2, 4688, STARTED),
      windowsEvent(3, 4625, LOGON),
      windowsEvent(4, 4634, LOGON),
    ],
  };
  const asked: SomeOptions = { dataSource: "w", query: '{job="windows"}', parse: "windows-event" };

  it("Windows events of Promtail and Alloy in Loki", async () => {
    const fields = ["process.executable", "process.command_line", "user.account"];
    expect(await read(windows, asked, "process", fields)).toEqual({
      map: "loki-windows-event-process",
      groups: [`2 × C:\\a.exe | ${COMMAND} | EXAMPLE\\alice`],
    });
    expect(
      await read(windows, asked, "logon", ["event.outcome", "user.name", "winlog.logon.type", "source.ip"]),
    ).toEqual({
      map: "loki-windows-event-logon",
      groups: ["1 × failure | alice | 3 | 192.0.2.7"],
    });
  });

  it("auth logs in Loki, whole lines and messages alone", async () => {
    const failed = "Failed password for alice from 192.0.2.7 port 4711 ssh2";
    const entries: readonly LokiEntry[] = [
      { labels: { job: "auth" }, time: START, line: `May  1 00:00:00 host-a sshd[1]: ${failed}` },
      { labels: { job: "auth", unit: "ssh.service", hostname: "host-a" }, time: START + 1n, line: failed },
      {
        labels: { job: "auth" },
        time: START + 2n,
        line: `May  1 00:00:00 host-a sshd[1]: message repeated 2 times: [ ${failed}]`,
      },
      {
        labels: { job: "auth" },
        time: START + 3n,
        line: "May  1 00:00:00 host-a sudo: alice : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/id",
      },
    ];
    const source: FakeDataSource = { uid: "a", name: "Auth", type: "loki", entries };
    const some: SomeOptions = { dataSource: "a", query: '{job="auth"}', parse: "syslog" };
    expect(await read(source, some, "logon", ["event.outcome", "user.name", "source.ip", "host.name"])).toEqual({
      map: "syslog-logon",
      groups: ["4 × failure | alice | 192.0.2.7 | host-a"],
    });
    expect(await read(source, some, "process", ["process.command_line", "user.effective.name"])).toEqual({
      map: "syslog-process",
      groups: ["1 × /bin/id | root"],
    });
  });

  it("forwarded events of Sentinel, whose data is one column", async () => {
    const columns = ["TimeGenerated", "Provider", "Channel", "Computer", "EventID", "EventData"];
    const row = (id: number, data: object): readonly unknown[] => [
      START,
      "x",
      "Security",
      "host-a",
      id,
      JSON.stringify(data),
    ];
    const source: FakeDataSource = {
      uid: "s",
      name: "Sentinel",
      type: "grafana-azure-monitor-datasource",
      columns: columns.map((name) => ({
        name,
        frame: name === "TimeGenerated" ? "time.Time" : name === "EventID" ? "int32" : "string",
      })),
      rows: [row(4688, STARTED), row(4688, STARTED), row(4624, LOGON)],
    };
    const some: SomeOptions = { dataSource: "s", query: "WindowsEvent", resources: ["w"] };
    const fields = ["process.executable", "process.command_line", "user.account"];
    expect(await read(source, some, "process", fields)).toEqual({
      map: "sentinel-windows-event-process",
      groups: [`2 × C:\\a.exe | ${COMMAND} | EXAMPLE\\alice`],
    });
    expect(await read(source, some, "logon", ["event.outcome", "user.name", "winlog.logon.type", "source.ip"])).toEqual(
      {
        map: "sentinel-windows-event-logon",
        groups: ["1 × success | alice | 3 | 192.0.2.7"],
      },
    );
  });
});
