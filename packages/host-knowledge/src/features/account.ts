import type { ExpressionInput, Feature, FeatureFunction, Value } from "@winnow/core";
import type { AccountKind } from "../account.ts";
import type { Host } from "../host.ts";
import { textOf } from "./value.ts";

const NAME: ExpressionInput = {
  firstOf: [{ optional: "user.name" }, { textAfter: [{ optional: "user.account" }, "\\"] }],
};
const DOMAIN: ExpressionInput = {
  firstOf: [{ optional: "user.domain" }, { textBefore: [{ optional: "user.account" }, "\\"] }],
};

/** Name, domain and id of the account that acts: what {@link Host.account} reads. */
export const ACCOUNT_INPUTS: readonly ExpressionInput[] = [NAME, DOMAIN, { optional: "user.id" }];

/** Accounts behind which there is, or may be, a person. */
const PEOPLE: ReadonlySet<AccountKind> = new Set<AccountKind>(["human", "administrator", "guest"]);

/** What kind of account acts. */
export function accountFeatures(host: Host): readonly Feature[] {
  const ofAccount = (tell: (kind: AccountKind) => Value): FeatureFunction => ({
    inputs: ACCOUNT_INPUTS,
    compute: (name, domain, id) => tell(host.account(textOf(name), textOf(domain), textOf(id))),
  });
  return [
    {
      name: "accountKind",
      unit: "text",
      doc:
        "Kind of the account: system, service, machine, virtual, anonymous, administrator, guest, built-in or human; " +
        "empty where it is missing.",
      value: ofAccount((kind) => kind),
    },
    {
      name: "humanAccount",
      unit: "flag",
      doc: "1 where a person acts, or may (human, administrator, guest), else 0; 0 where the account is missing.",
      says: "the account is a person's or an administrator's",
      value: ofAccount((kind) => (PEOPLE.has(kind) ? 1 : 0)),
    },
  ];
}
