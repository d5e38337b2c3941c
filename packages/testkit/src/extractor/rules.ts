import { fieldsOf } from "@winnow/expressions";
import { type Feature, type Value } from "@winnow/core";
import type { Rule } from "../check.ts";
import { hostileEvents, longEvents } from "./events.ts";
import {
  knownFields,
  pickedFeatures,
  runnable,
  type FieldEvent,
  type RunnableFeature,
  type Subject,
} from "./subject.ts";

/** A value of a long text that takes longer would hold up a run of many texts. */
const LONGEST_MS = 100;

/** What is asked of the features of an extractor. */
export const featureRules: readonly Rule<Subject>[] = [
  {
    id: "accepts-named",
    must: "An extractor MUST name the kinds of events that it accepts, by which field maps are chosen.",
    faultOf: async ({ plugin: { accepts } }) => {
      if (!Array.isArray(accepts) || accepts.length === 0) return "it accepts no kind of event";
      const bad = accepts.find((kind) => typeof kind !== "string" || kind.trim() === "");
      return bad === undefined ? undefined : `it accepts ${JSON.stringify(bad)}, which is no kind of event`;
    },
  },
  {
    id: "features-named",
    must: "Every feature of the catalogue MUST have a unique name, a unit and a line that says what it is.",
    faultOf: async ({ plugin: { catalogue } }) => namingFault(catalogue),
  },
  {
    id: "features-catalogued",
    must: "The features that options ask for MUST be features of the catalogue, each once, and at least one.",
    faultOf: async (subject) => {
      const picked = (await pickedFeatures(subject)).map(({ name }) => name);
      if (picked.length === 0) return "the options of the check ask for no feature";
      const known = new Set(subject.plugin.catalogue.map(({ name }) => name));
      const stray = picked.find((name) => !known.has(name));
      if (stray !== undefined) return `the feature "${stray}" is not in the catalogue`;
      const twice = picked.find((name, i) => picked.indexOf(name) !== i);
      return twice === undefined ? undefined : `the feature "${twice}" is given twice`;
    },
  },
  {
    id: "features-repeatable",
    must: "The same options MUST ask for the same features in the same order: the order is that of the vector.",
    faultOf: async (subject) => {
      const [first, second] = [await pickedFeatures(subject), await pickedFeatures(subject)];
      const [before, after] = [namesOf(first), namesOf(second)];
      return before === after ? undefined : `asked twice, it gave ${before} and ${after}`;
    },
  },
  {
    id: "expressions-valid",
    must: "Every expression of a feature MUST be one that Winnow reads.",
    faultOf: async ({ plugin }) => {
      for (const feature of plugin.catalogue) {
        const fault = expressionFault(feature);
        if (fault !== undefined) return fault;
      }
      return undefined;
    },
  },
  {
    id: "fields-known",
    must: "A feature MUST read fields that Winnow knows or that the author's own field map adds.",
    faultOf: async (subject) => {
      const known = knownFields(subject);
      for (const { feature, inputs } of subject.plugin.catalogue.map(runnable)) {
        const stray = inputs.flatMap(fieldsOf).find((field) => !known.has(field));
        if (stray !== undefined) return `the feature "${feature.name}" reads "${stray}", which is no field`;
      }
      return undefined;
    },
  },
  {
    id: "which-exists",
    must: "What a feature's `which` names MUST be a text feature of the catalogue.",
    faultOf: async ({ plugin: { catalogue } }) => {
      const texts = new Set(
        catalogue.map(runnable).flatMap(({ feature, isNumber }) => (isNumber ? [] : [feature.name])),
      );
      const stray = catalogue.find(({ which }) => which !== undefined && !texts.has(which));
      return stray && `"${stray.name}" says which by "${stray.which}", which is no text feature`;
    },
  },
  {
    id: "values-finite",
    must: "A number MUST be finite and a text well-formed for every event, whatever its fields hold and whichever are missing.",
    faultOf: async ({ plugin: { catalogue } }) => {
      const features = catalogue.map(runnable);
      for (const event of hostileEvents(features)) {
        const fault = features.map((feature) => valueFault(feature, event)).find((found) => found !== undefined);
        if (fault !== undefined) return fault;
      }
      return undefined;
    },
  },
  {
    id: "values-repeatable",
    must: "The same event MUST give the same values, whatever was computed in between.",
    faultOf: async ({ plugin: { catalogue } }) => {
      const features = catalogue.map(runnable);
      const events = hostileEvents(features);
      const pass = (order: readonly FieldEvent[]): Map<FieldEvent, string> =>
        new Map(order.map((event) => [event, JSON.stringify(features.map(({ valueOf }) => written(valueOf(event))))]));
      const [forth, back] = [pass(events), pass([...events].reverse())];
      const changed = events.find((event) => forth.get(event) !== back.get(event));
      return changed && `computed in another order, an event gives other values: ${shown(changed)}`;
    },
  },
  {
    id: "values-prompt",
    must: "A value MUST be had from texts of 32,767 characters within 100 ms.",
    faultOf: async ({ plugin: { catalogue } }) => {
      for (const feature of catalogue.map(runnable)) {
        for (const event of longEvents(feature)) {
          const took = shortestOf(() => feature.valueOf(event));
          if (took > LONGEST_MS) return `"${feature.feature.name}" took ${Math.round(took)} ms, of ${shown(event)}`;
        }
      }
      return undefined;
    },
  },
  {
    id: "examples-hold",
    must: "The features of the author's examples MUST have the values that the author says.",
    concerns: ({ settings }) => (settings.examples ?? []).length > 0,
    faultOf: async ({ plugin, settings }) => {
      const byName = new Map(plugin.catalogue.map((feature) => [feature.name, runnable(feature)]));
      for (const { event, features } of settings.examples!) {
        for (const [name, expected] of Object.entries(features)) {
          const feature = byName.get(name);
          if (feature === undefined) return `there is no feature "${name}"`;
          const found = feature.valueOf(event);
          if (!same(found, expected))
            return `"${name}" is ${written(found)}, not ${written(expected)}, of ${shown(event)}`;
        }
      }
      return undefined;
    },
  },
];

function namesOf(features: readonly Feature[]): string {
  return features.map(({ name }) => name).join(", ");
}

function namingFault(catalogue: readonly Partial<Feature>[]): string | undefined {
  if (catalogue.length === 0) return "the catalogue is empty";
  const names = catalogue.map(({ name }) => name);
  const nameless = names.find((name) => typeof name !== "string" || !/^[A-Za-z][A-Za-z0-9_.]*$/.test(name));
  if (nameless !== undefined || names.includes(undefined)) {
    return `${JSON.stringify(nameless)} is no name: a letter, then letters, digits, dots and underscores`;
  }
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) return `two features are called "${twice}"`;
  const unitless = catalogue.find(({ unit }) => typeof unit !== "string" || unit.trim() === "");
  if (unitless !== undefined) return `the feature "${unitless.name}" has no unit`;
  const undescribed = catalogue.find(({ doc }) => typeof doc !== "string" || doc.trim() === "" || doc.includes("\n"));
  return undescribed && `the feature "${undescribed.name}" has no line that says what it is`;
}

function expressionFault(feature: Feature): string | undefined {
  try {
    runnable(feature);
    return undefined;
  } catch (error) {
    return `the feature "${feature.name}": ${error instanceof Error ? error.message : String(error)}`;
  }
}

function valueFault({ feature, isNumber, valueOf }: RunnableFeature, event: FieldEvent): string | undefined {
  let value: Value;
  try {
    value = valueOf(event);
  } catch (error) {
    return `"${feature.name}" failed with ${String(error)}, of ${shown(event)}`;
  }
  // A number that there is none of counts as 0, a text as empty.
  if (value === null) return undefined;
  if (isNumber) {
    const number = typeof value === "boolean" || typeof value === "bigint" ? Number(value) : value;
    if (typeof number !== "number")
      return `"${feature.name}" is ${written(value)}, which is no number, of ${shown(event)}`;
    return Number.isFinite(number) ? undefined : `"${feature.name}" is ${number}, of ${shown(event)}`;
  }
  if (typeof value !== "string") return `"${feature.name}" is ${written(value)}, which is no text, of ${shown(event)}`;
  // Half of a character can come out where one went in, and nowhere else.
  const wasWhole = Object.values(event).every((field) => typeof field !== "string" || field.isWellFormed());
  if (wasWhole && !value.isWellFormed()) return `"${feature.name}" ends in half of a character, of ${shown(event)}`;
  return undefined;
}

/** The numbers of booleans are 0 and 1; a missing number counts as 0, a missing text as empty. */
function same(found: Value, expected: Value): boolean {
  if (found === null) return expected === null || expected === 0 || expected === "";
  return plain(found) === plain(expected);
}

function plain(value: Value): Value {
  return typeof value === "boolean" ? Number(value) : value;
}

/** A compiler or a busy machine can hold up some of several attempts; not all. */
const ATTEMPTS = 5;

function shortestOf(work: () => unknown): number {
  let shortest = Infinity;
  for (let attempt = 0; attempt < ATTEMPTS && shortest > LONGEST_MS; attempt++) {
    const began = performance.now();
    work();
    shortest = Math.min(shortest, performance.now() - began);
  }
  return shortest;
}

function written(value: Value): string {
  return typeof value === "bigint" ? `${value}n` : (JSON.stringify(value) ?? String(value));
}

function shown(event: FieldEvent): string {
  const text = JSON.stringify(event, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value));
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
