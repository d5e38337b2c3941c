import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { analyseToEnd, type Analysed, type Observer } from "@winnow/analysis";
import { builtInProfiles, builtInRegistry } from "@winnow/cli";
import type { EventBatch, RunContext } from "@winnow/core";
import {
  clusterRequest,
  loadProfile,
  planEngine,
  profileOrThrow,
  reducePart,
  run,
  type LoadedProfile,
  type Plan,
} from "@winnow/orchestrator";
import { OPERATORS } from "@winnow/expressions";
import { mergeReductions, type MergeableReduction } from "@winnow/reduction";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { MemoryEngine, type Event } from "../packages/orchestrator/test/support/memory-engine.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const recordings = fileURLToPath(new URL("../../shared/data/quality", import.meta.url));

/** Cases over all data sets together: a few here, a thousand and more with WINNOW_MERGE_CASES. */
const CASES = Number(process.env["WINNOW_MERGE_CASES"] ?? 100);
/** Events of one case: few enough for many cases, enough for ties, clusters and noise. */
const MOST_EVENTS = 60;
const MOST_PARTS = 200;
/** Events of the large case of each data set; all of them with WINNOW_MERGE_EVENTS=Infinity. */
const LARGEST = Number(process.env["WINNOW_MERGE_EVENTS"] ?? 200);

interface DataSet {
  readonly name: string;
  readonly profile: string;
  readonly files: readonly string[];
}

const ofExamples: readonly DataSet[] = [
  { name: "windows-processes", profile: "windows-processes", files: ["windows-processes/data/processes.csv"] },
  { name: "windows-logons", profile: "windows-logons", files: ["windows-logons/data/logons.csv"] },
  { name: "linux-processes", profile: "linux-processes", files: ["linux-processes/data/audit.log"] },
  { name: "linux-logons", profile: "linux-logons", files: ["linux-logons/data/auth.log"] },
  { name: "process-sessions", profile: "msticpy-processes", files: ["process-sessions/data/processes.csv"] },
  { name: "hdbscan-jobs", profile: join(here, "hdbscan-jobs/profile.yaml"), files: ["hdbscan-jobs/data/jobs.csv"] },
  { name: "kmeans-shifts", profile: join(here, "kmeans-shifts/profile.yaml"), files: ["kmeans-shifts/data/doors.csv"] },
  {
    name: "declared-features",
    profile: join(here, "declared-features/profile.yaml"),
    files: ["declared-features/data/jobs.csv"],
  },
  {
    name: "pooled-fleet",
    profile: "windows-processes",
    files: readdirSync(join(here, "pooled-fleet/data")).map((file) => `pooled-fleet/data/${file}`),
  },
].map((set) => ({ ...set, files: set.files.map((file) => join(here, file)) }));

function profileOf(recording: string): string {
  if (recording.startsWith("win_logon")) return "windows-logons";
  if (recording.startsWith("ssh_logon")) return "linux-logons";
  return recording.startsWith("linux_exec") ? "linux-processes" : "windows-processes";
}

const ofRecordings: readonly DataSet[] = existsSync(recordings)
  ? readdirSync(recordings)
      .filter((file) => file.endsWith(".csv"))
      .map((file) => ({ name: file, profile: profileOf(file), files: [join(recordings, file)] }))
  : [];

const sets = [...ofExamples, ...ofRecordings];

const context: RunContext = {
  signal: new AbortController().signal,
  profileDirectory: here,
  outputDirectory: here,
  progress: () => {},
  warn: () => {},
  gap: () => {},
};
const observer: Observer = { context, stage: async (_, work) => work() };

describe("merging reductions of parts", () => {
  it.skipIf(ofRecordings.length === 0)(
    "covers the recordings in ../shared/data/quality (skipped where they are absent)",
    () => {
      expect(ofRecordings.length).toBeGreaterThan(5);
    },
  );

  for (const set of sets) {
    describe(`of ${set.name}`, () => {
      let loaded: LoadedProfile;
      let events: readonly Event[];
      let columns: readonly string[];

      beforeAll(async () => {
        const registry = await builtInRegistry();
        const options = { registry, builtIn: builtInProfiles, inputs: set.files };
        const withSource = [`source=${JSON.stringify({ use: "files", with: { path: set.files } })}`];
        loaded = await loadProfile({ path: set.profile }, { ...options, set: withSource });
        ({ events, columns } = await readEvents(loaded));
      });

      const runs = Math.ceil(CASES / sets.length);
      it(
        "gives the rows, order, scores, reasons and exemplars of the whole",
        async () => {
          const size = Math.min(MOST_EVENTS, events.length);
          const division = fc.record({
            start: fc.nat({ max: Math.max(0, events.length - size) }),
            parts: fc.integer({ min: 1, max: MOST_PARTS }),
            seed: fc.integer(),
          });
          await fc.assert(
            fc.asyncProperty(division, async ({ start, parts, seed }) => {
              const some = events.slice(start, start + size);
              const engine = engineOver(some, columns);
              const plan = await planEngine(loaded, engine);
              const whole = await reducePart(loaded, engine, plan);
              const divided = divide(some, parts, seed).map((part) => engineOver(part, columns));
              const merged = await mergeReductions(
                await Promise.all(divided.map((part) => reducePart(loaded, part, plan))),
              );
              expect(await seen(loaded, plan, merged)).toEqual(await seen(loaded, plan, whole));
            }),
            { numRuns: runs },
          );
        },
        60_000 + 5_000 * runs,
      );

      it("gives them for many events, in any order of the parts", async () => {
        const all = events.slice(0, LARGEST);
        const engine = engineOver(all, columns);
        const plan = await planEngine(loaded, engine);
        const whole = await seen(loaded, plan, await reducePart(loaded, engine, plan));
        const parts = divide(all, 3, 7).map((part) => engineOver(part, columns));
        const reduced = await Promise.all(parts.map((part) => reducePart(loaded, part, plan)));
        for (const order of [reduced, reduced.toReversed()]) {
          expect(await seen(loaded, plan, await mergeReductions(order))).toEqual(whole);
        }
        const nested = await mergeReductions([reduced[1]!, await mergeReductions([reduced[2]!, reduced[0]!])]);
        expect(await seen(loaded, plan, nested)).toEqual(whole);
      });
    });
  }
});

/** Computes everything but scores, as an engine does; these are left to the groups. */
function engineOver(events: readonly Event[], columns: readonly string[]): MemoryEngine {
  const operators = [...OPERATORS.keys()].filter((name) => name !== "charScore");
  return new MemoryEngine(events, columns, operators);
}

async function readEvents(loaded: LoadedProfile): Promise<{ events: readonly Event[]; columns: readonly string[] }> {
  const outcome = await run(loaded, { outputDirectory: null });
  try {
    const batches: EventBatch[] = [];
    for await (const batch of outcome.events({})) batches.push(batch);
    return { events: batches.flatMap(eventsOf), columns: batches[0]!.columns };
  } finally {
    await outcome.close();
  }
}

function eventsOf({ columns, rows, values }: EventBatch): Event[] {
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(columns.map((name, at) => [name, values[at]![row] ?? ""])),
  );
}

/** Events in so many parts, at most one for each, some of them backwards; empty parts are left out. */
function divide(events: readonly Event[], parts: number, seed: number): Event[][] {
  let state = seed >>> 0;
  // Mulberry32: small, and the same on every machine.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const divided = Array.from({ length: Math.min(parts, events.length) }, (): Event[] => []);
  for (const event of events) divided[Math.floor(next() * divided.length)]!.push(event);
  return divided.filter((part) => part.length > 0).map((part) => (next() < 0.5 ? part : part.toReversed()));
}

/** Everything of a reduction that a person can see, without the numbers that it gives to events. */
async function seen(loaded: LoadedProfile, plan: Plan, reduction: MergeableReduction): Promise<unknown> {
  const profile = profileOrThrow(loaded, "the test's");
  const request = clusterRequest(profile, loaded);
  const { groups, rows, clusters, guarded }: Analysed = await analyseToEnd(
    reduction,
    { plan, scale: profile.scale, request },
    observer,
  );
  const { exemplars: _, peaks: __, ...values } = groups;
  const events = rows.flatMap((row) => [groups.exemplars[row.groups[0]!]!, ...row.folded.map(({ event }) => event)]);
  return {
    values,
    labels: clusters.labels,
    guarded,
    rows: rows.map(({ rank, clusterId, size, firstTime, lastTime, score, reasons, groups: members, folded }) => ({
      rank,
      clusterId,
      size,
      firstTime,
      lastTime,
      score,
      reasons,
      members,
      folded: folded.map((entry) => entry.values),
    })),
    digests: await reduction.digests(events),
  };
}
