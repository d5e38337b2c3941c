import { defineError, type ErrorFactory } from "@winnow/core";

export const noTemplate: ErrorFactory<{ path: string }> = defineError({
  code: "WN1950",
  summary: "The report's page was not built together with the package.",
  message: ({ path }) => `the report's page is missing: "${path}"`,
  hint: () => "Build the package with `npm run build`, or install it again.",
});

export const noReport: ErrorFactory<{ path: string }> = defineError({
  code: "WN1951",
  summary: "A file that should be a report holds no report's data.",
  message: ({ path }) => `"${path}" is no report of Winnow`,
  hint: () => "Name the folder of a run, or make the report anew with `winnow run`.",
});

export const damagedReport: ErrorFactory<{ path: string; problem: string }> = defineError({
  code: "WN1952",
  summary: "The data in a report cannot be read: the file was cut short, changed, or is of another version.",
  message: ({ path, problem }) => `the data in "${path}" cannot be read: ${problem}`,
  hint: () => "Make the report anew with `winnow run`.",
});

export const notWritten: ErrorFactory<{ path: string; problem: string }> = defineError({
  code: "WN1953",
  summary: "The report cannot be written where it was asked to be.",
  message: ({ path, problem }) => `"${path}" cannot be written: ${problem}`,
  hint: () => "Choose another path, or another directory with --out.",
});
