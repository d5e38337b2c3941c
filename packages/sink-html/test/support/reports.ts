import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { plugins as dbscan } from "@winnow/clusterer-dbscan";
import { plugins as hdbscan } from "@winnow/clusterer-hdbscan";
import { plugins as kmeans } from "@winnow/clusterer-kmeans";
import { plugins as files } from "@winnow/connector-files";
import type { Mark, Plugin } from "@winnow/core";
import { plugins as windows } from "@winnow/features-windows";
import { plugins as maps } from "@winnow/field-maps";
import { createRegistry, loadProfile, run, type RunOutcome } from "@winnow/orchestrator";
import { collectReport } from "../../src/collect/collect.ts";
import { DEFAULT_LIMITS, type ReportLimits } from "../../src/collect/limits.ts";
import type { ReportData } from "../../src/data/report-data.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const shared = fileURLToPath(new URL("../../../../../shared/", import.meta.url));

/** A profile and the file to run it on. */
export interface Subject {
  readonly name: string;
  readonly profile: string;
  readonly input: string;
  /** A file of real events that is not part of the repository, and not here. */
  readonly missing: boolean;
}

function subject(name: string, profile: string, input: string): Subject {
  const missing = !existsSync(input);
  return { name: missing ? `${name} (skipped: ../shared is not there)` : name, profile, input, missing };
}

/** Invented events that ship with the repository. */
export const EXAMPLES: { readonly processes: Subject; readonly logons: Subject } = {
  processes: subject(
    "the processes of the examples",
    `${root}packages/cli/profiles/windows-processes.yaml`,
    `${root}examples/windows-processes/data/processes.csv`,
  ),
  logons: subject(
    "the logons of the examples",
    `${root}packages/cli/profiles/windows-logons.yaml`,
    `${root}examples/windows-logons/data/logons.csv`,
  ),
};

/** The seed's three files. */
export const SEED: readonly Subject[] = [
  subject(
    "the seed's processes",
    `${root}packages/cli/profiles/windows-processes.yaml`,
    `${shared}data/seed/processes_on_host.csv`,
  ),
  subject(
    "the seed's logons",
    `${root}packages/cli/profiles/windows-logons.yaml`,
    `${shared}data/seed/host_logons.csv`,
  ),
  subject(
    "the seed's process tree",
    `${root}packages/cli/profiles/windows-processes.yaml`,
    `${shared}data/seed/process_tree.csv`,
  ),
];

export const EXAMPLE_MARK: Mark = { time: BigInt(Date.UTC(2026, 2, 2, 9, 30)) * 1000n, label: "alert" };

/** Runs a profile and gives what its report holds. */
export async function reportOf(
  { profile, input }: Pick<Subject, "profile" | "input">,
  { limits = DEFAULT_LIMITS, marks = [EXAMPLE_MARK], set = [] }: Partial<ReportSettings> = {},
): Promise<ReportData> {
  await using result = await finish({ path: profile }, input, marks, set);
  return await collectReport(result, limits, new AbortController().signal);
}

interface ReportSettings {
  readonly limits: ReportLimits;
  readonly marks: readonly Mark[];
  readonly set: readonly string[];
}

/** A finished run with the plugins that a report may meet, which writes nothing. */
export async function finish(
  profile: Parameters<typeof loadProfile>[0],
  input: string,
  marks: readonly Mark[] = [],
  set: readonly string[] = [],
): Promise<RunOutcome> {
  const plugins = [...files, ...maps, ...windows, ...dbscan, ...hdbscan, ...kmeans] as readonly Plugin[];
  const registry = createRegistry(plugins.map((plugin) => ({ plugin, origin: "test", version: "0" })));
  const loaded = await loadProfile(profile, { registry, inputs: [input], set: ["sinks=[]", ...set] });
  return run(loaded, { outputDirectory: null, marks });
}
