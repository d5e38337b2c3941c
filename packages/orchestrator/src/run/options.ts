import type { Mark, Progress } from "@winnow/core";
import type { Use } from "../profile/types.ts";

export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly progress?: (progress: Progress) => void;
  readonly warn?: (message: string) => void;
  /**
   * Directory for everything that the run writes, the standard files and those of sinks; `winnow-out/<profile>` when
   * absent. `null` writes nothing and runs no sink.
   */
  readonly outputDirectory?: string | null;
  /** Sinks in addition to the profile's; they run first. */
  readonly sinks?: readonly Use[];
  /** Marks in addition to the profile's. */
  readonly marks?: readonly Mark[];
}
