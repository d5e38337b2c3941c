import type { Observer } from "@winnow/analysis";
import { throwIfAborted, type Gap, type RunContext } from "@winnow/core";
import type { LoadedProfile } from "../profile/load.ts";
import type { RunOptions } from "./options.ts";

/** Watches a run: measures its stages, passes progress on, collects warnings and gaps, and stops it. */
export class RunObserver implements Observer {
  readonly context: RunContext;
  /** Seconds per stage. */
  readonly seconds: Record<string, number> = {};
  readonly warnings: string[] = [];
  readonly gaps: Gap[] = [];

  /** @param outputDirectory where sinks write */
  constructor({ directory }: LoadedProfile, options: RunOptions, outputDirectory: string) {
    const progress = options.progress ?? (() => {});
    this.context = {
      signal: options.signal ?? new AbortController().signal,
      profileDirectory: directory,
      outputDirectory,
      progress,
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
    // How stable clusters are is told by clustering again: for people that is one stage.
    const stage = name === "stability" ? "cluster" : name;
    this.context.progress({ stage, done: 0, unit: "" });
    const began = performance.now();
    try {
      return await work();
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
