import { defineError, type ErrorFactory } from "@winnow/core";

export const badQuery: ErrorFactory<{ problem: string }> = defineError({
  code: "WN1580",
  summary: "The KQL query that a profile gives cannot be continued with further operators.",
  message: ({ problem }) => `the query cannot be used: ${problem}`,
  hint: () =>
    "Write let statements if you need them, then one expression that gives the events; Winnow's own operators follow it.",
});
