import type { ExpressionInput, Feature, FeatureFunction } from "@winnow/core";
import { readAddress } from "../address.ts";
import type { Host } from "../host.ts";
import { ACCOUNT_INPUTS } from "./account.ts";
import { textOf } from "./value.ts";

const OUTCOME: ExpressionInput = { optional: "event.outcome" };
const SOURCE: ExpressionInput = { optional: "source.ip" };
const ACCOUNT: ExpressionInput = { firstOf: [{ optional: "user.account" }, { optional: "user.name" }] };

/**
 * What makes a long burst of guesses one behaviour: failed logons belong together by where they came from, whatever
 * accounts they tried; others by how they came and what kind of account it is.
 * @param route how the logon came, in words
 */
export function attemptFeatures(host: Host, route: FeatureFunction): readonly Feature[] {
  return [
    {
      name: "logonBehaviour",
      unit: "text",
      doc: "Failed logons by their source (failed from 192.0.2.7), others by route and kind of account.",
      value: {
        inputs: [OUTCOME, SOURCE, ...ACCOUNT_INPUTS, ...route.inputs],
        compute: (outcome, source, name, domain, id, ...routeInputs) => {
          if (textOf(outcome) === "failure") return `failed from ${sourceName(textOf(source))}`;
          const parts = [textOf(route.compute(...routeInputs)), host.account(textOf(name), textOf(domain), textOf(id))];
          return parts.filter((part) => part !== "").join(" · ");
        },
      },
    },
    {
      name: "acceptedAccount",
      unit: "text",
      says: "account",
      doc: "The account that logged on; empty where the logon failed, so that guessed names do not count as accounts.",
      value: {
        inputs: [OUTCOME, ACCOUNT],
        compute: (outcome, account) => (textOf(outcome) === "failure" ? "" : textOf(account)),
      },
    },
  ];
}

function sourceName(source: string): string {
  return readAddress(source).kind === "" ? "this host" : source;
}
