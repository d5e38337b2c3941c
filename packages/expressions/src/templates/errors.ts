import { defineError, type ErrorFactory, didYouMean } from "@winnow/core";

export const unknownMask: ErrorFactory<{ name: string; known: readonly string[] }> = defineError({
  code: "WN1105",
  summary: "A template names a mask that does not exist.",
  message: ({ name }) => `template: there is no mask "${name}"`,
  hint: ({ name, known }) => `${didYouMean(name, known)}Groups and masks: ${known.join(", ")}.`,
});

export const badMask: ErrorFactory<{ mask: string; problem: string }> = defineError({
  code: "WN1106",
  summary: "A template's own mask cannot be used.",
  message: ({ mask, problem }) => `template: the mask ${JSON.stringify(mask)} cannot be used: ${problem}`,
  hint: () => 'Write the slot and the pattern of what it stands for: { "<ticket>": "INC[0-9]+" }.',
});
