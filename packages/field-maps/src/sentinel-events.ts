import { defineFieldMap, type ExpressionInput, type FieldMapPlugin, type FieldSource } from "@winnow/core";
import { jsonMember, xmlData } from "./embedded.ts";
import { isLogon, isProcessStart, isSysmon1, logons, processStarts, sysmon1 } from "./windows.ts";

const RECORD: Readonly<Record<string, FieldSource>> = {
  "@timestamp": "TimeGenerated",
  "event.id": "EventRecordId",
  "winlog.event_id": "EventID",
  "host.name": "Computer",
};

/** Both tables keep the data of an event whole, in one column. */
const DATA = "EventData";

const inJson = (name: string): ExpressionInput => jsonMember(DATA, name);
const inXml = (name: string): ExpressionInput => xmlData(DATA, name);

/** Forwarded events, whose data is an object. */
export const sentinelWindowsEventProcess: FieldMapPlugin = defineFieldMap({
  name: "sentinel-windows-event-process",
  schema: "sentinel-windows-event",
  summary: "Process starts in Sentinel's WindowsEvent (4688, Sysmon 1)",
  event: "process",
  requires: [DATA, "EventID", "Provider", "Computer"],
  selects: isProcessStart("EventID", inJson),
  fields: { ...RECORD, ...processStarts(inJson) },
});

export const sentinelWindowsEventLogon: FieldMapPlugin = defineFieldMap({
  name: "sentinel-windows-event-logon",
  schema: "sentinel-windows-event",
  summary: "Logons in Sentinel's WindowsEvent (4624, 4625)",
  event: "logon",
  requires: [DATA, "EventID", "Provider", "Computer"],
  selects: isLogon("EventID", inJson),
  fields: { ...RECORD, ...logons("EventID", inJson) },
});

/** Events of logs other than the security log, whose data is XML: Sysmon's are of interest. */
export const sentinelEventSysmonProcess: FieldMapPlugin = defineFieldMap({
  name: "sentinel-event-sysmon-process",
  schema: "sentinel-event",
  summary: "Process creations of Sysmon in Sentinel's Event (event 1)",
  event: "process",
  requires: [DATA, "EventID", "EventLog", "Computer"],
  selects: { all: [{ matches: ["EventLog", "Sysmon"] }, isSysmon1("EventID", inXml)] },
  fields: { ...RECORD, ...sysmon1(inXml) },
});
