import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { plugins as dbscan } from "@winnow/clusterer-dbscan";
import { plugins as hdbscan } from "@winnow/clusterer-hdbscan";
import { plugins as kmeans } from "@winnow/clusterer-kmeans";
import { filesConnector } from "@winnow/connector-files";
import type { EventEngine, Plugin, ReducedGroups } from "@winnow/core";
import { plugins as windows } from "@winnow/features-windows";
import { plugins as maps } from "@winnow/field-maps";
import {
  createRegistry,
  loadProfile,
  run,
  type LoadedProfile,
  type ProfileSource,
  type RunOutcome,
} from "@winnow/orchestrator";
import { parse } from "yaml";
import type { ReportAnalysis } from "../../../src/data/report-data.ts";
import type { BaseRows } from "../../../page/worker/messages.ts";

const root = fileURLToPath(new URL("../../../../../", import.meta.url));
const shared = fileURLToPath(new URL("../../../../../../shared/", import.meta.url));

export interface Subject {
  readonly name: string;
  readonly profile: string;
  readonly input?: string;
  /** Keys that replace the profile's own. */
  readonly instead: object;
  readonly missing: boolean;
}

function subject(name: string, profile: string, input?: string, instead: object = {}): Subject {
  return {
    name,
    instead,
    profile: root + profile,
    ...(input === undefined ? {} : { input: shared + input }),
    missing: input !== undefined && !existsSync(shared + input),
  };
}

const builtIn = (name: string): string => `packages/cli/profiles/${name}.yaml`;

/** The examples, and the seed's files under the profiles made for them. */
export const SUBJECTS: readonly Subject[] = [
  subject("the processes of the examples", "examples/windows-processes/profile.yaml"),
  subject("the logons of the examples", "examples/windows-logons/profile.yaml"),
  subject(
    "the processes of the examples, rare values split off",
    "examples/windows-processes/profile.yaml",
    undefined,
    {
      guard: { fields: ["user.name", "parentChild"], mode: "split", atMost: 2 },
    },
  ),
  subject("the seed's processes, its own way", builtIn("msticpy-processes"), "data/seed/processes_on_host.csv"),
  subject("the seed's processes", builtIn("windows-processes"), "data/seed/processes_on_host.csv"),
  subject("the seed's logons", builtIn("windows-logons"), "data/seed/host_logons.csv"),
];

/** A finished run with what tests ask of it besides. */
export interface Finished {
  readonly loaded: LoadedProfile;
  readonly result: RunOutcome;
  /** As a report holds it: without functions and the engine's groups. */
  readonly analysis: ReportAnalysis;
  readonly base: BaseRows;
  /** Group of the analysis of every event, in the order of their data rows. */
  readonly groupOfEvent: Int32Array;
  /** Row of every event, from 0. */
  readonly rowOfEvent: Int32Array;
}

/** Runs a profile, given as data, with the built-in plugins. */
export function finish(document: unknown, directory: string, inputs?: readonly string[]): Promise<Finished> {
  return finishProfile({ data: document, directory }, inputs);
}

/** Runs a profile from its file. */
export function finishFile(path: string): Promise<Finished> {
  return finishProfile({ path });
}

async function finishProfile(source: ProfileSource, inputs?: readonly string[]): Promise<Finished> {
  let opened: EventEngine | undefined;
  const capturing = {
    ...filesConnector,
    connect: async (...given: Parameters<typeof filesConnector.connect>) => {
      opened = (await filesConnector.connect(...given)) as EventEngine;
      return opened;
    },
  };
  const plugins = [capturing as Plugin, ...maps, ...windows, ...dbscan, ...hdbscan, ...kmeans] as Plugin[];
  const registry = createRegistry(plugins.map((plugin) => ({ plugin, origin: "test", version: "0" })));
  const loaded = await loadProfile(source, { registry, set: ["sinks=[]"], ...(inputs && { inputs }) });
  await using result = await run(loaded);
  const analysis = plain(result.analysis!);
  const groupOfEvent = await groupsOfEvents(opened!, result.analysis!.groups);
  const rowOfEvent = new Int32Array(groupOfEvent.length);
  for await (const { row, rank } of result.assignments!())
    row.forEach((event, i) => (rowOfEvent[event] = rank[i]! - 1));
  return { loaded, result, analysis, base: baseOf(result, groupOfEvent, rowOfEvent), groupOfEvent, rowOfEvent };
}

export async function readProfile(path: string): Promise<object> {
  return parse(await readFile(path, "utf8")) as object;
}

function plain({ groups, plan, scale, clusterer }: NonNullable<RunOutcome["analysis"]>): ReportAnalysis {
  const { fromEngine: _, ...kept } = groups;
  const named = ({ name, unit, doc, says }: (typeof plan.features)[number]) => ({
    name,
    unit,
    doc,
    ...(says && { says }),
  });
  const { features, within, guard, rank } = plan;
  return structuredClone({
    groups: kept,
    plan: {
      features: features.map(named),
      kept: plan.kept.map(named),
      within,
      guard,
      rank: { ...rank, signals: rank.signals.map(named) },
    },
    scale,
    clusterer,
  });
}

async function groupsOfEvents(engine: EventEngine, { fromEngine }: ReducedGroups): Promise<Int32Array> {
  const found: number[] = [];
  for await (const { rows, groups } of engine.memberships!()) {
    rows.forEach((event, i) => (found[event] = fromEngine[groups[i]!]!));
  }
  return Int32Array.from(found);
}

function baseOf({ rows, analysis }: RunOutcome, groupOfEvent: Int32Array, rowOfEvent: Int32Array): BaseRows {
  const ofGroup = new Int32Array(analysis!.groups.size);
  groupOfEvent.forEach((group, event) => (ofGroup[group] = rowOfEvent[event]!));
  return {
    sizes: Float64Array.from(rows, ({ size }) => size),
    exemplars: Float64Array.from(rows, ({ exemplar }) => exemplar),
    exemplarGroups: Int32Array.from(rows, ({ exemplar }) => groupOfEvent[exemplar]!),
    ofGroup,
    folded: rows.flatMap(({ folded }) => folded.flatMap(({ values }) => values)),
  };
}
