import type { Feature } from "@winnow/core";
import {
  accountFeatures,
  commandFeatures,
  LINUX,
  LINUX_SYSTEM_SESSION,
  NO_LINUX_SESSION,
  ofText,
  programFeatures,
  seedProcessFeatures,
  TIME_FEATURES,
} from "@winnow/host-knowledge";

/**
 * Everything that this set can say of a process start. Commands keep their letter case: Linux does. The first are the
 * features of msticpy's event clustering.
 */
export const PROCESS_FEATURES: readonly Feature[] = [
  ...seedProcessFeatures(LINUX_SYSTEM_SESSION),
  ...programFeatures(LINUX),
  ...commandFeatures(LINUX, { template: "process.command_line" }),
  ...accountFeatures(LINUX),
  {
    name: "sessionKind",
    unit: "text",
    doc: "system outside every login session, user inside one; empty where the session is missing.",
    value: ofText({ optional: "winlog.logon.id" }, (id) =>
      id.trim() === "" || id.trim() === "-" ? "" : NO_LINUX_SESSION.includes(id.trim()) ? "system" : "user",
    ),
  },
  ...TIME_FEATURES,
];
