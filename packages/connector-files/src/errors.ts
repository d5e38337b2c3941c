import { defineError, didYouMean, type ErrorFactory } from "@winnow/core";

export const missingFile: ErrorFactory<{
  path: string;
  folder: string;
  names: readonly string[] | undefined;
  name: string;
}> = defineError({
  code: "WN1501",
  summary: "An input file does not exist.",
  message: ({ path }) => `there is no file ${path}`,
  hint: ({ folder, names, name }) =>
    names === undefined
      ? `There is no folder ${folder} either. Paths in a profile start from its folder.`
      : `${didYouMean(name, names)}Paths in a profile start from its folder.`,
});

export const isDirectory: ErrorFactory<{ path: string }> = defineError({
  code: "WN1502",
  summary: "A directory was given where a file is wanted.",
  message: ({ path }) => `${path} is a directory`,
  hint: ({ path }) => `Name its files, for example ${path}/*.csv.`,
});

export const unreadableLog: ErrorFactory<{ path: string; reason: string }> = defineError({
  code: "WN1504",
  summary: "A log could be opened and then not read to its end.",
  message: ({ path, reason }) => `${path} cannot be read: ${reason}`,
  hint: () => "Check the disk or the connection that it lies behind, and try again.",
});

export const nothingInArchive: ErrorFactory<{ path: string; leftOut: readonly string[] }> = defineError({
  code: "WN1505",
  summary: "A zip archive holds no file that events can be read from.",
  message: ({ path }) => `${path} holds no file that events can be read from`,
  hint: ({ leftOut }) =>
    leftOut.length === 0 ? "It is empty." : `Left out: ${leftOut.join("; ")}. If they are tables, say which format.`,
});

export const nothingMatches: ErrorFactory<{ pattern: string; folder: string }> = defineError({
  code: "WN1503",
  summary: "A pattern of input files matches none.",
  message: ({ pattern }) => `no file matches ${pattern}`,
  hint: ({ folder }) => `Patterns start from ${folder}; * stands for part of a name, ** for any folders.`,
});
