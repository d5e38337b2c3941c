import { defineFieldMap, type FieldMapPlugin } from "@winnow/core";

/** Process creations (event 1). `UtcTime` bears no zone and is UTC. */
export const sysmonProcess: FieldMapPlugin = defineFieldMap({
  name: "sysmon-process",
  summary: "Process creations of Sysmon (event 1)",
  event: "process",
  requires: ["Image", "CommandLine"],
  fields: {
    "@timestamp": ["UtcTime", "TimeGenerated", "TimeCreated", "@timestamp"],
    "event.id": ["EventRecordID", "RecordNumber"],
    "winlog.event_id": "EventID",
    "host.name": ["Computer", "Hostname"],
    "user.account": "User",
    "user.name": { textAfter: ["User", "\\"] },
    "user.domain": { textBefore: ["User", "\\"] },
    "winlog.logon.id": "LogonId",
    "process.executable": "Image",
    "process.name": { basename: "Image" },
    "process.command_line": "CommandLine",
    "process.working_directory": "CurrentDirectory",
    "process.pid": "ProcessId",
    "process.entity_id": "ProcessGuid",
    "process.parent.executable": "ParentImage",
    "process.parent.name": { basename: "ParentImage" },
    "process.parent.command_line": "ParentCommandLine",
    "process.parent.pid": "ParentProcessId",
    "process.parent.entity_id": "ParentProcessGuid",
    "process.integrity": "IntegrityLevel",
    "process.hashes": "Hashes",
    "process.original_name": "OriginalFileName",
  },
});
