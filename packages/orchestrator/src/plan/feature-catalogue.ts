import { asPluginFailure } from "@winnow/analysis";
import { parseExpression } from "@winnow/expressions";
import { type ExtractorPlugin, type Feature } from "@winnow/core";
import { duplicateFeature } from "../errors.ts";
import { isUse, type Profile, type Use } from "../profile/types.ts";
import { checkedFeatures } from "../registry/answers.ts";
import { frozenOptions } from "../registry/plugin-calls.ts";
import type { Registry } from "../registry/registry.ts";

/** What a profile's `features:` amount to. */
export interface FeatureCatalogue {
  readonly picked: readonly Feature[];
  /** Every feature that the profile's sets know, picked or not, by name. */
  readonly byName: ReadonlyMap<string, Feature>;
  /** Kinds of events that the sets accept; empty when only `define:` is used. */
  readonly events: readonly string[];
}

export function listFeatures(profile: Profile, registry: Registry): FeatureCatalogue {
  const picked: Feature[] = [];
  const catalogue = new Map<string, Feature>();
  const events: string[] = [];
  for (const entry of profile.features) {
    if (isUse(entry)) {
      const extractor = registry.get("extractor", entry.use)!;
      picked.push(...featuresOf(extractor, entry.with));
      for (const feature of extractor.catalogue) catalogue.set(feature.name, feature);
      events.push(...extractor.accepts);
    } else {
      for (const [name, value] of Object.entries(entry.define)) {
        const feature: Feature = { name, unit: "number", doc: "defined in the profile", value };
        catalogue.set(name, feature);
        // A defined text describes; it is carried along where guard, keep or within name it.
        if (parseExpression(value).type !== "text") picked.push(feature);
      }
    }
  }
  const names = picked.map((feature) => feature.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw duplicateFeature({ feature: twice });
  return { picked, byName: catalogue, events: [...new Set(events)] };
}

/** The features that an extractor gives with these options, which were checked by its schema. */
export function featuresOf(extractor: ExtractorPlugin, options: Use["with"]): readonly Feature[] {
  try {
    return checkedFeatures(extractor.features(frozenOptions(extractor, options)), `extractor "${extractor.name}"`);
  } catch (cause) {
    throw asPluginFailure(cause, `extractor "${extractor.name}"`, "plan");
  }
}
