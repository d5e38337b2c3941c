import { defineError, type ErrorFactory } from "@winnow/core";

export const noPermission: ErrorFactory<{ path: string }> = defineError({
  code: "WN1901",
  summary: "A result file or its directory may not be written.",
  message: ({ path }) => `"${path}" cannot be written: permission denied.`,
  hint: () => "Choose another directory with --out, or change the permissions of this one.",
});

export const diskFull: ErrorFactory<{ path: string }> = defineError({
  code: "WN1902",
  summary: "The disk, or a quota on it, is full.",
  message: ({ path }) => `"${path}" cannot be written: no space is left there.`,
  hint: () => "Free some space, or choose another disk with --out, and run again.",
});

export const notAFile: ErrorFactory<{ path: string; what: string }> = defineError({
  code: "WN1903",
  summary: "A result file would take the name of a directory, a device or a pipe.",
  message: ({ path, what }) => `"${path}" cannot be written: it is ${what}.`,
  hint: () => "Give the name of a file.",
});

export const parentIsNoDirectory: ErrorFactory<{ path: string }> = defineError({
  code: "WN1904",
  summary: "A result file would lie below something that is not a directory.",
  message: ({ path }) => `"${path}" cannot be written: a part of its path is a file, not a directory.`,
  hint: () => "Choose another path.",
});

export const notWritten: ErrorFactory<{ path: string; problem: string }> = defineError({
  code: "WN1905",
  summary: "The operating system refused to write a result file, for a reason that has no code of its own.",
  message: ({ path, problem }) => `"${path}" cannot be written: ${problem}.`,
  hint: () => "Check the path and the disk, and run again.",
});

export const noAssignments: ErrorFactory<Record<string, never>> = defineError({
  code: "WN1906",
  summary: "Assignments were asked for from a source that never shows single events.",
  message: () => "this source reduces events where they lie, so there is no assignment of single events to write.",
  hint: () =>
    "Leave the sink with `table: assignments` out, or have the source give every event (sentinel: `mode: pull`).",
});

export const noSlots: ErrorFactory<{ inPlace: boolean }> = defineError({
  code: "WN1907",
  summary:
    "The slots of command templates were asked for from a source that has no command lines, or never shows events.",
  message: ({ inPlace }) =>
    inPlace
      ? "this source reduces events where they lie, so there are no slots of single events to write."
      : "this source has no command lines, so there are no slots to write.",
  hint: ({ inPlace }) =>
    inPlace
      ? "Leave `--slots`, or the sink with `table: slots`, out, or have the source give every event (sentinel: `mode: pull`)."
      : "Leave `--slots`, or the sink with `table: slots`, out.",
});

export const noProcessFields: ErrorFactory<Record<string, never>> = defineError({
  code: "WN1940",
  summary: "A process graph was asked for from a source without processes.",
  message: () => "this source has no process starts, so there is no process graph to write.",
  hint: () => "Leave the sink `processes` out, or use it in a profile about process starts.",
});

export const noProcessEvents: ErrorFactory<Record<string, never>> = defineError({
  code: "WN1941",
  summary: "A process graph was asked for from a source that never shows single events.",
  message: () => "this source reduces events where they lie, so there are no single process starts to make a graph of.",
  hint: () => "Leave the sink `processes` out, or have the source give every event (sentinel: `mode: pull`).",
});

export const tooManyProcesses: ErrorFactory<{ starts: number; most: number }> = defineError({
  code: "WN1942",
  summary: "A run has more process starts than a process graph can hold in memory.",
  message: ({ starts, most }) => `a process graph holds up to ${most} process starts, and this run has ${starts}.`,
  hint: () => "Keep fewer with `where:` in the profile (a host, a range of time), or leave the sink `processes` out.",
});
