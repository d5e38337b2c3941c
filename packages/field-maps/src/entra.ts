import { defineFieldMap, type FieldMapPlugin } from "@winnow/core";
import { address } from "./values.ts";

/** Why a sign-in failed, by its number. */
const REASONS: Readonly<Record<string, string>> = {
  "0": "",
  "50034": "no such user",
  "50053": "account locked out",
  "50055": "password expired",
  "50056": "wrong password",
  "50057": "account disabled",
  "50059": "no such user",
  "50064": "wrong user or password",
  "50074": "second factor required",
  "50076": "second factor required",
  "50079": "second factor required",
  "50126": "wrong user or password",
  "50132": "password expired",
  "50133": "password expired",
  "50144": "password expired",
  "50173": "password expired",
  "51004": "no such user",
  "53003": "against policy",
  "500011": "no such application",
  "700016": "no such application",
};

/** Sign-ins of Microsoft Entra ID. `host.name` is the application that was signed in to. */
export const entraLogon: FieldMapPlugin = defineFieldMap({
  name: "entra-signin",
  schema: "entra",
  summary: "Sign-ins of Microsoft Entra ID (SigninLogs)",
  event: "logon",
  requires: ["UserPrincipalName", "ResultType", "AppDisplayName"],
  selects: { present: "ResultType" },
  fields: {
    "@timestamp": ["TimeGenerated", "CreatedDateTime"],
    "event.id": ["Id", "OriginalRequestId"],
    // A number, of which only 0 is good.
    "event.outcome": { replace: [{ replace: ["ResultType", "^[1-9][0-9]*$", "failure"] }, "^0$", "success"] },
    "event.reason": { recode: ["ResultType", REASONS] },
    "host.name": "AppDisplayName",
    "user.account": "UserPrincipalName",
    "user.name": "UserPrincipalName",
    "user.domain": { textAfter: ["UserPrincipalName", "@"] },
    "user.id": "UserId",
    "source.ip": address("IPAddress"),
    "source.host": "DeviceDetail.displayName",
    "winlog.logon.id": "CorrelationId",
    "winlog.logon.process": "ClientAppUsed",
    "winlog.logon.package": "AuthenticationRequirement",
    "winlog.status": "ResultType",
    "user_agent.original": "UserAgent",
  },
});
