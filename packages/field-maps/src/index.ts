import type { FieldMapPlugin } from "@winnow/core";
import { asimLogon, asimProcess } from "./asim.ts";
import { auditdLogon, auditdProcess } from "./auditd.ts";
import { defenderLogon, defenderProcess } from "./defender.ts";
import { ecsLogon, ecsProcess } from "./ecs.ts";
import { entraLogon } from "./entra.ts";
import { ocsfLogon, ocsfProcess } from "./ocsf.ts";
import { osqueryProcess } from "./osquery.ts";
import {
  sentinelEventSysmonProcess,
  sentinelWindowsEventLogon,
  sentinelWindowsEventProcess,
} from "./sentinel-events.ts";
import { sentinelLogon, sentinelProcess } from "./sentinel.ts";
import { sysmonLinuxProcess, sysmonProcess } from "./sysmon.ts";
import {
  sentinelSyslogLogon,
  sentinelSyslogProcess,
  sentinelSyslogSysmonProcess,
  syslogLogon,
  syslogProcess,
} from "./syslog.ts";
import { windowsEvents } from "./windows-event.ts";

/** The field maps of this package: one per log schema and kind of event. */
export const plugins: readonly FieldMapPlugin[] = [
  sentinelProcess,
  sentinelLogon,
  ...windowsEvents,
  sysmonProcess,
  sysmonLinuxProcess,
  defenderProcess,
  defenderLogon,
  asimProcess,
  asimLogon,
  ecsProcess,
  ecsLogon,
  ocsfProcess,
  ocsfLogon,
  auditdProcess,
  auditdLogon,
  osqueryProcess,
  entraLogon,
  syslogLogon,
  syslogProcess,
  sentinelSyslogLogon,
  sentinelSyslogProcess,
  sentinelSyslogSysmonProcess,
  sentinelWindowsEventProcess,
  sentinelWindowsEventLogon,
  sentinelEventSysmonProcess,
];

export {
  asimLogon,
  asimProcess,
  auditdLogon,
  auditdProcess,
  defenderLogon,
  defenderProcess,
  ecsLogon,
  ecsProcess,
  entraLogon,
  ocsfLogon,
  ocsfProcess,
  osqueryProcess,
  sentinelEventSysmonProcess,
  sentinelLogon,
  sentinelProcess,
  sentinelSyslogLogon,
  sentinelSyslogProcess,
  sentinelSyslogSysmonProcess,
  sentinelWindowsEventLogon,
  sentinelWindowsEventProcess,
  syslogLogon,
  syslogProcess,
  sysmonLinuxProcess,
  sysmonProcess,
  windowsEvents,
};
