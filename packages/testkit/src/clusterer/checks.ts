import type { ClustererPlugin } from "@winnow/core";
import { checksOf } from "../check.ts";
import type { Check, Rule } from "../check.ts";
import { optionRules } from "../options/option-rules.ts";
import { abortRules } from "./abort-rules.ts";
import { goldenRule } from "./golden-rule.ts";
import { labelRules } from "./label-rules.ts";
import type { ClustererSettings, Subject } from "./subject.ts";

/** Everything that is asked of a clusterer. */
export const clustererRules: readonly Rule<Subject>[] = [...optionRules, ...abortRules, ...labelRules, goldenRule];

/**
 * The conformance checks of a clusterer, for any test runner: `for (const check of checks) it(check.id, check.run)`.
 *
 * @throws `WN2103` when a failure is expected of a check that does not concern this plugin
 */
export function clustererChecks(plugin: ClustererPlugin, settings: ClustererSettings): readonly Check[] {
  return checksOf(`clusterer "${plugin.name}"`, clustererRules, { plugin, settings }, settings.expectedFailures);
}
