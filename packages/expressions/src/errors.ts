import { defineError, type ErrorFactory, didYouMean } from "@winnow/core";

export const unknownOperator: ErrorFactory<{ operator: string; known: readonly string[] }> = defineError({
  code: "WN1101",
  summary: "An expression applies an operator that does not exist.",
  message: ({ operator }) => `there is no operator "${operator}"`,
  hint: ({ operator, known }) => `${didYouMean(operator, known)}Operators: ${known.join(", ")}.`,
});

export const malformedExpression: ErrorFactory<{ found: string; problem: string }> = defineError({
  code: "WN1102",
  summary: "An expression is not written as a field name or as an object with one operator.",
  message: ({ found, problem }) => `${found} is not an expression: ${problem}`,
  hint: () => "Write a field (process.executable) or one operator ({ charScore: process.executable }).",
});

export const badArgument: ErrorFactory<{ operator: string; argument: string; wanted: string; found: string }> =
  defineError({
    code: "WN1103",
    summary: "An operator was given too many, too few or the wrong kind of arguments.",
    message: ({ operator, argument, wanted, found }) => `${operator}: ${argument} must be ${wanted}, not ${found}`,
    hint: ({ operator }) => `\`winnow plugins --operators\` shows how ${operator} is written.`,
  });

export const unportablePattern: ErrorFactory<{ pattern: string; problem: string }> = defineError({
  code: "WN1104",
  summary: "A regular expression uses what not every engine reads alike.",
  message: ({ pattern, problem }) => `the pattern ${JSON.stringify(pattern)} cannot be used: ${problem}`,
  hint: () => "Use literals, classes, groups, alternatives and quantifiers; start with (?i) to ignore letter case.",
});
