import type { Gap, Progress } from "@winnow/core";
import type { EngineContext } from "../../src/database.ts";

/** A context that keeps what it is told. */
export interface ListeningContext extends EngineContext {
  readonly warnings: string[];
  readonly gaps: Gap[];
  readonly progressed: Progress[];
}

export function quietContext(signal: AbortSignal = new AbortController().signal): ListeningContext {
  const warnings: string[] = [];
  const gaps: Gap[] = [];
  const progressed: Progress[] = [];
  return {
    signal,
    warnings,
    gaps,
    progressed,
    warn: (message) => warnings.push(message),
    gap: (gap) => gaps.push(gap),
    progress: (progress) => progressed.push(progress),
  };
}
