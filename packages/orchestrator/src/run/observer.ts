import type { Observer } from "@winnow/analysis";
import { throwIfAborted, type Gap, type RunContext } from "@winnow/core";
import type { LoadedProfile } from "../profile/load.ts";
import { MemoryGuard } from "./memory-guard.ts";
import type { RunOptions } from "./options.ts";

/**
 * Watches a run: measures its stages, passes progress on, collects warnings and gaps, and stops it, on request or before
 * it uses up the memory.
 */
export class RunObserver implements Observer {
  readonly context: RunContext;
  /** Seconds per stage. */
  readonly seconds: Record<string, number> = {};
  readonly warnings: string[] = [];
  readonly gaps: Gap[] = [];
  readonly #memory = new MemoryGuard();

  /** @param outputDirectory where sinks write */
  constructor({ directory }: LoadedProfile, options: RunOptions, outputDirectory: string) {
    this.context = {
      signal: AbortSignal.any([this.#memory.signal, ...(options.signal === undefined ? [] : [options.signal])]),
      profileDirectory: directory,
      outputDirectory,
      progress: (progress) => {
        this.#memory.check();
        options.progress?.(progress);
      },
      warn: (message) => {
        if (this.warnings.includes(message)) return;
        this.warnings.push(message);
        options.warn?.(message);
      },
      gap: (gap) => {
        this.gaps.push(gap);
        this.context.warn(describeGap(gap));
      },
    };
  }

  async stage<T>(name: string, work: () => T | Promise<T>): Promise<T> {
    throwIfAborted(this.context.signal);
    // Stability is measured by clustering again: for users that is one stage.
    const stage = name === "stability" ? "cluster" : name;
    this.context.progress({ stage, done: 0, unit: "" });
    const began = performance.now();
    try {
      return await this.#memory.watch(work);
    } finally {
      const seconds = (performance.now() - began) / 1000;
      this.seconds[stage] = Math.round(((this.seconds[stage] ?? 0) + seconds) * 1000) / 1000;
    }
  }
}

/** What is missing, in words. */
function describeGap({ source, place, from, to, reason }: Gap): string {
  const range = from === undefined || to === undefined ? "" : `, from ${from} up to ${to}`;
  const where = place === undefined ? "" : `, ${place}`;
  return `missing: ${source}${where}${range}: ${reason}. These events are not in the result.`;
}
