import { pointsOf, type ClusterRequest, type Points } from "@winnow/analysis";
import {
  assertLedger,
  throwIfAborted,
  type EventEngine,
  type Gap,
  type Mark,
  type Ledger,
  type Progress,
  type ReducedGroups,
  type RunContext,
} from "@winnow/core";
import { nothingGiven } from "../errors.ts";
import { makePlan } from "../plan/plan.ts";
import type { Plan } from "../plan/types.ts";
import type { LoadedProfile } from "../profile/load.ts";
import type { Profile, Use } from "../profile/types.ts";
import { frozenOptions } from "../registry/plugin-calls.ts";
import { foldGroups } from "../reduce/fold.ts";

const SAMPLE_EVENTS = 1000;

export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly progress?: (progress: Progress) => void;
  readonly warn?: (message: string) => void;
  /** Folder for what sinks write; the working directory when left out. */
  readonly outputDirectory?: string;
  /** Sinks besides the profile's own; they run first. */
  readonly sinks?: readonly Use[];
  /** Marks besides the profile's own. */
  readonly marks?: readonly Mark[];
}

/** The context that plugins see, and the clock. */
export class Stages {
  readonly context: RunContext;
  readonly seconds: Record<string, number> = {};
  readonly warnings: string[] = [];
  readonly gaps: Gap[] = [];
  readonly #progress: (progress: Progress) => void;

  constructor({ directory }: LoadedProfile, options: RunOptions) {
    this.#progress = options.progress ?? (() => {});
    this.context = {
      signal: options.signal ?? new AbortController().signal,
      profileDirectory: directory,
      outputDirectory: options.outputDirectory ?? process.cwd(),
      progress: this.#progress,
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

  async time<T>(stage: string, work: () => T | Promise<T>): Promise<T> {
    throwIfAborted(this.context.signal);
    this.#progress({ stage, done: 0, unit: "" });
    const began = performance.now();
    try {
      return await work();
    } finally {
      this.seconds[stage] = Math.round(performance.now() - began) / 1000;
    }
  }
}

/** What is missing, in words. */
function describeGap({ source, from, to, reason }: Gap): string {
  const range = from === undefined || to === undefined ? "" : `, from ${from} up to ${to}`;
  return `missing: ${source}${range}: ${reason}. These events are not in the result.`;
}

/** What messages call a profile. */
export function nameOf({ document }: LoadedProfile): string {
  return (document as { name?: string } | null)?.name ?? "given";
}

/**
 * Plans a profile on the columns and first events of its source.
 * @throws `WN1330` when the source has none
 */
export async function planFor(
  profile: Profile,
  loaded: LoadedProfile,
  engine: EventEngine,
  { warn }: RunContext,
): Promise<Plan> {
  const [columns, sample] = [await engine.columns(), await engine.sample(SAMPLE_EVENTS)];
  // A quiet night is no fault of the profile's, whatever fields it names.
  if (columns.length === 0) throw nothingGiven({ source: profile.source?.use ?? "given" });
  return makePlan(profile, loaded.registry, { columns, sample, dialect: engine.dialect }, warn);
}

/** Everything of the events that clustering and ranking need. */
export interface Reduced {
  readonly groups: ReducedGroups;
  readonly points: Points;
  readonly ledger: Ledger;
}

/** Groups the events where they are held, and collapses the groups to points. */
export async function reduce(plan: Plan, engine: EventEngine, { signal, progress }: RunContext): Promise<Reduced> {
  const groups = await foldGroups(engine, { ...plan, signals: plan.rank.signals }, signal, (done) =>
    progress({ stage: "reduce", done, unit: "groups" }),
  );
  const ledger = await engine.ledger();
  assertLedger(ledger);
  return { groups, points: pointsOf(groups, plan), ledger };
}

/** The profile's clusterer with its options. */
export function clusterRequest({ cluster }: Profile, { registry }: LoadedProfile): ClusterRequest {
  const plugin = registry.get("clusterer", cluster.use)!;
  const others = registry.list("clusterer").map((entry) => entry.plugin);
  return { plugin, options: frozenOptions(plugin, cluster.with), others };
}
