import { defineFieldMap, type FieldMapPlugin, type FieldSource } from "@winnow/core";
import { isSysmon1, sysmon1 } from "./windows.ts";

const column = (name: string): string => name;

/** `UtcTime` bears no zone and is UTC. */
const RECORD: Readonly<Record<string, FieldSource>> = {
  "@timestamp": ["UtcTime", "TimeCreated", "TimeGenerated", "@timestamp"],
  "event.id": ["EventRecordID", "RecordNumber"],
  "winlog.event_id": "EventID",
  "host.name": ["Computer", "Hostname"],
};

/** Process creations (event 1) on Windows. */
export const sysmonProcess: FieldMapPlugin = defineFieldMap({
  name: "sysmon-process",
  schema: "sysmon",
  summary: "Process creations of Sysmon (event 1)",
  event: "process",
  requires: ["Image", "CommandLine"],
  selects: isSysmon1("EventID", column),
  fields: { ...RECORD, ...sysmon1(column) },
});

/** Process creations of Sysmon for Linux, which has the columns of Sysmon for Windows but paths of its own. */
export const sysmonLinuxProcess: FieldMapPlugin = defineFieldMap({
  name: "sysmon-linux-process",
  schema: "sysmon-linux",
  summary: "Process creations of Sysmon for Linux (event 1)",
  event: "process",
  requires: ["Image", "CommandLine"],
  selects: isSysmon1("EventID", column),
  when: { matches: ["Image", "^/"] },
  fields: { ...RECORD, ...sysmon1(column) },
});
