import type { ExpressionInput, Feature, FeatureFunction } from "@winnow/core";
import {
  accountFeatures,
  attemptFeatures,
  LOGON_TYPE_NAMES,
  readAddress,
  sourceFeatures,
  textOf,
  TIME_FEATURES,
  WINDOWS,
  windowsFailureReason,
} from "@winnow/host-knowledge";

const LOGON_TYPE_NAME: ExpressionInput = { recode: ["winlog.logon.type", LOGON_TYPE_NAMES] };
/** The log writes a hyphen where it has nothing to say. */
const PACKAGE: ExpressionInput = { lower: { recode: [{ optional: "winlog.logon.package" }, { "-": "" }] } };
const PROCESS: ExpressionInput = { lower: { recode: [{ optional: "winlog.logon.process" }, { "-": "" }] } };

const ROUTE: FeatureFunction = {
  inputs: [LOGON_TYPE_NAME, { optional: "source.ip" }, PACKAGE, PROCESS],
  compute: (type, source, authentication, process) =>
    [textOf(type), readAddress(textOf(source)).kind, textOf(authentication), textOf(process).trim()]
      .filter((part) => part !== "")
      .join(" · "),
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
    value: LOGON_TYPE_NAME,
  },
  {
    name: "LogonFailed",
    unit: "flag",
    doc: "1 where the logon failed, else 0; 0 where the outcome is missing.",
    value: { flag: { equals: ["event.outcome", "failure"] } },
  },
  {
    name: "failureReason",
    unit: "text",
    doc: "Why the logon failed, in words, from sub-status, status and reason; a code that is not known as written; empty where there is none.",
    value: {
      inputs: [{ optional: "event.reason" }, { optional: "winlog.sub_status" }, { optional: "winlog.status" }],
      compute: (reason, subStatus, status) => windowsFailureReason([textOf(subStatus), textOf(status), textOf(reason)]),
    },
  },
  {
    name: "authenticationPackage",
    unit: "text",
    doc: "Authentication package in small letters (kerberos, ntlm, negotiate); empty where it is missing.",
    value: PACKAGE,
  },
  {
    name: "weakAuthentication",
    unit: "flag",
    doc: "1 where the password crossed the network in clear, or NTLM was used, else 0; 0 where both fields are missing.",
    says: "used NTLM, or a password in clear",
    value: {
      inputs: [PACKAGE, { optional: "winlog.logon.type" }],
      compute: (authentication, type) => (/ntlm|msv1_0/.test(textOf(authentication)) || type === "8" ? 1 : 0),
    },
  },
  {
    name: "logonRoute",
    unit: "text",
    says: "route",
    doc: "How the logon came: type, kind of source, authentication package and logon process, between ·; parts that are missing are left out.",
    value: ROUTE,
  },
  ...attemptFeatures(WINDOWS, ROUTE),
  ...accountFeatures(WINDOWS),
  ...sourceFeatures(),
  ...TIME_FEATURES,
];
