import type { Feature } from "@winnow/core";
import {
  accountFeatures,
  commandFeatures,
  LINUX,
  ofText,
  programFeatures,
  seedProcessFeatures,
  TIME_FEATURES,
} from "@winnow/host-knowledge";

/** No login session, as audit writes it: −1, unsigned or signed. Services run in it, and nobody who logged on. */
const NO_SESSION = ["4294967295", "-1"];

/**
 * Everything that this set can say of a process start. Commands keep their letter case: Linux does. The first are the
 * features of msticpy's event clustering.
 */
export const PROCESS_FEATURES: readonly Feature[] = [
  ...seedProcessFeatures({
    name: "isSystemSession",
    unit: "flag",
    doc: "1 where the program was started outside every login session, else 0; 0 where the session is missing.",
    value: { flag: { oneOf: [{ optional: "winlog.logon.id" }, NO_SESSION] } },
  }),
  ...programFeatures(LINUX),
  ...commandFeatures(LINUX, { template: "process.command_line" }),
  ...accountFeatures(LINUX),
  {
    name: "sessionKind",
    unit: "text",
    doc: "system outside every login session, user inside one; empty where the session is missing.",
    value: ofText({ optional: "winlog.logon.id" }, (id) =>
      id.trim() === "" || id.trim() === "-" ? "" : NO_SESSION.includes(id.trim()) ? "system" : "user",
    ),
  },
  ...TIME_FEATURES,
];
