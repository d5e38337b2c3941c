import { defineError, didYouMean, type ErrorFactory } from "@winnow/core";

export const unknownColumn: ErrorFactory<{ source: string; column: string; known: readonly string[] }> = defineError({
  code: "WN1581",
  summary: "The plan reads a column that the table or query in Sentinel does not give.",
  message: ({ source, column }) => `${source} gives no column "${column}"`,
  hint: ({ column, known }) => `${didYouMean(column, known)}It gives: ${known.join(", ")}.`,
});

export const beyondKql: ErrorFactory<{ key: string }> = defineError({
  code: "WN1582",
  summary: "The plan asks Sentinel for an expression that only JavaScript can compute.",
  message: ({ key }) => `KQL cannot compute ${key} as JavaScript does`,
  hint: () =>
    "Set source.with.mode to pull; in code, split it with splitExpression and compute the rest on the groups.",
});

export const timeNotDatetime: ErrorFactory<{ source: string; column: string; type: string; format: string }> =
  defineError({
    code: "WN1583",
    summary: "The column that the field map takes for the time is not a datetime in Sentinel.",
    message: ({ source, column, type, format }) =>
      `${column} of ${source} is a ${type}, and cannot be read in place as a time (${format})`,
    hint: ({ column }) =>
      `Map "@timestamp" to a datetime column such as TimeGenerated, or make one in a query (| extend Time = todatetime(${column})).`,
  });

export const notReduced: ErrorFactory<{ question: string }> = defineError({
  code: "WN1584",
  summary: "The Sentinel engine was asked about a reduction before one was made.",
  message: ({ question }) => `${question} can only be asked after a reduction`,
  hint: () => "Call reduce() first and read its groups to the end.",
});

export const noSuchEvent: ErrorFactory<{ row: number }> = defineError({
  code: "WN1585",
  summary: "An event was asked for by a number that stands for no group.",
  message: ({ row }) => `there is no event number ${row}`,
  hint: () => "Only events that stand for a group have numbers in Sentinel: those in a batch's exemplars.",
});

export const eventsChanged: ErrorFactory<{ source: string; groups: number }> = defineError({
  code: "WN1586",
  summary: "Events that Sentinel counted could not be found again: they changed, or went, during the run.",
  message: ({ source, groups }) =>
    `${source} no longer holds the first events of ${groups} ${groups === 1 ? "group" : "groups"} that it counted`,
  hint: () =>
    "Events arrived late, or their retention ended, during the run: run it again, with a longer lag or a later since.",
});

export const unexpectedAnswer: ErrorFactory<{ problem: string }> = defineError({
  code: "WN1587",
  summary: "Sentinel answered a reduction with something that is not what was asked for.",
  message: ({ problem }) => `the answer to a reduction cannot be used: ${problem}`,
  hint: () => "Please report this, with the profile and the query.",
});
