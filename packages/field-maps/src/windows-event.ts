import {
  defineFieldMap,
  type ExpressionInput,
  type FieldMapPlugin,
  type FieldSource,
  type FieldMap,
} from "@winnow/core";
import { isLogon, isProcessStart, logons, processStarts, type DataColumn } from "./windows.ts";

/** One way in which the events of Windows are laid out in columns. */
interface Layout {
  readonly name: string;
  /** For the summaries: who writes it so. */
  readonly writtenBy: string;
  readonly data: DataColumn;
  readonly eventId: ExpressionInput;
  readonly record: Readonly<Record<string, FieldSource>>;
  /** Columns of every record by which the layout is known. */
  readonly requires: FieldMap["requires"];
}

const LAYOUTS: readonly Layout[] = [
  {
    name: "windows-event",
    writtenBy: "EVTX files and NXLog's flat JSON",
    data: (name) => name,
    eventId: "EventID",
    record: {
      "@timestamp": ["TimeCreated", "@timestamp", "EventTime"],
      "event.id": ["EventRecordID", "RecordNumber"],
      "host.name": ["Computer", "Hostname"],
    },
    requires: ["EventID", ["TimeCreated", "EventTime"], ["Channel", "Provider", "SourceName"]],
  },
  {
    name: "winlogbeat",
    writtenBy: "Winlogbeat 7 and later",
    data: (name) => `winlog.event_data.${name}`,
    eventId: { firstOf: ["winlog.event_id", "event.code"] },
    record: {
      "@timestamp": "@timestamp",
      "event.id": ["winlog.record_id", "event.id"],
      "host.name": ["winlog.computer_name", "host.name", "host.hostname"],
    },
    requires: [["winlog.event_id", "event.code"]],
  },
  {
    name: "winlogbeat-6",
    writtenBy: "Winlogbeat 6",
    data: (name) => `event_data.${name}`,
    eventId: "event_id",
    record: {
      "@timestamp": "@timestamp",
      "event.id": "record_number",
      "host.name": ["computer_name", "beat.hostname"],
    },
    requires: ["event_id"],
  },
  {
    name: "windows-event-json",
    writtenBy: "converters of EVTX to JSON (Event.System, Event.EventData)",
    data: (name) => `Event.EventData.${name}`,
    eventId: { firstOf: ["Event.System.EventID", "Event.System.EventID.#text"] },
    record: {
      "@timestamp": ["Event.System.TimeCreated.#attributes.SystemTime", "Event.System.TimeCreated.SystemTime"],
      "event.id": "Event.System.EventRecordID",
      "host.name": "Event.System.Computer",
    },
    requires: [["Event.System.EventID", "Event.System.EventID.#text"]],
  },
  {
    name: "loki-windows-event",
    writtenBy: "Promtail and Alloy into Loki, read with parse: windows-event",
    data: (name) => `event_data.${name}`,
    eventId: "event_id",
    record: {
      "@timestamp": ["timeCreated", "timestamp"],
      "event.id": "eventRecordID",
      "host.name": "computer",
    },
    requires: ["event_id", "timeCreated", "computer"],
  },
];

/**
 * The events of Windows as they are, for each layout one map of process starts (Security 4688 and Sysmon 1; where both
 * are switched on, a start is recorded twice and counts twice) and one of logons (Security 4624 and 4625).
 */
export const windowsEvents: readonly FieldMapPlugin[] = LAYOUTS.flatMap((layout) => [
  processMap(layout),
  logonMap(layout),
]);

function processMap({ name, writtenBy, data, eventId, record, requires }: Layout): FieldMapPlugin {
  return defineFieldMap({
    name: `${name}-process`,
    schema: name,
    summary: `Process starts in Windows events (4688, Sysmon 1) as written by ${writtenBy}`,
    event: "process",
    requires: [...requires, [data("NewProcessName"), data("Image")]],
    selects: isProcessStart(eventId, data),
    fields: { ...record, "winlog.event_id": eventId, ...processStarts(data) },
  });
}

function logonMap({ name, writtenBy, data, eventId, record, requires }: Layout): FieldMapPlugin {
  return defineFieldMap({
    name: `${name}-logon`,
    schema: name,
    summary: `Logons in Windows events (4624, 4625) as written by ${writtenBy}`,
    event: "logon",
    requires: [...requires, data("TargetUserName"), data("LogonType")],
    selects: isLogon(eventId, data),
    fields: { ...record, "winlog.event_id": eventId, ...logons(eventId, data) },
  });
}
