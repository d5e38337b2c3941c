import { defineError, didYouMean, type ErrorFactory } from "@winnow/core";

export const unknownColumn: ErrorFactory<{ source: string; column: string; known: readonly string[] }> = defineError({
  code: "WN1581",
  summary: "The plan reads a column that the table or query in Sentinel does not have.",
  message: ({ source, column }) => `${source} has no column "${column}"`,
  hint: ({ column, known }) => `${didYouMean(column, known)}Its columns: ${known.join(", ")}.`,
});

export const beyondKql: ErrorFactory<{ key: string }> = defineError({
  code: "WN1582",
  summary: "The plan contains an expression that KQL cannot compute exactly.",
  message: ({ key }) => `KQL cannot compute ${key} exactly as JavaScript does`,
  hint: () =>
    "Set source.with.mode to pull; in code, split it with splitExpression and compute the rest on the groups.",
});

export const timeNotDatetime: ErrorFactory<{ source: string; column: string; type: string; format: string }> =
  defineError({
    code: "WN1583",
    summary: "The field map's time column is not a datetime in Sentinel.",
    message: ({ source, column, type, format }) =>
      `${column} of ${source} is of type ${type}, and cannot be parsed in Sentinel as a time (${format})`,
    hint: ({ column }) =>
      `Map "@timestamp" to a datetime column such as TimeGenerated, or make one in a query (| extend Time = todatetime(${column})).`,
  });

// WN1584 is retired: it reported a question before a reduction.

export const noSuchEvent: ErrorFactory<{ row: number }> = defineError({
  code: "WN1585",
  summary: "An event was requested by a number that is no exemplar's.",
  message: ({ row }) => `unknown event number ${row}`,
  hint: () =>
    "In Sentinel only exemplars have numbers. Pass numbers from the exemplars of a group batch of this reduction.",
});

export const eventsChanged: ErrorFactory<{ source: string; groups: number }> = defineError({
  code: "WN1586",
  summary: "Sentinel no longer has events that it counted earlier in the run.",
  message: ({ source, groups }) =>
    `${source} no longer has the events that it counted in ${groups} ${groups === 1 ? "group" : "groups"}`,
  hint: () =>
    "Events arrived late, or their retention ended, during the run. Run again with a longer lag or a later since.",
});

export const unexpectedAnswer: ErrorFactory<{ problem: string }> = defineError({
  code: "WN1587",
  summary: "Sentinel's answer to a reduction does not match the query.",
  message: ({ problem }) => `unusable answer to a reduction: ${problem}`,
  hint: () => "Please report this, with the profile and the query.",
});
