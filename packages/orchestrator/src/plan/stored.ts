import type { Feature } from "@winnow/core";
import {
  differencesOf,
  profileOfOtherGroups,
  redactedOtherwise,
  type GroupsFile,
  type PlanIdentity,
} from "@winnow/reduction";
import { noFeatures } from "../errors.ts";
import type { Profile } from "../profile/types.ts";
import type { Registry } from "../registry/registry.ts";
import { listFeatures } from "./feature-catalogue.ts";
import { defined, identityOf, type DefinedValue } from "./identity.ts";
import { shapePlan, type ValueSource } from "./shape.ts";
import type { StoredPlan } from "./types.ts";

/** A plan over groups files, and which of their values it has. */
export interface PlannedFiles {
  readonly plan: StoredPlan;
  readonly kept: readonly number[];
  readonly signals: readonly number[];
}

/**
 * The profile's plan over groups files. Values of which none of their sources had anything are omitted, as for events.
 * @throws `WN1354` where the files were reduced by something else, `WN1358` where they are masked by something else, and what
 *   {@link shapePlan} throws
 */
export function planStored(
  profile: Profile,
  registry: Registry,
  files: readonly GroupsFile[],
  warn: (message: string) => void,
): PlannedFiles {
  const [first, ...others] = files as readonly [GroupsFile, ...GroupsFile[]];
  const catalogue = listFeatures(profile, registry);
  if (catalogue.picked.length === 0) throw noFeatures({ text: [] });
  const all = shapePlan(profile, catalogue, new StoredValues(first.identity, []), () => undefined);
  const identity = identityOf(profile, all);
  for (const file of files) refuseOthers(file, identity, profile);
  const absent = first.absent.filter((name) => others.every((file) => file.absent.includes(name)));
  const shape = shapePlan(profile, catalogue, new StoredValues(first.identity, absent), warn);
  return {
    plan: { ...shape, identity: identityOf(profile, shape) },
    kept: shape.kept.map(({ name }) => all.kept.findIndex((value) => value.name === name)),
    signals: all.rank.signals.flatMap(({ name }, at) => (absent.includes(name) ? [] : [at])),
  };
}

function refuseOthers(
  { path, profile: reducedWith, identity }: GroupsFile,
  wanted: PlanIdentity,
  { name }: Profile,
): void {
  if (wanted.redaction !== identity.redaction) {
    throw redactedOtherwise({ path, isWanted: wanted.redaction !== null, isMasked: identity.redaction !== null });
  }
  const differences = differencesOf(wanted, identity);
  if (differences.length > 0) throw profileOfOtherGroups({ path, differences, reducedWith, profile: name });
}

/** Values that are columns of a groups file. */
class StoredValues implements ValueSource<DefinedValue> {
  readonly fields: readonly string[];
  readonly #absent: readonly string[];

  constructor({ keys }: PlanIdentity, absent: readonly string[]) {
    this.#absent = absent;
    const texts = keys.filter(({ type }) => type === "text");
    this.fields = texts.flatMap(({ name, expression }) =>
      expression === `field:${JSON.stringify(name)}` ? [name] : [],
    );
  }

  canProvide({ name }: Feature): boolean {
    return !this.#absent.includes(name);
  }

  canMeasure(feature: Feature): boolean {
    return this.canProvide(feature);
  }

  missing(): undefined {
    return undefined;
  }

  number(feature: Feature): DefinedValue {
    return this.value(feature);
  }

  value(feature: Feature): DefinedValue {
    const { name, unit, doc, says } = feature;
    return { name, unit, doc, ...(says === undefined ? {} : { says }), ...defined(feature) };
  }
}
