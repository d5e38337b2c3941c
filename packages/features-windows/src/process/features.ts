import type { Feature } from "@winnow/core";
import {
  accountFeatures,
  commandFeatures,
  elevationOrder,
  integrityOrder,
  ofText,
  programFeatures,
  seedProcessFeatures,
  textOf,
  TIME_FEATURES,
  WINDOWS,
  WINDOWS_SYSTEM_SESSION,
  windowsBuiltAs,
} from "@winnow/host-knowledge";

/** Sessions that Windows itself opens, by id in hexadecimal and in decimal. */
const SESSION_KINDS: ReadonlyMap<string, string> = new Map([
  ["0x3e7", "system"],
  ["999", "system"],
  ["0x3e6", "anonymous"],
  ["998", "anonymous"],
  ["0x3e5", "local service"],
  ["997", "local service"],
  ["0x3e4", "network service"],
  ["996", "network service"],
  ["0x0", ""],
  ["0", ""],
  ["-", ""],
  ["", ""],
]);

const BUILT_AS_INPUTS = ["process.executable", "process.original_name"] as const;

/** Everything that this set can say of a process start; first, under its names, what msticpy's event clustering says. */
export const PROCESS_FEATURES: readonly Feature[] = [
  ...seedProcessFeatures(WINDOWS_SYSTEM_SESSION),
  ...programFeatures(WINDOWS),
  {
    name: "builtAs",
    unit: "text",
    doc: "What a renamed part of Windows or tool of intruders was built as (its original file name); empty where there is nothing renamed and where either name is missing.",
    value: {
      inputs: BUILT_AS_INPUTS,
      compute: (path, original) => windowsBuiltAs(textOf(path), textOf(original)),
    },
  },
  {
    name: "renamed",
    unit: "flag",
    doc: "1 where the program was built as another one that intruders use or that is part of Windows (builtAs), else 0; 0 where either name is missing.",
    says: "was built under another name",
    which: "builtAs",
    value: {
      inputs: BUILT_AS_INPUTS,
      compute: (path, original) => (windowsBuiltAs(textOf(path), textOf(original)) === "" ? 0 : 1),
    },
  },
  ...commandFeatures(WINDOWS, { lower: { template: "process.command_line" } }),
  ...accountFeatures(WINDOWS),
  {
    name: "sessionKind",
    unit: "text",
    doc: "Whose session it is: system, local service, network service, anonymous or user; empty where it is missing.",
    value: ofText({ optional: "winlog.logon.id" }, (id) => SESSION_KINDS.get(id.trim().toLowerCase()) ?? "user"),
  },
  {
    name: "integrity",
    unit: "order",
    doc: "Integrity level: 0 untrusted, 1 low, 2 medium, 3 medium plus, 4 high, 5 system, 6 protected; -1 where it is missing.",
    value: ofText({ optional: "process.integrity" }, integrityOrder),
  },
  {
    name: "elevation",
    unit: "order",
    doc: "Rights of the token: 0 limited, 1 default, 2 full (raised); -1 where they are missing.",
    value: ofText({ optional: "process.elevation" }, elevationOrder),
  },
  ...TIME_FEATURES,
];
