import {
  defineExtractor,
  type ExtractorPlugin,
  type Feature,
  type FeatureFunction,
  type OptionSchema,
} from "@winnow/core";
import { describe, expect, it } from "vitest";
import { extractorRules } from "../../src/extractor/checks.ts";
import { extractorChecks, type ExtractorSettings } from "../../src/index.ts";
import type { schemaObject } from "../clusterer/sound-clusterer.ts";

interface Options {
  readonly pick: readonly string[];
}

const LENGTH: Feature = {
  name: "length",
  unit: "characters",
  doc: "Length of the command line; 0 where it is missing.",
  says: "is long",
  which: "program",
  value: { length: "process.command_line" },
};
const PROGRAM: Feature = {
  name: "program",
  unit: "text",
  doc: "The program.",
  value: { basename: "process.executable" },
};
const DOUBLED: Feature = {
  name: "doubled",
  unit: "characters",
  doc: "Twice the length.",
  value: { inputs: [{ length: "process.command_line" }], compute: (length) => Number(length) * 2 },
};
const CATALOGUE: readonly Feature[] = [LENGTH, PROGRAM, DOUBLED];

const schema: OptionSchema<Options> = {
  "~standard": {
    version: 1,
    vendor: "tests",
    validate: (value) => {
      const { pick = ["length"], ...others } = value as Partial<Options>;
      const unknown = Object.keys(others);
      return unknown.length > 0 ? { issues: [{ message: `unknown ${unknown.join()}` }] } : { value: { pick } };
    },
    jsonSchema: { input: () => schemaOf(), output: () => schemaOf() },
  },
};

function schemaOf(): ReturnType<typeof schemaObject> {
  return { type: "object", properties: { pick: { type: "array" } }, additionalProperties: false };
}

/** A sound extractor, with some parts of it changed. */
function extractor(changes: Partial<ExtractorPlugin<Options>> = {}): ExtractorPlugin {
  const catalogue = changes.catalogue ?? CATALOGUE;
  return defineExtractor<Options>({
    name: "sound",
    summary: "for tests",
    options: schema,
    accepts: ["process"],
    catalogue,
    features: ({ pick }) => pick.map((name) => catalogue.find((feature) => feature.name === name)!),
    ...changes,
  }) as ExtractorPlugin;
}

/** The sound extractor with one feature changed. */
function withFeature(changes: Partial<Feature> & { readonly name?: string }, of: Feature = DOUBLED): ExtractorPlugin {
  return extractor({ catalogue: CATALOGUE.map((feature) => (feature === of ? { ...feature, ...changes } : feature)) });
}

function computing(compute: FeatureFunction["compute"]): ExtractorPlugin {
  return withFeature({ value: { inputs: ["process.command_line"], compute } });
}

const settings: ExtractorSettings = {
  options: { pick: ["length"] },
  examples: [{ event: { "process.command_line": "a -b" }, features: { length: 4, doubled: 8, program: "" } }],
};

async function failuresOf(plugin: ExtractorPlugin, given: ExtractorSettings = settings): Promise<string[]> {
  const failures: string[] = [];
  for (const check of extractorChecks(plugin, given)) await check.run().catch(() => failures.push(check.id));
  return failures;
}

/** One broken extractor per rule: it fails that check and no other. */
let calls = 0;
const BROKEN: Readonly<Record<string, () => ExtractorPlugin>> = {
  "options-strict": () =>
    extractor({
      options: {
        "~standard": {
          ...schema["~standard"],
          validate: (value) => ({ value: { pick: (value as Partial<Options>).pick ?? ["length"] } }),
        },
      },
    }),
  "options-defaults": () =>
    extractor({
      options: {
        "~standard": {
          ...schema["~standard"],
          validate: (value) => {
            const { pick = [], noSuchOption } = value as Partial<Options> & { noSuchOption?: unknown };
            return noSuchOption === undefined
              ? { value: { pick: [...pick, "program"] } }
              : { issues: [{ message: "unknown" }] };
          },
        },
      },
    }),
  "options-json-schema": () =>
    extractor({
      options: {
        "~standard": { ...schema["~standard"], jsonSchema: { input: () => ({ type: "object" }), output: schemaOf } },
      },
    }),
  "accepts-named": () => extractor({ accepts: [] }),
  "features-named": () => withFeature({ doc: "" }),
  "features-catalogued": () => extractor({ features: () => [LENGTH, { ...LENGTH, name: "stray" }] }),
  "features-repeatable": () =>
    extractor({ features: () => (calls++ % 2 === 0 ? [LENGTH, DOUBLED] : [DOUBLED, LENGTH]) }),
  "fields-known": () => withFeature({ value: { flag: { present: "process.nmae" } } }, DOUBLED),
  "which-exists": () => withFeature({ which: "doubled" }, LENGTH),
  "values-finite": () => computing((text) => (text === "a -b" ? 8 : 1 / String(text).length)),
  "values-repeatable": () => computing((text) => (text === "a -b" ? 8 : calls++)),
  "values-prompt": () =>
    computing((text) => {
      const end = performance.now() + (String(text).length > 30_000 ? 150 : 0);
      while (performance.now() < end);
      return String(text).length * 2;
    }),
  "examples-hold": () => computing((text) => String(text).length),
};

describe("the checks of an extractor", () => {
  it("pass for a sound one", async () => {
    expect(await failuresOf(extractor())).toEqual([]);
  });

  it("need no settings", async () => {
    expect(await failuresOf(extractor(), {})).toEqual([]);
  });

  it.each(Object.entries(BROKEN))("find one that breaks %s, and blame nothing else", async (id, plugin) => {
    // What doubles nothing breaks the example as well.
    const given = id === "fields-known" ? { ...settings, examples: [] } : settings;
    expect(await failuresOf(plugin(), given)).toEqual([id]);
  });

  it("find a text that ends in half of a character", async () => {
    const cut: FeatureFunction = { inputs: ["process.command_line"], compute: (text) => String(text).slice(0, 1) };
    expect(await failuresOf(withFeature({ unit: "text", value: cut }), { options: settings.options! })).toContain(
      "values-finite",
    );
  });

  it("find a pattern that tries again and again where a text is nothing but spaces", async () => {
    const slow: FeatureFunction = {
      inputs: ["process.command_line"],
      // Looks for the end from every space on.
      compute: (text) => Number(/ +$/.test(`${String(text)}x`)),
    };
    expect(await failuresOf(withFeature({ value: slow }), { options: settings.options! })).toEqual(["values-prompt"]);
  }, 30_000);

  it("find an expression that cannot be read", async () => {
    expect(await failuresOf(withFeature({ value: { lenght: "process.command_line" } }))).toContain("expressions-valid");
  });

  it("are each proven against a broken extractor", () => {
    expect([...Object.keys(BROKEN), "expressions-valid"].sort()).toEqual(extractorRules.map(({ id }) => id).sort());
  });

  it("know the fields that a field map of the author's adds", async () => {
    const plugin = withFeature({ value: { length: "badge.number" } });
    expect(await failuresOf(plugin, { options: settings.options!, fields: ["badge.number"] })).toEqual([]);
  });

  it("say what is wrong", async () => {
    const check = extractorChecks(
      computing((text) => String(text).length),
      settings,
    ).find(({ id }) => id === "examples-hold")!;
    await expect(check.run()).rejects.toThrowError(
      expect.objectContaining({
        code: "WN2101",
        message: expect.stringContaining('"doubled" is 4, not 8, of {"process.command_line":"a -b"}') as string,
      }),
    );
  });
});
