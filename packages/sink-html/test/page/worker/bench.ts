import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { plugins as dbscan } from "@winnow/clusterer-dbscan";
import { plugins as hdbscan } from "@winnow/clusterer-hdbscan";
import { plugins as kmeans } from "@winnow/clusterer-kmeans";
import { plugins as files } from "@winnow/connector-files";
import type { Plugin } from "@winnow/core";
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

/** A finished run, and facts about it that tests compare with. */
export interface Finished {
  readonly loaded: LoadedProfile;
  readonly result: RunOutcome;
  /** As a report contains it: without functions. */
  readonly analysis: ReportAnalysis;
  readonly base: BaseRows;
  /** Group of each event by its data row, −1 where it was not clustered. */
  readonly groupOfEvent: Int32Array;
  /** Row of each event, from 0; −1 where it was not clustered. */
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
  const plugins = [...files, ...maps, ...windows, ...dbscan, ...hdbscan, ...kmeans] as Plugin[];
  const registry = createRegistry(plugins.map((plugin) => ({ plugin, origin: "test", version: "0" })));
  const loaded = await loadProfile(source, { registry, set: ["sinks=[]"], ...(inputs && { inputs }) });
  await using result = await run(loaded);
  const analysis = plain(result.analysis);
  const groupOfEvent = await groupsOfEvents(result);
  const rowOfEvent = new Int32Array(groupOfEvent.length).fill(-1);
  for await (const { row, rank } of result.assignments!())
    row.forEach((event, i) => (rowOfEvent[event] = rank[i]! - 1));
  return { loaded, result, analysis, base: baseOf(result, groupOfEvent, rowOfEvent), groupOfEvent, rowOfEvent };
}

export async function readProfile(path: string): Promise<object> {
  return parse(await readFile(path, "utf8")) as object;
}

function plain({ groups, plan, scale, clusterer }: RunOutcome["analysis"]): ReportAnalysis {
  const named = ({ name, unit, doc, says }: (typeof plan.features)[number]) => ({
    name,
    unit,
    doc,
    ...(says && { says }),
  });
  const { features, within, guard, rank } = plan;
  return structuredClone({
    groups,
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

/** Queries, for each binary digit of group numbers, the events of all groups that have this digit. */
async function groupsOfEvents(result: RunOutcome): Promise<Int32Array> {
  const found = new Int32Array(result.ledger.read).fill(-1);
  const all = Array.from({ length: result.analysis.groups.size }, (_, group) => group);
  const forEvents = async (groups: readonly number[], note: (event: number) => void): Promise<void> => {
    if (groups.length === 0) return;
    for await (const { dataRows } of result.events({ groups })) dataRows!.forEach(note);
  };
  await forEvents(all, (event) => (found[event] = 0));
  for (let digit = 1; digit < all.length; digit *= 2) {
    await forEvents(
      all.filter((group) => (group & digit) !== 0),
      (event) => (found[event]! += digit),
    );
  }
  return found;
}

function baseOf({ rows, analysis }: RunOutcome, groupOfEvent: Int32Array, rowOfEvent: Int32Array): BaseRows {
  const ofGroup = new Int32Array(analysis.groups.size);
  groupOfEvent.forEach((group, event) => group >= 0 && (ofGroup[group] = rowOfEvent[event]!));
  return {
    sizes: Float64Array.from(rows, ({ size }) => size),
    exemplars: Float64Array.from(rows, ({ exemplar }) => exemplar),
    exemplarGroups: Int32Array.from(rows, ({ exemplar }) => groupOfEvent[exemplar]!),
    ofGroup,
    folded: rows.flatMap(({ folded }) => folded.flatMap(({ values }) => values)),
  };
}
