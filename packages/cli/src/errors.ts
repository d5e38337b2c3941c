import { defineError, didYouMean, type ErrorFactory } from "@winnow/core";

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

export const unusableOutput: ErrorFactory<{ path: string; problem: string }> = defineError({
  code: "WN2003",
  summary: "The output directory cannot be made or written. Found out before any event is read.",
  message: ({ path, problem }) => `results cannot be written to "${path}": ${problem}`,
  hint: () => "Choose another directory with --out DIR. No event was read.",
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
  message: ({ path }) => `"${path}" is no manifest of a run`,
  hint: () => "Run the profile again with `winnow run`.",
});

export const sourceNotAtHand: ErrorFactory<{ manifest: string }> = defineError({
  code: "WN2012",
  summary: "A report cannot be made from a manifest alone where the events did not come from files.",
  message: ({ manifest }) => `the run of "${manifest}" read no files: its events are not at hand`,
  hint: () => "Ask its source again with `winnow run`, with `sinks: [{ use: html-report }]` in the profile.",
});

export const changedInput: ErrorFactory<{ path: string; problem: string }> = defineError({
  code: "WN2013",
  summary: "An input of a finished run is gone or has changed, so that a report of it would be of another run.",
  message: ({ path, problem }) => `the report cannot be made from "${path}": ${problem}`,
  hint: () => "Bring the file back as it was, or run the profile again on what there is now with `winnow run`.",
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
