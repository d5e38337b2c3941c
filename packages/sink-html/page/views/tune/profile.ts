import type { AnalysisPlan } from "@winnow/core";
import { stringify } from "yaml";
import type { Settings } from "../../worker/settings.ts";
import { settingsOf } from "../../worker/settings.ts";
import type { ReportAnalysis } from "../../../src/data/report-data.ts";

type Mapping = Readonly<Record<string, unknown>>;

/** Keys of a profile that lead from the run's settings to others, or why no profile can say them. */
export type ProfileChanges =
  | { readonly changes: Mapping; readonly problem: null }
  | { readonly changes: null; readonly problem: string };

/**
 * What a profile has to say to give the figures of these settings.
 * @param document the profile that ran, merged with what it extends
 */
export function profileChanges(document: unknown, analysis: ReportAnalysis, settings: Settings): ProfileChanges {
  const ran = settingsOf(analysis);
  const changes: Record<string, unknown> = {};
  if (settings.features.join() !== ran.features.join()) {
    const features = featuresFor(document, analysis.plan, settings.features);
    if (features.problem !== null) return { changes: null, problem: features.problem };
    changes["features"] = features.list;
  }
  if (settings.scale !== ran.scale) changes["scale"] = settings.scale;
  const nameOf = (position: number): string => analysis.plan.kept[position]!.name;
  changes["cluster"] = {
    use: settings.clusterer.name,
    with: written(settings.clusterer.options),
    within: settings.within.map(nameOf),
  };
  const keep = [...listIn(document, "keep"), ...ran.within.filter((at) => !settings.within.includes(at)).map(nameOf)];
  // What no longer partitions is carried along, so that reports go on telling it.
  if (keep.length > listIn(document, "keep").length) changes["keep"] = [...new Set(keep)];
  return { changes, problem: null };
}

/** A profile of its own, for people who pass files on. */
export function wholeProfile(document: unknown, changes: Mapping): string {
  const { name, ...rest } = document as Mapping;
  return stringify({ profile: "winnow/v1", name: tunedName(name), ...without(rest, "profile"), ...changes }, STYLE);
}

/**
 * A profile that says only what is different.
 * @param base what it extends: the name of a built-in profile, or a path
 */
export function extendingProfile(document: unknown, base: string, changes: Mapping): string {
  const { name } = document as Mapping;
  return stringify({ profile: "winnow/v1", name: tunedName(name), extends: base, ...changes }, STYLE);
}

/** An option that the run had and the settings leave out comes back by `extends`: only a whole profile can leave it out. */
export function leavesOutOptions(document: unknown, { clusterer }: Settings): boolean {
  const { use, with: options } = ((document as Mapping)["cluster"] ?? {}) as { use?: unknown; with?: unknown };
  if (use !== clusterer.name || typeof options !== "object" || options === null) return false;
  const kept = written(clusterer.options);
  return Object.keys(options).some((key) => !Object.hasOwn(kept, key));
}

const STYLE = { lineWidth: 0 };
const MOST_NAME = 100;

function tunedName(name: unknown): string {
  return `${String(name).slice(0, MOST_NAME)}-tuned`;
}

function without(mapping: Mapping, key: string): Mapping {
  const { [key]: _, ...rest } = mapping;
  return rest;
}

/** Options as people write them: what is left out is not written. */
function written(options: Mapping): Mapping {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function listIn(document: unknown, key: string): readonly string[] {
  const list = (document as Mapping)[key];
  return Array.isArray(list) ? list.filter((item): item is string => typeof item === "string") : [];
}

type FeatureList = { readonly list: readonly unknown[]; readonly problem: null } | { readonly problem: string };

/** The profile's `features` with only those at `positions`. */
function featuresFor(document: unknown, { features }: AnalysisPlan, positions: readonly number[]): FeatureList {
  const { features: entries = [] } = document as { features?: readonly Mapping[] };
  const wanted = new Set(positions.map((position) => features[position]!.name));
  const all = features.map(({ name }) => name);
  const owned = ownersOf(entries, all);
  if (owned === undefined) {
    return {
      problem: "Several sets of features are used without `pick`, so that a profile cannot leave one feature out.",
    };
  }
  const list: unknown[] = [];
  for (const [entry, names] of owned) {
    const kept = names.filter((name) => wanted.has(name));
    if ("define" in entry) {
      const left = names.filter((name) => !wanted.has(name));
      const named = left.find((name) => isNamed(document, name));
      if (named !== undefined)
        return { problem: `The profile names its own feature ${named} elsewhere, too: it has to stay.` };
      const define = Object.entries(entry["define"] as Mapping).filter(([name]) => !left.includes(name));
      if (define.length > 0) list.push({ define: Object.fromEntries(define) });
    } else if (kept.length === 0) {
      return { problem: `A profile cannot use ${String(entry["use"])} without any of its features.` };
    } else {
      list.push({ ...entry, with: { ...(entry["with"] as Mapping | undefined), pick: kept } });
    }
  }
  return { list, problem: null };
}

/** Which of the vector's features each entry of the profile brings; `undefined` where that cannot be told. */
function ownersOf(
  entries: readonly Mapping[],
  all: readonly string[],
): readonly [Mapping, readonly string[]][] | undefined {
  const named = entries.map((entry) => namesIn(entry)?.filter((name) => all.includes(name)));
  const unnamed = named.filter((names) => names === undefined).length;
  if (unnamed > 1) return undefined;
  const taken = new Set(named.flatMap((names) => names ?? []));
  const rest = all.filter((name) => !taken.has(name));
  return entries.map((entry, i) => [entry, named[i] ?? rest]);
}

function namesIn(entry: Mapping): readonly string[] | undefined {
  if (typeof entry["define"] === "object") return Object.keys(entry["define"] as object);
  const { pick } = (entry["with"] ?? {}) as { pick?: unknown };
  return Array.isArray(pick) ? pick.map(String) : undefined;
}

/** Whether a profile names something outside its list of features. */
function isNamed(document: unknown, name: string): boolean {
  const search = (value: unknown): boolean => {
    if (typeof value === "string") return value === name;
    if (Array.isArray(value)) return value.some(search);
    if (typeof value !== "object" || value === null) return false;
    return Object.entries(value).some(([key, item]) => key === name || search(item));
  };
  return search(without(document as Mapping, "features"));
}
