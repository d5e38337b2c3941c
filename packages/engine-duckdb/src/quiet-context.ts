import type { EngineContext } from "./database.ts";

/** For callers without a run: nothing aborts, nobody listens. Each has its own signal, as listeners add up. */
export function quietContext(): EngineContext {
  return {
    signal: new AbortController().signal,
    progress: () => undefined,
    warn: () => undefined,
    gap: () => undefined,
  };
}
