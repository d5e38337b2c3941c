import type { Feature } from "@winnow/core";

/** Names of the Windows logon types. */
const LOGON_TYPE_NAMES: Readonly<Record<string, string>> = {
  "0": "System",
  "2": "Interactive",
  "3": "Network",
  "4": "Batch",
  "5": "Service",
  "6": "Proxy",
  "7": "Unlock",
  "8": "NetworkCleartext",
  "9": "NewCredentials",
  "10": "RemoteInteractive",
  "11": "CachedInteractive",
  "12": "CachedRemoteInteractive",
  "13": "CachedUnlock",
};

/** Everything that this set can say of a logon. The first three are those of msticpy's notebook. */
export const LOGON_FEATURES: readonly Feature[] = [
  {
    name: "AccountNum",
    unit: "score",
    doc: "Sum of the code points of the account (DOMAIN\\name), 0 or more; 0 where it is missing.",
    value: { charScore: "user.account" },
  },
  {
    name: "LogonType",
    unit: "code",
    doc: "Windows logon type, 0 to 13; -1 where it is missing or not a number.",
    value: { orElse: [{ number: "winlog.logon.type" }, -1] },
  },
  {
    name: "LogonHour",
    unit: "hour",
    doc: "Hour of the day of the logon in UTC, 0 to 23; an event without a time never gets this far.",
    value: { hour: "@timestamp" },
  },
  {
    name: "LogonTypeName",
    unit: "text",
    doc: "Name of the Windows logon type; the type as written where it has no name, empty where it is missing.",
    value: { recode: ["winlog.logon.type", LOGON_TYPE_NAMES] },
  },
  {
    name: "LogonFailed",
    unit: "flag",
    doc: "1 where the logon failed, else 0; 0 where the outcome is missing.",
    value: { flag: { equals: ["event.outcome", "failure"] } },
  },
];
