import { existsSync, readFileSync } from "node:fs";
import { bindFields } from "@winnow/expressions";
import { detectFieldMap } from "@winnow/orchestrator";
import { describe, expect, it } from "vitest";
import { parseCsv } from "./support/csv.ts";
import { maps, selectedOf } from "./support/events.ts";

const NOTHING = null;

/** File → the map for process starts and the events it selects, the map for logons and the events it selects. */
const TABLE: readonly (readonly [string, string | null, number, string | null, number])[] = [
  ["seed/host_logons.csv", NOTHING, 0, "sentinel-security-event-logon", 14],
  ["seed/process_tree.csv", "sentinel-security-event", 117, NOTHING, 0],
  ["seed/processes_on_host.csv", "sentinel-security-event", 363, NOTHING, 0],
  ["quality/linux_exec_mixed.csv", "sentinel-security-event", 180, NOTHING, 0],
  ["quality/ssh_logon_auditd.csv", NOTHING, 0, "sentinel-security-event-logon", 187],
  ["quality/win_logon_splunk_unlabelled.csv", NOTHING, 0, "sentinel-security-event-logon", 215],
  ["quality/win_proc_eql_rta_attackheavy.csv", "sentinel-security-event", 291, NOTHING, 0],
  ["quality/win_proc_msticpy_host.csv", "sentinel-security-event", 363, NOTHING, 0],
  ["quality/win_proc_otrf_lsass_01_04.csv", "sentinel-security-event", 642, NOTHING, 0],
  ["quality/win_proc_splunk_T1027.csv", "sentinel-security-event", 324, NOTHING, 0],
  ["quality/win_proc_splunk_T1053.005.csv", "sentinel-security-event", 329, NOTHING, 0],
  // Audit records as the text of a Python value: nothing that a map could read.
  ["raw/msticpy_linux_events.csv", NOTHING, 0, NOTHING, 0],
  ["raw/msticpy_sudo_data.csv", "sentinel-syslog-process", 11, "sentinel-syslog-logon", 0],
  ["raw/msticpy_syslog_data.csv", "sentinel-syslog-process", 34, "sentinel-syslog-logon", 0],
];

/** Recordings live beside the repository, not in it. */
const data = new URL("../../../../shared/data/", import.meta.url);
const files = TABLE.filter(([file]) => existsSync(new URL(file, data)));
if (files.length < TABLE.length) {
  const missing = TABLE.filter((row) => !files.includes(row)).map(([file]) => file);
  process.stderr.write(`skipped: field maps of recordings that are not in ../shared/data: ${missing.join(", ")}\n`);
}

describe.skipIf(files.length === 0)("recordings", () => {
  it.each(files)("are recognised, and none of their events is lost: %s", (file, asProcess, starts, asLogon, logons) => {
    const events = parseCsv(readFileSync(new URL(file, data), "utf8"));
    const head = {
      ...events,
      rows: Math.min(events.rows, 100),
      values: events.values.map((list) => list.slice(0, 100)),
    };
    const detect = (event: string): readonly [string | null, number] => {
      const map = detectFieldMap(events.columns, maps, { event, sample: head })?.map;
      if (map === undefined) return [null, 0];
      expect(bindFields(map, events.columns).time).toEqual({ column: "TimeGenerated", format: "auto" });
      return [map.name, selectedOf(map, events).filter(Boolean).length];
    };
    expect(detect("process")).toEqual([asProcess, starts]);
    expect(detect("logon")).toEqual([asLogon, logons]);
  });
});
