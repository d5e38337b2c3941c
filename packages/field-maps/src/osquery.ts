import { defineFieldMap, type FieldMapPlugin } from "@winnow/core";
import { pid } from "./values.ts";

/** A column as a query's result has it, or as osquery's log of results nests it. */
const either = (name: string): readonly [string, string] => [name, `columns.${name}`];

/** Process starts of osquery (`process_events`, `es_process_events`, `bpf_process_events`). */
export const osqueryProcess: FieldMapPlugin = defineFieldMap({
  name: "osquery-process",
  schema: "osquery",
  summary: "Process starts of osquery (process_events)",
  event: "process",
  requires: [either("path"), either("cmdline"), either("parent"), either("pid")],
  // The tables record forks and exits as well.
  selects: {
    all: [
      { present: { firstOf: either("path") } },
      {
        not: {
          matches: [
            { firstOf: [...either("syscall"), ...either("event_type")] },
            "^(?:v?fork|clone3?|exit|exit_group)$",
          ],
        },
      },
    ],
  },
  fields: {
    "@timestamp": [...either("time"), "unixTime", "calendarTime"],
    "event.id": either("eid"),
    "host.name": ["hostIdentifier", "host_identifier", "decorations.hostname", "hostname"],
    "user.account": { firstOf: [...either("username"), ...either("uid")] },
    "user.name": { firstOf: [...either("username"), ...either("uid")] },
    "user.id": either("uid"),
    "user.audit.id": either("auid"),
    "user.effective.id": either("euid"),
    "process.executable": either("path"),
    "process.name": { basename: { firstOf: either("path") } },
    "process.command_line": either("cmdline"),
    "process.working_directory": either("cwd"),
    "process.pid": pid({ firstOf: either("pid") }),
    "process.parent.pid": pid({ firstOf: either("parent") }),
    "process.hash.sha256": either("sha256"),
  },
});
