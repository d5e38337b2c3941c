import type { Drill, InputIdentity, ReducePlan, Reduction } from "@winnow/core";
import type { Database } from "../database.ts";
import type { Inputs } from "../input/inputs.ts";
import { type Source, warnOfTimeless } from "../source.ts";
import { bindPlan, type BoundPlan } from "./bound-plan.ts";
import { createDrill } from "./drill.ts";
import { encode } from "./encode.ts";
import { group, number } from "./group.ts";
import { readGroups } from "./groups.ts";
import { readLedger, readRejects } from "./ledger.ts";
import { load, type LoadedSource } from "./load.ts";
import { eventsAt } from "./records.ts";
import { settleTies } from "./ties.ts";

/** A reduction whose single events can all be queried. */
export interface DuckdbReduction extends Reduction {
  readonly drill: Required<Drill>;
}

/** Reduces a source into tables of their own schema, which the result reads until it is disposed of. */
export async function reduce(
  database: Database,
  source: Source,
  inputs: Inputs,
  plan: ReducePlan,
  schema: string,
): Promise<DuckdbReduction> {
  const bound = bindPlan(plan, source.columns, schema);
  if (plan.time !== null) warnOfTimeless(source, plan.time.column, database.context);
  await database.run("loading events", `create schema ${schema}`);
  try {
    const loaded = await load(database, source, bound);
    await encode(database, bound);
    await group(database, bound);
    await settleTies(database, loaded, bound, plan.digest);
    await number(database, bound);
    return reductionOf(database, loaded, inputs, bound);
  } catch (error) {
    await dropSchema(database, schema).catch(() => undefined);
    throw error;
  }
}

function reductionOf(database: Database, source: LoadedSource, inputs: Inputs, plan: BoundPlan): DuckdbReduction {
  return {
    groups: () => readGroups(database, plan, source.numbers),
    exemplars: (events) => eventsAt(source, events),
    ledger: () => readLedger(database, source, plan),
    rejects: () => readRejects(database, source, plan),
    inputs: () => identified(inputs, source),
    drill: createDrill(database, source, plan),
    [Symbol.asyncDispose]: () => dropSchema(database, plan.schema),
  };
}

async function identified(inputs: Inputs, { loads }: LoadedSource): Promise<readonly InputIdentity[]> {
  const read = loads.flatMap((part) => part.inputs).filter(({ accepted, rejects }) => accepted + rejects.count > 0);
  const paths = new Set(read.flatMap(({ name }) => [name, ...archivesOf(name)]));
  const identities = await inputs.identify();
  return identities.map((input) => (paths.has(input.path) ? input : { ...input, isEmpty: true }));
}

/** The paths that may be the archive of an input: `a.zip` of `a.zip!entry`. */
function archivesOf(name: string): readonly string[] {
  return Array.from(name.matchAll(/!/g), ({ index }) => name.slice(0, index));
}

async function dropSchema(database: Database, schema: string): Promise<void> {
  // Closing removes everything, and after an abort no statement runs any more.
  if (database.isClosed || database.context.signal.aborted) return;
  await database.run("removing a reduction", `drop schema if exists ${schema} cascade`);
}
