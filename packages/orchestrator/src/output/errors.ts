import { defineError, WinnowError, type ErrorFactory } from "@winnow/core";

export const unusableOutput: ErrorFactory<{ path: string; problem: string }> = defineError({
  code: "WN2003",
  summary: "The output directory cannot be created or written. Detected before any event is read.",
  message: ({ path, problem }) => `results cannot be written to "${path}": ${problem}`,
  hint: () => "Choose another directory with --out DIR. No event was read.",
});

export const foreignFile: ErrorFactory<{ path: string; what: string }> = defineError({
  code: "WN1340",
  summary: "A result file would replace something that Winnow did not write. It is left as it is.",
  message: ({ path, what }) => `"${path}" is ${what} that Winnow did not write`,
  hint: () => "Move it away, or choose another directory with --out DIR.",
});

export const inputInOutput: ErrorFactory<{ input: string; directory: string }> = defineError({
  code: "WN1341",
  summary: "The results would replace a file that the run reads. It is left as it is.",
  message: ({ input, directory }) => `the results in "${directory}" would replace the input "${input}"`,
  hint: () => "Choose another directory with --out DIR.",
});

export const unusableSinkPath: ErrorFactory<{ option: string; path: string; problem: string }> = defineError({
  code: "WN1342",
  summary: "A sink has a path that is no file name, or that a standard file or another sink already has.",
  message: ({ option, path, problem }) => `${option}: ${JSON.stringify(path)} ${problem}`,
  hint: () => "Give the sink another path.",
});

export const notPublished: ErrorFactory<{ path: string; problem: string }> = defineError({
  code: "WN1343",
  summary: "The operating system refused to put the finished files of a run in the output directory.",
  message: ({ path, problem }) => `the results cannot be written to "${path}": ${problem}`,
  hint: () => "Check the disk and the permissions, and run again.",
});

export const resultReplaced: ErrorFactory<{ directory: string }> = defineError({
  code: "WN1344",
  summary: "Another run replaced the result while a file of it was being rewritten.",
  message: ({ directory }) => `another run replaced the result in "${directory}" in the meantime`,
  hint: () => "Start the command again.",
});

export const lockHeld: ErrorFactory<{ lock: string; owner: string }> = defineError({
  code: "WN1345",
  summary: "Another process, or a file that Winnow did not write, keeps the lock of an output directory.",
  message: ({ lock, owner }) => `the lock "${lock}" is held by ${owner}`,
  hint: () => "If no run writes to this directory, remove the lock and run again.",
});

export const outsideFileTaken: ErrorFactory<{ path: string; directory: string }> = defineError({
  code: "WN1346",
  summary:
    "The path of a sink leads out of the output directory, to a file that no run into this directory wrote, or that was changed since.",
  message: ({ path, directory }) => `"${path}" exists, and no run into "${directory}" wrote it as it is`,
  hint: () => "Move the file away, or give the sink another path.",
});

const PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOSPC: "no space is left on the disk",
  EDQUOT: "the quota on the disk is used up",
  ENOTDIR: "a part of its path is a file",
  EEXIST: "a part of its path is a file",
  EISDIR: "it is a directory",
};

/** The coded error for what the operating system refused; any other error unchanged. */
export function explainSystemError(error: unknown, path: string): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (!(error instanceof Error) || syscall === undefined || code === undefined) return error;
  return notPublished({ path, problem: PROBLEMS[code] ?? `the system says ${code}` }, { cause: error });
}

/** The same failure with a further sentence of advice. */
export function advised({ code, message, hint, where, cause }: WinnowError, advice: string): WinnowError {
  return new WinnowError(code, message, hint === "" ? advice : `${hint}\n${advice}`, where, cause);
}
