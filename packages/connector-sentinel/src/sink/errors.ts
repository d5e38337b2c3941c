import { defineError, type ErrorFactory } from "@winnow/core";

export const rowsNotWritten: ErrorFactory<{
  readonly failed: number;
  readonly rows: number;
  readonly stream: string;
  readonly reason: string;
  readonly hint: string;
  readonly file: string;
}> = defineError({
  code: "WN1590",
  summary: "Some rows could not be written to Microsoft Sentinel; the others were.",
  message: ({ failed, rows, stream, reason }) => `${failed} of ${rows} rows were not written to ${stream}: ${reason}`,
  hint: ({ hint, file }) =>
    `${hint === "" ? "" : `${hint} `}The rows are in "${file}". Run again with the same --out: only they are sent.`,
});

export const mayNotWrite: ErrorFactory<{ readonly rule: string; readonly reason: string }> = defineError({
  code: "WN1591",
  summary: "The account may not send rows to the data collection rule (HTTP 403).",
  message: ({ rule, reason }) => `this account may not send rows to rule ${rule} (HTTP 403): ${reason}`,
  hint: () =>
    "Give it the role Monitoring Metrics Publisher on the data collection rule; that takes up to half an hour to work.",
});

export const ruleNotFound: ErrorFactory<{ readonly rule: string; readonly host: string; readonly reason: string }> =
  defineError({
    code: "WN1592",
    summary: "The ingestion endpoint knows no such data collection rule (HTTP 404).",
    message: ({ rule, host, reason }) => `${host} knows no rule ${rule} (HTTP 404): ${reason}`,
    hint: () =>
      "Take the rule's immutable id (dcr-…) and its logs ingestion endpoint from its JSON view; both must be of one region.",
  });

export const rowsRefused: ErrorFactory<{ readonly stream: string; readonly status: number; readonly reason: string }> =
  defineError({
    code: "WN1593",
    summary: "The data collection rule does not take rows for the stream, or not such rows (HTTP 4xx).",
    message: ({ stream, status, reason }) => `rows for stream ${stream} are refused (HTTP ${status}): ${reason}`,
    hint: () =>
      "Compare stream and columns with the rule's; `winnow sentinel table-schema` prints the table and the rule to deploy.",
  });

export const unreadableReceipt: ErrorFactory<{ readonly path: string; readonly problem: string }> = defineError({
  code: "WN1594",
  summary: "The receipt of an earlier run cannot be read, so it is unknown which rows were written.",
  message: ({ path, problem }) => `the receipt "${path}" cannot be read: ${problem}`,
  hint: () => "Remove it to send all rows again; rows of one RunId and RowId are the same row.",
});

export const notKept: ErrorFactory<{ readonly path: string; readonly problem: string }> = defineError({
  code: "WN1595",
  summary: "Which rows were written, or those that were not, could not be kept in a file.",
  message: ({ path, problem }) => `"${path}" cannot be written: ${problem}`,
  hint: () => "Choose another directory with --out, or free some space.",
});

export const badTableName: ErrorFactory<{ readonly table: string }> = defineError({
  code: "WN1596",
  summary: "A custom table cannot have the name that was asked for.",
  message: ({ table }) => `a custom table cannot be called ${JSON.stringify(table)}`,
  hint: () =>
    "Use letters, digits and underscores, start with a letter, end in _CL, and stay within 45 characters: Winnow_CL.",
});

export const ingestionFailed: ErrorFactory<{
  readonly host: string;
  readonly status: number;
  readonly attempts: number;
  readonly reason: string;
}> = defineError({
  code: "WN1597",
  summary: "The ingestion endpoint does not take rows now: too many calls (HTTP 429), or it fails (HTTP 5xx).",
  message: ({ host, status, attempts, reason }) =>
    `${host} does not take rows now (HTTP ${status}), tried ${attempts} times: ${reason}`,
  hint: () => "Try later; the Azure status page says whether it is a known failure.",
});
