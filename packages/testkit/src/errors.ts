import { defineError, didYouMean } from "@winnow/core";
import type { ErrorFactory } from "@winnow/core";

export const checkFailed: ErrorFactory<{
  readonly plugin: string;
  readonly id: string;
  readonly must: string;
  readonly fault: string;
}> = defineError({
  code: "WN2101",
  summary: "A plugin does not do what the specification asks of its kind.",
  message: ({ plugin, id, fault }) => `${plugin} fails "${id}": ${fault}`,
  hint: ({ must }) => must,
});

export const unexpectedPass: ErrorFactory<{ readonly plugin: string; readonly id: string; readonly reason: string }> =
  defineError({
    code: "WN2102",
    summary: "A plugin passes a check that it was declared to fail.",
    message: ({ plugin, id, reason }) => `${plugin} passes "${id}", which was expected to fail because: ${reason}`,
    hint: ({ id }) => `Good news: take "${id}" out of expectedFailures, and out of the plugin's documentation.`,
  });

export const noSuchCheck: ErrorFactory<{
  readonly plugin: string;
  readonly id: string;
  readonly known: readonly string[];
}> = defineError({
  code: "WN2103",
  summary: "A failure is expected of a check that is not run for this plugin.",
  message: ({ plugin, id }) => `expectedFailures: there is no check "${id}" for ${plugin}`,
  hint: ({ id, known }) => `${didYouMean(id, known)}Checks: ${known.join(", ")}.`,
});

export const badSettings: ErrorFactory<{ readonly plugin: string; readonly issues: string }> = defineError({
  code: "WN2104",
  summary: "The options given to the conformance checks are not valid for the plugin.",
  message: ({ plugin, issues }) => `options: ${plugin} does not accept them: ${issues}`,
  hint: () => "Give options as a profile would, under which the plugin finds the groups of the samples.",
});
