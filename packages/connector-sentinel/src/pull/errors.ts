import { defineError, didYouMean, type ErrorFactory } from "@winnow/core";

export const columnMissing: ErrorFactory<{ source: string; column: string; known: readonly string[] }> = defineError({
  code: "WN1577",
  summary: "What is asked of Sentinel has not the column that an option names, or no TimeGenerated of type datetime.",
  message: ({ source, column }) =>
    column === "TimeGenerated"
      ? `${source} gives no column TimeGenerated of type datetime`
      : `${source} gives no column "${column}"`,
  hint: ({ column, known }) =>
    column === "TimeGenerated"
      ? "Events are asked for by their time: keep TimeGenerated in the query's result."
      : `${didYouMean(column, known)}It gives: ${known.slice(0, 40).join(", ")}${known.length > 40 ? ", …" : ""}.`,
});

export const unusableCheckpoint: ErrorFactory<{ path: string; problem: string }> = defineError({
  code: "WN1578",
  summary: "The checkpoint's folder cannot be read or written.",
  message: ({ path, problem }) => `the checkpoint in ${path} cannot be used: ${problem}`,
  hint: () => "Name a folder on a disk with room that may be written, or leave checkpoint out.",
});

export const emptyRange: ErrorFactory<{ since: string; until: string }> = defineError({
  code: "WN1579",
  summary: "The time asked for ends before it begins, once lag is taken off.",
  message: ({ since, until }) => `the time asked for is empty: it starts at ${since} and would end at ${until}`,
  hint: () => "Check since and until; the newest events are left alone for as long as lag says.",
});
