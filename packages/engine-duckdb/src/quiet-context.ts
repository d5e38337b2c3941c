import type { EngineContext } from "./database.ts";

/** For callers without a run: nothing aborts, nobody listens. */
export const QUIET: EngineContext = {
  signal: new AbortController().signal,
  progress: () => undefined,
  warn: () => undefined,
  gap: () => undefined,
};
