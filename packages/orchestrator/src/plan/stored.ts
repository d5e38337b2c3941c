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

/**
 * The profile's plan over groups files: what the profile names and the files do not hold is left out as for a source that
 * lacks it.
 * @throws `WN1354` where the files were reduced by something else, and what {@link shapePlan} throws
 */
export function planStored(
  profile: Profile,
  registry: Registry,
  files: readonly GroupsFile[],
  warn: (message: string) => void,
): StoredPlan {
  const [first] = files as readonly [GroupsFile];
  const catalogue = listFeatures(profile, registry);
  if (catalogue.picked.length === 0) throw noFeatures({ text: [] });
  const shape = shapePlan(profile, catalogue, new StoredValues(first.identity), warn);
  const identity = identityOf(profile, shape);
  for (const file of files) {
    if (identity.redaction !== file.identity.redaction) {
      const [isWanted, isMasked] = [identity, file.identity].map(({ redaction }) => redaction !== null);
      throw redactedOtherwise({ path: file.path, isWanted: isWanted!, isMasked: isMasked! });
    }
    const differences = differencesOf(identity, file.identity);
    if (differences.length > 0) {
      throw profileOfOtherGroups({ path: file.path, differences, reducedWith: file.profile, profile: profile.name });
    }
  }
  return { ...shape, identity };
}

/** Values that are columns of a groups file. */
class StoredValues implements ValueSource<DefinedValue> {
  readonly fields: readonly string[];
  readonly #keys: ReadonlySet<string>;
  readonly #measures: ReadonlySet<string>;

  constructor({ keys, measures }: PlanIdentity) {
    const texts = keys.filter(({ type }) => type === "text");
    this.#keys = new Set(texts.map(({ name }) => name));
    this.#measures = new Set(measures.map(({ name }) => name));
    this.fields = texts.flatMap(({ name, expression }) =>
      expression === `field:${JSON.stringify(name)}` ? [name] : [],
    );
  }

  canProvide({ name }: Feature): boolean {
    return this.#keys.has(name);
  }

  canMeasure({ name }: Feature): boolean {
    return this.#measures.has(name);
  }

  number(feature: Feature): DefinedValue {
    return this.value(feature);
  }

  value(feature: Feature): DefinedValue {
    const { name, unit, doc, says } = feature;
    return { name, unit, doc, ...(says === undefined ? {} : { says }), ...defined(feature) };
  }
}
