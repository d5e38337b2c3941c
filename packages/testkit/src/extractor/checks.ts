import type { ExtractorPlugin } from "@winnow/core";
import { checksOf } from "../check.ts";
import type { Check, Rule } from "../check.ts";
import { optionRules } from "../options/option-rules.ts";
import { featureRules } from "./rules.ts";
import type { ExtractorSettings, Subject } from "./subject.ts";

/** Everything that is asked of an extractor. */
export const extractorRules: readonly Rule<Subject>[] = [...optionRules, ...featureRules];

/**
 * The conformance checks of an extractor, for any test runner: `for (const check of checks) it(check.id, check.run)`.
 *
 * @throws `WN2103` when a failure is expected of a check that does not concern this plugin
 */
export function extractorChecks(plugin: ExtractorPlugin, settings: ExtractorSettings = {}): readonly Check[] {
  const subject = { plugin, settings: { ...settings, options: settings.options ?? {} } };
  return checksOf(`extractor "${plugin.name}"`, extractorRules, subject, settings.expectedFailures);
}
