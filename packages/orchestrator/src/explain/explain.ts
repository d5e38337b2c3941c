import type { ExpressionInput, OptionSchema } from "@winnow/core";
import { listFeatures, type FeatureCatalogue } from "../plan/feature-catalogue.ts";
import { profileOrThrow, type LoadedProfile } from "../profile/load.ts";
import { isUse, type Guard, type GuardedField, type Profile, type Ranking, type Use } from "../profile/types.ts";
import { validated } from "../registry/plugin-calls.ts";
import type { Registry } from "../registry/registry.ts";

/** One stage of a run in plain words. */
export interface ExplainedStage {
  readonly title: string;
  readonly sentences: readonly string[];
  /** Names with what they mean: features, options, signals. */
  readonly terms: readonly (readonly [name: string, meaning: string])[];
}

/** What a profile will do, stage by stage, without opening its source. */
export interface Explanation {
  readonly profile: string;
  readonly description: string;
  readonly stages: readonly ExplainedStage[];
}

/**
 * Says in plain words what a profile will do. A profile without a source is explained, too: its input is named when it runs.
 * @throws the profile's other problems
 */
export function explain(loaded: LoadedProfile, name: string): Explanation {
  const profile = profileOrThrow(loaded, name);
  const { registry } = loaded;
  const features = listFeatures(profile, registry);
  const written = loaded.document as Partial<Record<"source" | "cluster", Use>>;
  return {
    profile: profile.name,
    description: profile.description,
    stages: [
      readingStage(profile, features, registry, written.source?.with),
      featureStage(profile, features),
      clusterStage(profile, registry, written.cluster?.with),
      guardStage(profile, features),
      rankStage(profile.rank, profile.guard, features),
      writingStage(profile, registry),
    ],
  };
}

function readingStage(
  { source, fields, where }: Profile,
  { events }: FeatureCatalogue,
  registry: Registry,
  written: Use["with"],
): ExplainedStage {
  const kinds = events.length === 0 ? "events" : `${events.join(" and ")} events`;
  const map =
    fields === null
      ? "Which column holds which field is told by the names of the columns."
      : isUse(fields)
        ? `The field map "${fields.use}" says which column holds which field.`
        : `The profile itself says which column holds which field: ${Object.keys(fields).join(", ")}.`;
  return {
    title: "Reads",
    sentences: [
      source === null
        ? `Reads ${kinds} from the files that are named when it runs.`
        : `Reads ${kinds} with the connector "${source.use}": ${lowerFirst(registry.get("connector", source.use)!.summary)}.`,
      map,
      where === null
        ? "Counts every event of that kind; rejects records that it cannot read, with the reason."
        : `Only events for which ${write(where)} holds count; the others are reported as filtered.`,
    ],
    terms: source === null ? [] : optionTerms(registry.get("connector", source.use)!, source, written),
  };
}

function featureStage({ scale }: Profile, { picked }: FeatureCatalogue): ExplainedStage {
  return {
    title: "Describes",
    sentences: [
      `Describes each event by ${picked.length === 1 ? "one number" : `${picked.length} numbers`}. Events that are equal in all that follows are counted together, exactly: nothing is sampled.`,
      SCALES[scale],
    ],
    terms: picked.map(({ name, doc, unit, value }) => [
      name,
      doc === DEFINED ? `defined here: ${write(value as ExpressionInput)}` : `${doc} (${unit})`,
    ]),
  };
}

/** What the catalogue says of a feature that the profile defines itself. */
const DEFINED = "defined in the profile";

const SCALES: Readonly<Record<Profile["scale"], string>> = {
  none: "The numbers are compared as they are.",
  l2: "Each event's numbers are brought to unit length together: what counts is their proportion.",
  standard: "Each number is measured in standard deviations, so that none outweighs the others by its size.",
  robust: "Each number is measured in interquartile ranges, so that a few extreme values do not stretch the scale.",
  minmax: "Each number is brought to 0 to 1.",
};

function clusterStage({ cluster }: Profile, registry: Registry, written: Use["with"]): ExplainedStage {
  const plugin = registry.get("clusterer", cluster.use)!;
  const noise = plugin.traits.noise ? " What fits in no cluster is noise: a row of its own." : "";
  const within =
    cluster.within.length === 0
      ? "All events are clustered together."
      : `Events are clustered separately for each ${cluster.within.join(" with ")}: one of them cannot vanish among others.`;
  return {
    title: "Clusters",
    sentences: [
      `Puts events together that behave alike, with "${plugin.name}": ${lowerFirst(plugin.summary)}.${noise}`,
      within,
      ...(plugin.traits.weights
        ? []
        : [
            `It does not count repetitions itself, so it is given every single event, up to ${plugin.traits.maxPoints ?? "its limit"}.`,
          ]),
    ],
    terms: optionTerms(plugin, cluster, written),
  };
}

function guardStage({ guard, keep }: Profile, features: FeatureCatalogue): ExplainedStage {
  const shown = guard.mode === "split" ? "gets a row of its own" : "is shown beside the row's exemplar";
  const sentences =
    guard.fields.length === 0
      ? ["Guards nothing: a rare value may stand unseen inside a cluster."]
      : [`No rare value of the following can vanish inside a cluster: each ${shown}.`];
  if (keep.length > 0) sentences.push(`Carries along for the report: ${keep.join(", ")}.`);
  return {
    title: "Guards",
    sentences,
    terms: guard.fields.map((field) => [field.field, `${guardedWhen(field)}${meaningOf(field.field, features)}`]),
  };
}

function guardedWhen({ field, by, atMost }: GuardedField): string {
  if (atMost === Infinity) return "every value";
  const events = atMost === 1 ? "a single event has it" : `at most ${atMost} events have it`;
  return by === field ? `rare when ${events}` : `shown while its ${by} is small: at most ${atMost} events`;
}

function rankStage(rank: Ranking, guard: Guard, features: FeatureCatalogue): ExplainedStage {
  const rarity = rank.rarity ?? guard.fields.map(({ field }) => ({ of: [field], weight: 1 }));
  const parts: (readonly [string, string])[] = [
    ...(rank.size > 0 ? [["size", `few events in the row (weight ${rank.size})`] as const] : []),
    ...rarity.map(({ of, weight }) => [of.join(" with "), `how few events share it (weight ${weight})`] as const),
    ...(rank.outlier > 0
      ? [["outlier score", `the clusterer's, where it gives one (weight ${rank.outlier})`] as const]
      : []),
    ...(rank.stability > 0
      ? [["stability", `noise under neighbouring settings, too (weight ${rank.stability})`] as const]
      : []),
    ...Object.entries(rank.signals).map(
      ([name, weight]) => [name, `${features.byName.get(name)?.says ?? "its value"} (weight ${weight})`] as const,
    ),
    ...rank.volume.map(
      ({ of, say, weight }) => [`${say} by ${of.join(" with ")}`, `the more, the earlier (weight ${weight})`] as const,
    ),
  ];
  return {
    title: "Ranks",
    sentences: [
      "Puts the rows in the order worth reading. Each row's place is a sum of the following, and its reasons say which counted.",
      ...(rank.context === null
        ? []
        : [
            `Rows with ${rank.context.of.join(" and ")} in common lend each other a share of their score (weight ${rank.context.weight}).`,
          ]),
      ...(rank.spread === null
        ? []
        : [
            `Of rows with the same ${rank.spread.of.join(" and ")}, each counts less than the one before (weight ${rank.spread.weight}).`,
          ]),
    ],
    terms: parts,
  };
}

function writingStage({ sinks, marks, redact }: Profile, registry: Registry): ExplainedStage {
  return {
    title: "Writes",
    sentences: [
      "Writes clusters.csv (the rows, in reading order), assignments.csv (the row of every event, where the source numbers single events), rejects.csv (rejected records, where there are any) and manifest.json (all that is needed to repeat the run).",
      ...(redact === null
        ? []
        : [`Masks ${redact.secrets.join(", ")}${ownPatterns(redact.patterns)} in all that is shown.`]),
      ...(marks.length === 0 ? [] : [`Marks in its timelines: ${marks.map(({ label }) => label).join(", ")}.`]),
    ],
    terms: sinks.map(({ use }) => [use, registry.get("sink", use)!.summary]),
  };
}

function ownPatterns(patterns: Readonly<Record<string, string>>): string {
  const names = Object.keys(patterns);
  return names.length === 0 ? "" : ` and ${names.join(", ")}`;
}

function meaningOf(name: string, { byName }: FeatureCatalogue): string {
  const doc = byName.get(name)?.doc;
  return doc === undefined ? "" : `: ${doc}`;
}

interface Describes {
  readonly options: OptionSchema<unknown>;
}

/**
 * The options that are set, or that have a default, with what they mean. Values that may be secrets are not shown: neither
 * those of options that hold one by their name, nor what comes from the environment.
 * @param written the options as they stand in the profile
 */
function optionTerms(plugin: Describes, { with: given }: Use, written: Use["with"]): (readonly [string, string])[] {
  const schema = plugin.options["~standard"].jsonSchema.input({ target: "draft-07" }) as {
    readonly properties?: Readonly<Record<string, { readonly description?: string }>>;
  };
  const values = validated(plugin, given) as Readonly<Record<string, unknown>>;
  return Object.entries(values).flatMap(([name, value]) => {
    if (value === undefined || value === null) return [];
    const description = schema.properties?.[name]?.description;
    const own = JSON.stringify(written?.[name]);
    const known = own?.includes("${env:") === true ? own : JSON.stringify(value);
    const shown = /token|secret|password|auth|key/i.test(name) ? "(set)" : known;
    return [[name, description === undefined ? shown : `${shown}: ${description}`] as const];
  });
}

function write(expression: ExpressionInput): string {
  return typeof expression === "string" ? expression : JSON.stringify(expression);
}

function lowerFirst(text: string): string {
  // Names such as DBSCAN stay as they are.
  return /^[A-Z][a-z]/.test(text) ? text[0]!.toLowerCase() + text.slice(1) : text;
}
