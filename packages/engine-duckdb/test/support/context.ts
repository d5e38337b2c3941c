import type { Progress } from "@winnow/core";
import type { EngineContext } from "../../src/database.ts";

/** A context that keeps what it is told. */
export interface ListeningContext extends EngineContext {
  readonly warnings: string[];
  readonly progressed: Progress[];
}

export function quietContext(signal: AbortSignal = new AbortController().signal): ListeningContext {
  const warnings: string[] = [];
  const progressed: Progress[] = [];
  return {
    signal,
    warnings,
    progressed,
    warn: (message) => warnings.push(message),
    progress: (progress) => progressed.push(progress),
  };
}
