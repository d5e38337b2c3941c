import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bindFields } from "@winnow/expressions";
import { detectFieldMap } from "@winnow/orchestrator";
import { plugins as fieldMaps } from "@winnow/field-maps";
import { describe, expect, it } from "vitest";
import { ledgerOf, withFiles } from "./files/opened.ts";

const NOTHING = null;

/** File, events in it, events rejected; the map for process starts and how many it reads; the same for logons. */
const TABLE: readonly (readonly [string, number, number, string | null, number, string | null, number])[] = [
  ["seed/host_logons.csv", 14, 0, NOTHING, 0, "sentinel-security-event-logon", 14],
  ["seed/process_tree.csv", 117, 1, "sentinel-security-event", 116, NOTHING, 0],
  ["seed/processes_on_host.csv", 363, 0, "sentinel-security-event", 363, NOTHING, 0],
  ["quality/linux_exec_mixed.csv", 180, 0, "sentinel-security-event", 180, NOTHING, 0],
  ["quality/ssh_logon_auditd.csv", 187, 0, NOTHING, 0, "sentinel-security-event-logon", 187],
  ["quality/win_logon_splunk_unlabelled.csv", 215, 0, NOTHING, 0, "sentinel-security-event-logon", 215],
  ["quality/win_proc_eql_rta_attackheavy.csv", 291, 0, "sentinel-security-event", 291, NOTHING, 0],
  ["quality/win_proc_msticpy_host.csv", 363, 0, "sentinel-security-event", 363, NOTHING, 0],
  ["quality/win_proc_otrf_lsass_01_04.csv", 642, 0, "sentinel-security-event", 642, NOTHING, 0],
  ["quality/win_proc_splunk_T1027.csv", 324, 0, "sentinel-security-event", 324, NOTHING, 0],
  ["quality/win_proc_splunk_T1053.005.csv", 329, 0, "sentinel-security-event", 329, NOTHING, 0],
  ["raw/LM_WMI_4624_4688_TargetHost.evtx", 8, 0, "windows-event-process", 2, "windows-event-logon", 6],
  ["raw/NTLM2SelfRelay_4624_4688.evtx", 11, 0, "windows-event-process", 1, "windows-event-logon", 4],
  ["raw/exec_sysmon_1_ftp.evtx", 4, 0, "windows-event-process", 4, NOTHING, 0],
  ["raw/auditd_log.txt", 938, 0, "auditd-process", 146, "auditd-logon", 191],
  // Audit records as the text of a Python value: nothing that a map could read.
  ["raw/msticpy_linux_events.csv", 100, 0, NOTHING, 0, NOTHING, 0],
  ["raw/msticpy_sudo_data.csv", 22, 0, "sentinel-syslog-process", 11, "sentinel-syslog-logon", 0],
  ["raw/msticpy_syslog_data.csv", 100, 0, "sentinel-syslog-process", 34, "sentinel-syslog-logon", 0],
  ["raw/otrf_covenant_psremoting_command.zip", 4284, 0, "windows-event-process", 16, "windows-event-logon", 16],
  ["raw/otrf_log4shell_syslog_sysmon.zip", 93, 0, "sentinel-syslog-sysmon-process", 31, "sentinel-syslog-logon", 0],
];

/** As many events as a run looks at. */
const SAMPLE_EVENTS = 1000;

/** Recordings live beside the repository, not in it. */
const data = fileURLToPath(new URL("../../../../shared/data/", import.meta.url));
const files = TABLE.filter(([file]) => existsSync(data + file));
if (files.length < TABLE.length) {
  const missing = TABLE.filter((row) => !files.includes(row)).map(([file]) => file);
  process.stderr.write(`skipped: recordings that are not in ../shared/data: ${missing.join(", ")}\n`);
}

const maps = fieldMaps.map(({ map }) => map);

describe.skipIf(files.length === 0)("a recording", () => {
  it.each(files)(
    "is recognised, and each of its events is accounted for: %s",
    async (file, read, rejected, processMap, starts, logonMap, logons) => {
      await withFiles(data, { path: file }, async (engine) => {
        const columns = (await engine.columns()).map(({ name }) => name);
        const sample = await engine.sample(SAMPLE_EVENTS);
        const found = async (event: string): Promise<readonly [string | null, number]> => {
          const map = detectFieldMap(columns, maps, { event, sample })?.map;
          const bound = map === undefined ? undefined : bindFields(map, columns);
          const where = bound?.selects ?? null;
          const ledger = await ledgerOf(engine, { where, time: bound?.time ?? null });
          const { filtered, clustered } = ledger;
          expect(ledger).toMatchObject({ read, rejected });
          expect(filtered + clustered + rejected).toBe(read);
          return map === undefined ? [null, 0] : [map.name, clustered];
        };
        expect(await found("process")).toEqual([processMap, starts]);
        expect(await found("logon")).toEqual([logonMap, logons]);
      });
    },
  );
});
