import { defineError, didYouMean, type ErrorFactory } from "@winnow/core";
import { listNames } from "@winnow/expressions";

export const wrongUsage: ErrorFactory<{ problem: string; suggestion: string; help: string }> = defineError({
  code: "WN2001",
  summary: "The command line has an unknown command or option, or lacks something.",
  message: ({ problem }) => problem,
  hint: ({ suggestion, help }) => `${suggestion}\`${help}\` shows what there is.`,
});

export const nothingOfThatName: ErrorFactory<{ what: string; name: string; known: readonly string[]; list: string }> =
  defineError({
    code: "WN2002",
    summary: "A plugin or a built-in profile was asked for that does not exist.",
    message: ({ what, name }) => `there is no ${what} "${name}"`,
    hint: ({ name, known, list }) => `${didYouMean(name, known)}\`${list}\` lists all of them.`,
  });

export const fileExists: ErrorFactory<{ path: string }> = defineError({
  code: "WN2004",
  summary: "`winnow init` would overwrite a file.",
  message: ({ path }) => `"${path}" exists already and was left as it is`,
  hint: () => "Give another name with --out FILE, or overwrite it with --force.",
});

export const unforeseen: ErrorFactory<{ problem: string; debugging: boolean }> = defineError({
  code: "WN2005",
  summary: "Something failed in a way that Winnow has no words for: a fault of Winnow.",
  message: ({ problem }) => `something failed in a way that was not foreseen: ${problem}`,
  hint: ({ debugging }) =>
    "Nothing was left half-written. Please report this with the command, the profile and the output of " +
    (debugging ? "this run." : "another run with WINNOW_DEBUG=1."),
});

export const notWritable: ErrorFactory<{ path: string; problem: string }> = defineError({
  code: "WN2006",
  summary: "A file that a command was asked to write cannot be written.",
  message: ({ path, problem }) => `"${path}" cannot be written: ${problem}`,
  hint: () => "Give another name with --out FILE.",
});

export const noFinishedRun: ErrorFactory<{ path: string }> = defineError({
  code: "WN2010",
  summary: "A folder that should hold a finished run has neither report.html nor manifest.json.",
  message: ({ path }) => `there is no finished run in "${path}"`,
  hint: () => "Name the folder that `winnow run` wrote (its --out), or a report itself.",
});

export const badManifest: ErrorFactory<{ path: string }> = defineError({
  code: "WN2011",
  summary: "A manifest cannot be read, so that its run cannot be repeated.",
  message: ({ path }) => `"${path}" is not the manifest of a run`,
  hint: () => "Run the profile again with `winnow run`.",
});

export const sourceNotAtHand: ErrorFactory<{ manifest: string }> = defineError({
  code: "WN2012",
  summary: "A report cannot be made from a manifest alone where the events did not come from files.",
  message: ({ manifest }) => `the run of "${manifest}" read no files, so its events cannot be read again`,
  hint: () => "Ask its source again with `winnow run`, with `sinks: [{ use: html-report }]` in the profile.",
});

export const changedInput: ErrorFactory<{ path: string; problem: string }> = defineError({
  code: "WN2013",
  summary:
    "A file that a finished run read no longer exists or has changed: a report of it would describe another run.",
  message: ({ path, problem }) => `the report cannot be rebuilt: "${path}" ${problem}`,
  hint: () => "Restore the file, or run the profile again with `winnow run`.",
});

export const noReportToOpen: ErrorFactory<{ path: string }> = defineError({
  code: "WN2014",
  summary: "`winnow open` was asked for a run that wrote no report.",
  message: ({ path }) => `the run in "${path}" has no report.html`,
  hint: ({ path }) => `\`winnow report ${path}\` makes it.`,
});

export const noHeader: ErrorFactory<{ path: string; line: string }> = defineError({
  code: "WN2015",
  summary: "`winnow init` was given lines that are neither a log that Winnow knows nor a table with names of columns.",
  message: ({ path, line }) => `"${path}" begins with an event instead of the names of columns: ${line}`,
  hint: () =>
    "Give the table a first line with names, or write a connector for such lines: winnow create plugin --kind connector NAME.",
});

export const unknownDataRow: ErrorFactory<{ row: number; rows: number }> = defineError({
  code: "WN2020",
  summary: "`winnow why` was asked for a data row that the run did not read.",
  message: ({ row, rows }) =>
    `the run read no data row ${row}: ${rows === 0 ? "its source has no events" : `its rows are 0 to ${rows - 1}`}`,
  hint: ({ rows }) =>
    rows === 0
      ? "Run the profile again on a source that has events."
      : `Give a data row from 0 to ${rows - 1}; the first event of the input is 0.`,
});

export const unknownColumn: ErrorFactory<{ column: string; columns: readonly string[]; fields: readonly string[] }> =
  defineError({
    code: "WN2021",
    summary: "`winnow why` was asked for a value of a column that the events lack.",
    message: ({ column }) => `the events have no column or field "${column}"`,
    hint: ({ column, columns, fields }) =>
      `${didYouMean(column, [...columns, ...fields])}Use one of the columns (${listNames(columns)}) ` +
      `or of the fields (${listNames(fields)}).`,
  });

export const noSuchEvent: ErrorFactory<{
  column: string;
  value: string;
  rejected: number;
  /** Whether the value has masked secrets. */
  isMasked: boolean;
}> = defineError({
  code: "WN2022",
  summary: "`winnow why` was asked for a value that no event has.",
  message: ({ column, value }) => `no event has the value ${JSON.stringify(value)} in ${column}`,
  hint: ({ rejected, isMasked }) =>
    "Give the complete value, with the same upper and lower case." +
    (isMasked ? " A masked secret is found only with the redaction key that the run had." : "") +
    (rejected === 0 ? "" : " Rejected records are not searched; they are in rejects.csv."),
});

export const cannotSearch: ErrorFactory<{ out: string; problem: string }> = defineError({
  code: "WN2023",
  summary:
    "`winnow why` cannot search the events by column: a file that the run read no longer exists or has changed, or the value is masked and the key is not stored.",
  message: ({ out, problem }) => `the events of "${out}" cannot be searched by column: ${problem}`,
  hint: ({ out }) => `Give the data row instead (winnow why ${out} 0), or run the profile again.`,
});

export const damagedResult: ErrorFactory<{ path: string }> = defineError({
  code: "WN2024",
  summary: "A file of a result is not as Winnow wrote it.",
  message: ({ path }) => `"${path}" is not as Winnow wrote it`,
  hint: () => "Run the profile again with `winnow run`.",
});

export const noEventRecord: ErrorFactory<{ out: string }> = defineError({
  code: "WN2025",
  summary:
    "`winnow why` was asked about a result without assignments.csv: its source grouped the events itself, or was groups files.",
  message: ({ out }) =>
    `the result in "${out}" does not record single events (no assignments.csv): the source grouped them itself, or was groups files`,
  hint: () => "Run the profile on the events themselves: on their files, or for Sentinel with `mode: pull`.",
});
