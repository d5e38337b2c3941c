import type { ExpressionInput, Feature, FeatureFunction } from "@winnow/core";
import {
  accountFeatures,
  attemptFeatures,
  LINUX,
  linuxFailureReason,
  ofText,
  readAddress,
  sourceFeatures,
  textOf,
  TIME_FEATURES,
} from "@winnow/host-knowledge";

const ACCOUNT: ExpressionInput = { firstOf: [{ optional: "user.account" }, { optional: "user.name" }] };
/** How the person proved who they are (password, publickey), where the source says it. */
const METHOD: ExpressionInput = { lower: { recode: [{ optional: "winlog.logon.package" }, { "-": "" }] } };
const PROGRAM: ExpressionInput = {
  firstOf: [{ basename: { optional: "process.executable" } }, { optional: "process.name" }],
};

const ROUTE: FeatureFunction = {
  inputs: [PROGRAM, { optional: "source.ip" }, METHOD],
  compute: (program, source, method) =>
    [textOf(program), readAddress(textOf(source)).kind, textOf(method)].filter((part) => part !== "").join(" · "),
};

/** Everything that this set can say of a logon. */
export const LOGON_FEATURES: readonly Feature[] = [
  {
    name: "AccountNum",
    unit: "score",
    doc: "Sum of the code points of the account, 0 or more; 0 where it is missing.",
    value: { charScore: ACCOUNT },
  },
  {
    name: "LogonHour",
    unit: "hour",
    doc: "Hour of the day of the logon in UTC, 0 to 23; an event without a time never gets this far.",
    value: { hour: "@timestamp" },
  },
  {
    name: "LogonFailed",
    unit: "flag",
    doc: "1 where the logon failed, else 0; 0 where the outcome is missing.",
    value: { flag: { equals: ["event.outcome", "failure"] } },
  },
  {
    name: "rootAccount",
    unit: "flag",
    doc: "1 where root logs on, else 0; 0 where the account is missing.",
    says: "root logs on",
    value: {
      inputs: [{ firstOf: [{ optional: "user.name" }, { optional: "user.account" }] }, { optional: "user.id" }],
      compute: (name, id) => (LINUX.account(textOf(name), "", textOf(id)) === "administrator" ? 1 : 0),
    },
  },
  {
    name: "failureReason",
    unit: "text",
    doc: "Why the logon failed, in one wording for all programs; as written where it is another; empty where there is none.",
    value: ofText({ optional: "event.reason" }, linuxFailureReason),
  },
  {
    name: "logonMethod",
    unit: "text",
    doc: "How the person proved who they are, in small letters (password, publickey); empty where it is missing.",
    value: METHOD,
  },
  {
    name: "logonProgram",
    unit: "text",
    doc: "File name of the program that took the logon (sshd, sudo); empty where it is missing.",
    value: PROGRAM,
  },
  {
    name: "logonRoute",
    unit: "text",
    says: "route",
    doc: "How the logon came: program, kind of source and method, between ·; parts that are missing are left out.",
    value: ROUTE,
  },
  ...attemptFeatures(LINUX, ROUTE),
  ...accountFeatures(LINUX),
  ...sourceFeatures(),
  ...TIME_FEATURES,
];
