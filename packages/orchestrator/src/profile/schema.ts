import type { Mark } from "@winnow/core";
import { z } from "zod";
import { readInstant } from "../marks/marks.ts";
import { patternProblem } from "../redact/custom-pattern.ts";
import { SECRETS, type SecretKind } from "../redact/secrets/secrets.ts";
import type { Registry } from "../registry/registry.ts";
import type { Guard, Profile, RankTerm } from "./types.ts";

const options = z
  .record(z.string(), z.unknown())
  .describe("Options of the plugin; `winnow plugins show NAME` lists them.");
const names = z.array(z.string().min(1));
const expression = z
  .union([z.string().min(1), z.record(z.string(), z.unknown())])
  .describe("A field, or one operator: { charScore: process.executable }.");

const use = z.strictObject({ use: z.string().min(1), with: options.optional() });
const define = z.strictObject({
  define: z.record(z.string().min(1), expression).describe("Features of your own: name → expression."),
});

const atMost = z
  .union([z.int().min(1), z.literal("all")])
  .describe("A value is rare when at most this many events have it; `all` guards every value.");
const guarded = z.array(
  z.union([
    z.string().min(1),
    z.strictObject({
      field: z.string().min(1),
      by: z.string().min(1).optional().describe("Count events by this coarser field instead: the value's family."),
      atMost,
    }),
  ]),
);

const guard = z
  .union([
    guarded,
    z.strictObject({
      fields: guarded,
      atMost: atMost.default(1),
      mode: z
        .enum(["show", "split"])
        .default("show")
        .describe("Show rare values beside the row, or as rows of their own."),
    }),
  ])
  .default([])
  .transform((value): Guard => {
    const {
      fields,
      atMost: usual,
      mode,
    } = Array.isArray(value) ? { fields: value, atMost: 1, mode: "show" as const } : value;
    return {
      mode,
      fields: fields.map((entry) => {
        const {
          field,
          by = field,
          atMost: own,
        } = typeof entry === "string" ? { field: entry, by: entry, atMost: usual } : entry;
        return { field, by, atMost: own === "all" ? Infinity : own };
      }),
    };
  });

const weight = z.number().min(0).max(100);
const term = (of: string): z.ZodType<RankTerm> =>
  z.strictObject({ of: names.min(1).describe(of), weight: weight.default(1) }) as z.ZodType<RankTerm>;

const rank = z
  .strictObject({
    size: weight.default(1).describe("Weight of a row's own rarity: few events."),
    outlier: weight.default(1).describe("Weight of the clusterer's outlier score."),
    stability: weight.default(0).describe("Weight of the share of neighbouring settings in which a row is noise."),
    rarity: z.array(term("Fields and text features whose combination may be rare.")).nullable().default(null),
    signals: z.record(z.string(), z.number().min(-100).max(100)).default({}).describe("Numeric feature → weight."),
    volume: z
      .array(
        z.strictObject({
          of: names.min(1),
          signal: z
            .string()
            .min(1)
            .describe("Numeric feature that is summed over the events which share these values."),
          weight: weight.default(1),
          say: z.string().min(1).describe("What the sum counts, in the plural: failed logons."),
        }),
      )
      .default([]),
    context: term("Rows with these values in common lend each other their score.").nullable().default(null),
    spread: term("Of rows with these values in common, each counts less than the one before.").nullable().default(null),
  })
  .describe("What makes a row worth reading early. Without `rarity`, each guarded field counts once.");

const mark = z.strictObject({
  at: z
    .string()
    .refine((text) => readInstant(text) !== undefined, "must be a date and time in ISO 8601: 2019-01-15T05:15:03Z")
    .describe("Date and time in ISO 8601, UTC where it names no zone."),
  label: z.string().min(1),
});
const marks = z
  .array(mark)
  .transform((entries): Mark[] =>
    entries
      .map(({ at, label }) => ({ time: readInstant(at)!, label }))
      .sort((a, b) => (a.time === b.time ? 0 : a.time < b.time ? -1 : 1)),
  );

const secretKinds = Object.keys(SECRETS) as [SecretKind, ...SecretKind[]];
const customPattern = z
  .string()
  .min(1)
  .superRefine((source, context) => {
    const problem = patternProblem(source);
    if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
  });
const redact = z
  .strictObject({
    key: z
      .string()
      .min(16, "must have 16 characters or more")
      .nullable()
      .default(null)
      .describe(
        "Key of the hash, best as ${env:NAME}: one secret looks the same in every run. A new one each run when left out.",
      ),
    secrets: z.array(z.enum(secretKinds)).default(secretKinds).describe("Kinds of secrets that are known."),
    patterns: z
      .record(z.string().regex(/^[\w-]+$/, "must be letters, digits, underscores and hyphens"), customPattern)
      .default({})
      .describe("Your own: name → regular expression; its first group, or else the whole match, is masked."),
  })
  .describe("Masks secrets in every text that is shown or written, by a keyed hash.");

/** The profile as people write it. Unknown keys are errors everywhere. */
export const profileObject: z.ZodType<Profile> = z.strictObject({
  profile: z.literal("winnow/v1").describe("The format of this file."),
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "must be letters, digits, dots, underscores and hyphens")
    .describe("Names the run and its output folder."),
  description: z.string().default("").describe("A line for people, shown where profiles are listed."),
  plugins: names.default([]).describe("Plugins beyond the built-in ones: package names, or paths from this file."),
  source: use.nullable().default(null).describe("The connector that events come from."),
  fields: z
    .union([use, z.record(z.string(), z.unknown())])
    .nullable()
    .default(null)
    .describe("The field map, or one written here; detected when left out."),
  where: expression
    .nullable()
    .default(null)
    .describe("Only events for which this holds; the others are counted as filtered."),
  features: z
    .array(z.union([use, define]))
    .min(1)
    .describe("What describes an event, in vector order."),
  scale: z
    .enum(["none", "l2", "standard", "robust", "minmax"])
    .default("none")
    .describe(
      "How features are made comparable: standard by their spread, robust by quartiles, minmax from 0 to 1, l2 by direction.",
    ),
  cluster: z.strictObject({
    use: z.string().min(1),
    with: options.optional(),
    within: names.default([]).describe("Cluster separately within each combination of these fields."),
  }),
  guard: guard.describe("Fields whose rare values may never vanish inside a cluster."),
  keep: names.default([]).describe("Further fields to carry into the report."),
  rank: rank.prefault({}),
  marks: marks.default([]).describe("Moments to mark in timelines: an alert, a call for help."),
  redact: redact
    .nullable()
    .default(null)
    .describe("Masks secrets in every text that is shown or written, by a keyed hash."),
  sinks: z.array(use).default([]).describe("Where results go besides the standard files."),
}) as unknown as z.ZodType<Profile>;

/** A JSON Schema, as data. */
export type JsonSchema = Record<string, unknown>;

/**
 * JSON Schema (draft-07) of profiles for the given plugins: editors complete plugin names and their options.
 * `use` is left open for plugins that only the profile's own `plugins:` bring.
 */
export function profileSchema(registry: Registry): JsonSchema {
  const schema = z.toJSONSchema(profileObject, { target: "draft-7", io: "input" }) as JsonSchema & {
    properties: Record<string, JsonSchema>;
  };
  const { properties } = schema;
  const { source, sinks } = properties;
  properties["source"] = { ...nullable(useSchema(registry, "connector")), description: source?.["description"] };
  properties["sinks"] = { type: "array", items: useSchema(registry, "sink"), description: sinks?.["description"] };
  properties["cluster"] = {
    ...useSchema(registry, "clusterer", {
      within: { type: "array", items: { type: "string" }, description: "Cluster separately within these fields." },
    }),
    description: "The clusterer, its options, and within which fields it works separately.",
  };
  const features = properties["features"] as { items: { anyOf: JsonSchema[] } };
  features.items.anyOf[0] = useSchema(registry, "extractor");
  properties["extends"] = {
    type: "string",
    description: "A built-in profile or a file, whose keys hold unless written here.",
  };
  schema["required"] = ["profile", "name"];
  return schema;
}

function nullable(schema: JsonSchema): JsonSchema {
  return { anyOf: [schema, { type: "null" }] };
}

function useSchema(
  registry: Registry,
  kind: "connector" | "extractor" | "clusterer" | "sink",
  extra: Record<string, JsonSchema> = {},
): JsonSchema {
  const cases = registry.list(kind).map(({ plugin }) => {
    const allowed = withoutDialect(plugin.options["~standard"].jsonSchema.input({ target: "draft-07" }));
    return { if: { properties: { use: { const: plugin.name } } }, then: { properties: { with: allowed } } };
  });
  return {
    type: "object",
    properties: {
      use: { anyOf: [{ enum: registry.names(kind) }, { type: "string" }] },
      with: { type: "object" },
      ...extra,
    },
    required: ["use"],
    additionalProperties: false,
    allOf: cases,
  };
}

function withoutDialect(schema: JsonSchema): JsonSchema {
  const { $schema: _, ...rest } = schema;
  return rest;
}
