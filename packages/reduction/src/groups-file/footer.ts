import type { InputIdentity, Ledger } from "@winnow/core";
import { z } from "zod";
import { damagedGroupsFile } from "../errors.ts";
import type { PlanIdentity } from "../identity.ts";
import type { MergeableReduction, SourceFields } from "../mergeable.ts";
import { namesBelow } from "./input-names.ts";

/** Key of the footer's metadata that makes a Parquet file a groups file. */
export const FOOTER_KEY = "winnow.groups";

/** What a groups file says of its groups. */
export interface GroupsFooter {
  readonly version: 1;
  readonly identity: PlanIdentity;
  readonly absent: readonly string[];
  /** Name of the profile that the events were reduced with. */
  readonly profile: string;
  readonly timed: boolean;
  readonly slices: readonly string[];
  readonly sources: readonly SourceFields[];
  readonly headers: readonly (readonly string[])[];
  readonly hasEvents: boolean;
  readonly ledger: Ledger;
  readonly inputs: readonly InputIdentity[];
}

const count = z.number().min(0);
const reasonCounts = z.array(z.tuple([z.string(), count]));
const expression = z.looseObject({ op: z.string(), type: z.string() });

const schema = z.object({
  version: z.literal(1),
  identity: z.object({
    version: z.literal(1),
    masks: z.number(),
    redaction: z.string().nullable(),
    where: z.string().nullable(),
    keys: z.array(
      z.object({
        name: z.string(),
        expression: z.string(),
        type: z.enum(["number", "text"]),
        behaviour: z.boolean(),
      }),
    ),
    measures: z.array(
      z.object({ name: z.string(), expression: z.string(), fold: z.enum(["peak", "sum"]), weight: z.number() }),
    ),
  }),
  absent: z.array(z.string()),
  profile: z.string(),
  timed: z.boolean(),
  slices: z.array(z.string()),
  headers: z.array(z.array(z.string())),
  hasEvents: z.boolean(),
  sources: z.array(
    z.object({
      map: z.string(),
      fields: z.array(z.tuple([z.string(), expression])),
      time: z.object({ column: z.string(), format: z.string() }).nullable(),
    }),
  ),
  ledger: z.object({
    read: count,
    rejected: count,
    filtered: count,
    clustered: count,
    reasons: reasonCounts,
    inputs: z.array(z.object({ name: z.string(), read: count, rejected: count, reasons: reasonCounts })).optional(),
    gaps: z
      .array(
        z.object({
          source: z.string(),
          place: z.string().optional(),
          from: z.string().optional(),
          to: z.string().optional(),
          reason: z.string(),
        }),
      )
      .optional(),
  }),
  inputs: z.array(
    z.object({ path: z.string(), bytes: count, sha256: z.string().nullable(), isEmpty: z.literal(true).optional() }),
  ),
});

export interface GroupsFileOptions {
  /** Name of the profile, for whoever runs the file later. */
  readonly profile: string;
  /** Whether the events that represent groups are stored, command lines and all. */
  readonly exemplars: "all" | "none";
  /** Directory that the paths of inputs below it start from. Of other inputs only the names are stored. */
  readonly directory: string;
}

/**
 * The footer's text. Lists, no objects, hold what a log or a plugin names, and all are sorted: the order and the place of the
 * inputs do not show.
 */
export async function writeFooter(
  reduction: MergeableReduction,
  { profile, exemplars, directory }: GroupsFileOptions,
): Promise<string> {
  const { identity, absent, timed, sources, headers } = reduction;
  const inputs = await reduction.inputs();
  const name = namesBelow(directory, inputs);
  return JSON.stringify({
    version: 1,
    identity,
    absent: [...absent].sort(),
    profile,
    timed,
    slices: (await reduction.slices()).toSorted(),
    headers,
    hasEvents: reduction.hasEvents && exemplars === "all",
    sources: sources.map(({ map, fields, time }) => ({ map, fields: [...fields], time })),
    ledger: writtenLedger(await reduction.ledger(), name),
    inputs: sortedByText(inputs.map((input) => ({ ...input, path: name(input.path) }))),
  });
}

type WrittenLedger = z.infer<typeof schema>["ledger"];

function writtenLedger({ reasons, inputs, gaps, ...counts }: Ledger, name: (path: string) => string): WrittenLedger {
  return {
    ...counts,
    reasons: sortedEntries(reasons),
    ...(inputs && {
      inputs: sortedByText(
        inputs.map((input) => ({ ...input, name: name(input.name), reasons: sortedEntries(input.reasons) })),
      ),
    }),
    ...(gaps && { gaps: sortedByText(gaps.map((gap) => ({ ...gap, source: name(gap.source) }))) }),
  };
}

function sortedByText<T>(items: readonly T[]): T[] {
  const texts = new Map(items.map((item) => [item, JSON.stringify(item)]));
  return items.toSorted((a, b) => (texts.get(a)! < texts.get(b)! ? -1 : 1));
}

function sortedEntries(counts: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1));
}

function parsedLedger({ reasons, inputs, ...ledger }: WrittenLedger): Ledger {
  return {
    ...ledger,
    reasons: Object.fromEntries(reasons),
    ...(inputs && { inputs: inputs.map((input) => ({ ...input, reasons: Object.fromEntries(input.reasons) })) }),
  } as Ledger;
}

/** @throws `WN1353` what this version did not write */
export function parseFooter(text: string, path: string): GroupsFooter {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw damagedGroupsFile({ path, problem: "its footer is not JSON" }, { cause });
  }
  const { success, data, error } = schema.safeParse(document);
  if (!success) throw damagedGroupsFile({ path, problem: `its footer is incomplete (${problemOf(error)})` });
  const { sources, ledger, inputs, ...footer } = data;
  return {
    ...footer,
    inputs: inputs as InputIdentity[],
    sources: sources.map(({ fields, ...source }) => ({
      ...source,
      fields: new Map(fields),
    })) as unknown as SourceFields[],
    ledger: parsedLedger(ledger),
  };
}

function problemOf({ issues: [first] }: z.ZodError): string {
  return `${first?.path.join(".") ?? ""}: ${first?.message ?? "unknown"}`;
}
