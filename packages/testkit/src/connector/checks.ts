import type { ConnectorPlugin } from "@winnow/core";
import { checksOf } from "../check.ts";
import type { Check, Rule } from "../check.ts";
import { optionRules } from "../options/option-rules.ts";
import { abortRules } from "./abort-rules.ts";
import { engineRules } from "./engine/rules.ts";
import { eventRules } from "./event-rules.ts";
import { failureRules } from "./failure-rules.ts";
import type { ConnectorSettings, Subject } from "./subject.ts";

/** All rules for connectors. */
export const connectorRules: readonly Rule<Subject>[] = [
  ...optionRules,
  ...abortRules,
  ...eventRules,
  ...failureRules,
  ...engineRules,
];

/**
 * The conformance checks of a connector, for any test runner: `for (const check of checks) it(check.id, check.run)`.
 *
 * @throws `WN2103` for an expected failure of a check that does not concern this plugin
 */
export function connectorChecks(plugin: ConnectorPlugin, settings: ConnectorSettings): readonly Check[] {
  return checksOf(`connector "${plugin.name}"`, connectorRules, { plugin, settings }, settings.expectedFailures);
}
