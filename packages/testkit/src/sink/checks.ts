import type { SinkPlugin } from "@winnow/core";
import { checksOf } from "../check.ts";
import type { Check, Rule } from "../check.ts";
import { optionRules } from "../options/option-rules.ts";
import { failureRules, writingRules } from "./rules.ts";
import type { SinkSettings, Subject } from "./subject.ts";

/** Everything that is asked of a sink. */
export const sinkRules: readonly Rule<Subject>[] = [...optionRules, ...writingRules, ...failureRules];

/**
 * The conformance checks of a sink, for any test runner: `for (const check of checks) it(check.id, check.run)`.
 *
 * @throws `WN2103` when a failure is expected of a check that does not concern this plugin
 */
export function sinkChecks(plugin: SinkPlugin, settings: SinkSettings = {}): readonly Check[] {
  const subject = { plugin, settings: { ...settings, options: settings.options ?? {} } };
  return checksOf(`sink "${plugin.name}"`, sinkRules, subject, settings.expectedFailures);
}
