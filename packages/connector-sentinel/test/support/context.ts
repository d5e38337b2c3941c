import type { Gap, RunContext } from "@winnow/core";

/** A context that keeps what it is told. */
export interface ListeningContext extends RunContext {
  readonly warnings: string[];
  readonly gaps: Gap[];
}

export function quietContext(): ListeningContext {
  const [warnings, gaps]: [string[], Gap[]] = [[], []];
  return {
    signal: new AbortController().signal,
    profileDirectory: ".",
    outputDirectory: ".",
    progress: () => undefined,
    warn: (message) => warnings.push(message),
    gap: (gap) => gaps.push(gap),
    warnings,
    gaps,
  };
}
