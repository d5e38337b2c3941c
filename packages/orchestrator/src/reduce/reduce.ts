import {
  assertLedger,
  type AnalysisPlan,
  type EventEngine,
  type InputIdentity,
  type Ledger,
  type Manifest,
  type RunContext,
} from "@winnow/core";
import {
  foldReduction,
  groupsFiles,
  mergeReductions,
  selectValues,
  type GroupsFile,
  type MergeableReduction,
} from "@winnow/reduction";
import { noSingleEvents, nothingGiven } from "../errors.ts";
import { boundSources, writtenSources } from "../plan/describe.ts";
import { makePlan } from "../plan/plan.ts";
import { planStored } from "../plan/stored.ts";
import type { Plan } from "../plan/types.ts";
import type { LoadedProfile } from "../profile/load.ts";
import type { Profile } from "../profile/types.ts";
import { Redactor } from "../redact/redactor.ts";
import { checkedReduction } from "../registry/answers.ts";
import type { RunObserver } from "../run/observer.ts";
import { identifyFile } from "./file-identity.ts";
import { groupsFilesOf } from "./groups-inputs.ts";
import { lossyInputs } from "./lossy-inputs.ts";
import { closeable } from "./closeable.ts";
import { openSource } from "./source.ts";

/** What a profile's source was reduced to, and the plan it was reduced by. Holds the source open until it is closed. */
export interface Reduced {
  readonly plan: AnalysisPlan;
  readonly reduction: MergeableReduction;
  /** For the manifest. */
  readonly fieldMap: Manifest["fieldMap"];
  readonly ledger: Ledger;
  /** The groups files that were read; absent where events were. */
  readonly groupsFiles?: readonly InputIdentity[];
  close(): Promise<void>;
}

export interface ReduceRequest {
  readonly profile: Profile;
  readonly loaded: LoadedProfile;
  readonly observer: RunObserver;
  /** Plans a source of events; by the profile when absent. */
  readonly planEvents?: (engine: EventEngine) => Promise<Plan>;
  /** Whether optional values of which the source has nothing stay, for a groups file. */
  readonly keepsMissing?: boolean;
  /** A sink that needs single events, which groups files do not have. */
  readonly eventSink?: string | undefined;
}

/**
 * Reduces a profile's source: events where they are held, or groups files that were reduced before.
 * @throws `WN1357` for a sink that needs single events and groups files, and whatever opening, planning and reducing throw;
 * then nothing stays open
 */
export async function reduceSource(request: ReduceRequest): Promise<Reduced> {
  const { profile, loaded, observer, eventSink } = request;
  const opened = groupsFiles(observer.context);
  const close = async (): Promise<void> => opened[Symbol.asyncDispose]();
  try {
    const files = await observer.stage("open", () => groupsFilesOf(profile, loaded.directory, opened));
    if (files !== null && eventSink !== undefined) throw noSingleEvents({ sink: eventSink });
    if (files !== null) return closeable(await mergeFiles(files, request), close);
  } catch (error) {
    await close();
    throw error;
  }
  await close();
  return reduceEvents(request);
}

async function reduceEvents({
  profile,
  loaded,
  observer,
  keepsMissing = false,
  planEvents = (engine) => planFor(profile, loaded, engine, observer.context, keepsMissing),
}: ReduceRequest): Promise<Reduced> {
  const engine = await observer.stage("open", () => openSource(profile, loaded, observer.context));
  try {
    const plan = await observer.stage("plan", () => planEvents(engine));
    const reduction = await observer.stage("reduce", () =>
      reducePlanned(engine, plan, profile, observer, connectorOf(profile)),
    );
    for (const gap of lossyInputs(await reduction.ledger())) observer.context.gap(gap);
    const reduced = {
      plan,
      ...(await withGaps(reduction, observer)),
      fieldMap: { name: plan.fieldMap.map.name, fields: boundSources(plan.bound) },
    };
    return closeable(reduced, () => engine.close());
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** The connector, where a hash of a file does not identify its events. */
function connectorOf({ source }: Profile): string | null {
  return source === null || source.use === "files" ? null : source.use;
}

const SAMPLE_EVENTS = 1000;

/**
 * Plans a profile on the columns and first events of its source.
 * @throws `WN1330` when the source has none
 */
export async function planFor(
  profile: Profile,
  loaded: LoadedProfile,
  engine: EventEngine,
  { warn }: RunContext,
  keepsMissing = false,
): Promise<Plan> {
  const [columns, sample] = [await engine.columns(), await engine.sample(SAMPLE_EVENTS)];
  // A quiet night is no fault of the profile's, whatever fields it names.
  if (columns.length === 0) throw nothingGiven({ source: profile.source?.use ?? "given" });
  return makePlan(profile, loaded.registry, { columns, sample, dialect: engine.dialect }, warn, keepsMissing);
}

/**
 * Groups the events where they are held and folds the groups, with secrets masked.
 * @param source the connector that gave the events, where they come from no file
 */
export async function reducePlanned(
  engine: EventEngine,
  plan: Plan,
  profile: Profile,
  { context }: RunObserver,
  source: string | null = null,
): Promise<MergeableReduction> {
  const redaction = profile.redact === null ? null : new Redactor(profile.redact);
  const reduce = redaction === null ? plan.reduce : { ...plan.reduce, digest: redaction.digest };
  const reduction = checkedReduction(await engine.reduce(reduce), `connector "${profile.source?.use}"`);
  const folded = await foldReduction(
    reduction,
    { ...plan, reduce },
    {
      columns: plan.bound.columns,
      fields: { map: plan.fieldMap.map.name, fields: plan.bound.fields, time: plan.bound.time },
      source,
      redaction,
      signal: context.signal,
      onGroups: (done) => context.progress({ stage: "reduce", done, unit: "groups" }),
    },
  );
  assertLedger(await folded.ledger());
  return folded;
}

async function mergeFiles(
  files: readonly GroupsFile[],
  { profile, loaded, observer, keepsMissing = false }: ReduceRequest,
): Promise<Omit<Reduced, "close">> {
  const { signal, warn, progress } = observer.context;
  const { plan, ...positions } = await observer.stage("plan", () => planStored(profile, loaded.registry, files, warn));
  const identities: InputIdentity[] = [];
  for (const { path } of files) identities.push(await identifyFile(path, signal));
  const onParts = (done: number): void =>
    progress({ stage: "reduce", done, total: files.length, unit: "groups files" });
  const merged = await observer.stage("reduce", () => mergeReductions(files, { signal, onParts }));
  const reduction = keepsMissing ? merged : selectValues(merged, positions);
  const fieldMap = writtenSources(reduction.sources);
  return { plan, ...(await withGaps(reduction, observer)), fieldMap, groupsFiles: identities };
}

/** A reduction whose ledger has the gaps that were met on the way, so that a groups file keeps them. */
async function withGaps(
  reduction: MergeableReduction,
  { gaps }: RunObserver,
): Promise<Pick<Reduced, "reduction" | "ledger">> {
  const ledger = await reduction.ledger();
  const all = [...(ledger.gaps ?? []), ...gaps];
  if (all.length === 0) return { reduction, ledger };
  const complete = { ...ledger, gaps: all };
  return { reduction: { ...reduction, ledger: async () => complete }, ledger: complete };
}
