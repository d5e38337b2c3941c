import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadProfile, profileOrThrow } from "../../src/index.ts";
import { MemoryEngine } from "../support/memory-engine.ts";
import { bench, brokenClusterer } from "../support/plugins.ts";

const { registry } = bench(new MemoryEngine([]));

const GOOD = `profile: winnow/v1
name: toy
source: { use: memory }
features:
  - use: toy
cluster: { use: linkage }
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "winnow-profile-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function problemsOf(text: string): Promise<string[]> {
  const { problems } = await loadProfile({ text }, { registry });
  return problems.map((problem) => problem.format());
}

/** As a file, so that problems carry a place. */
async function placedProblems(text: string): Promise<string[]> {
  const file = path.join(folder, "p.yaml");
  await writeFile(file, text);
  const { problems } = await loadProfile({ path: file }, { registry });
  return problems.map((problem) => problem.format().replace(/^[^ ]*p\.yaml/, "p.yaml"));
}

describe("a profile", () => {
  it("gets every default", async () => {
    const loaded = await loadProfile({ text: GOOD }, { registry });
    expect(loaded.problems).toEqual([]);
    expect(profileOrThrow(loaded, "toy")).toMatchObject({
      scale: "none",
      fields: null,
      where: null,
      guard: { fields: [], mode: "show" },
      rank: { size: 1, outlier: 1, stability: 0, rarity: null, signals: {}, volume: [], context: null, spread: null },
      cluster: { use: "linkage", within: [] },
      sinks: [],
    });
  });

  it("puts its marks in order of time and takes every kind of secret unless told otherwise", async () => {
    const marks = "marks: [{ at: 2019-01-15T05:15:03Z, label: alert }, { at: 2019-01-14, label: first call }]\n";
    const loaded = await loadProfile({ text: `${GOOD}${marks}redact: {}\n` }, { registry });
    expect(profileOrThrow(loaded, "toy")).toMatchObject({
      marks: [
        { time: 1_547_424_000_000_000n, label: "first call" },
        { time: 1_547_529_303_000_000n, label: "alert" },
      ],
      redact: { key: null, secrets: ["passwords", "tokens", "keys"], patterns: {} },
    });
  });

  it("says what is wrong with marks and redaction", async () => {
    const marks = "marks: [{ at: soon, label: alert }]\n";
    const redact = 'redact: { key: short, secrets: [cookies], patterns: { a: "(" } }\n';
    const loaded = await loadProfile({ text: `${GOOD}${marks}${redact}` }, { registry });
    expect(loaded.problems.map((problem) => problem.message)).toEqual([
      "marks.0.at: must be a date and time in ISO 8601: 2019-01-15T05:15:03Z.",
      "redact.key: must have 16 characters or more.",
      "redact.secrets.0: must be one of passwords, tokens, keys.",
      "redact.patterns.a: is not a regular expression.",
    ]);
  });

  it("reads a guard written as a list or in full", async () => {
    const full = await loadProfile(
      { text: GOOD + "guard: { fields: [user.name], atMost: 3, mode: split }\n" },
      { registry },
    );
    expect(full.profile?.guard).toEqual({
      fields: [{ field: "user.name", by: "user.name", atMost: 3 }],
      mode: "split",
    });
    const list = await loadProfile({ text: GOOD + "guard: [user.name]\n" }, { registry });
    expect(list.profile?.guard).toEqual({ fields: [{ field: "user.name", by: "user.name", atMost: 1 }], mode: "show" });
    const mixed = await loadProfile(
      { text: GOOD + "guard: [user.name, { field: process.name, atMost: all }]\n" },
      { registry },
    );
    expect(mixed.profile?.guard.fields[1]).toEqual({
      field: "process.name",
      by: "process.name",
      atMost: Infinity,
    });
  });

  it("is the same with a byte order mark, with CRLF, and with merge keys", async () => {
    const { hash } = await loadProfile({ text: GOOD }, { registry });
    const merged = GOOD.replace("cluster: {", "cluster: { <<: { use: other },");
    for (const text of [`\ufeff${GOOD}`, GOOD.replaceAll("\n", "\r\n"), merged]) {
      expect((await loadProfile({ text }, { registry })).hash).toBe(hash);
    }
  });

  it("takes the names of its plugins from the environment, too", async () => {
    await writeFile(path.join(folder, "x.mjs"), "export const plugins = [];");
    const text = GOOD + 'plugins: ["./${env:NAME}.mjs"]\n';
    const loaded = await loadProfile({ text, directory: folder }, { registry, environment: { NAME: "x" } });
    expect(loaded.problems).toEqual([]);
  });

  it("can be set at keys that have dots, in quotes", async () => {
    const set = ['fields."process.name"=Image', "fields.@timestamp=Time", 'description="a=b"'];
    const { profile } = await loadProfile({ text: GOOD }, { registry, set });
    expect(profile).toMatchObject({
      fields: { "process.name": "Image", "@timestamp": "Time" },
      description: "a=b",
    });
  });

  it.each([
    ["=1", "what stands in front of the = is no path"],
    ["cluster.=1", "what stands in front of the = is no path"],
    ["cluster", "there is no = between path and value"],
    ["cluster.with.eps=[1", "Flow sequence must end with a ] at line 1, column 3"],
    ["extends=toy", "what a profile extends is read before anything is set"],
    ["features.7.use=toy", "the list has no item 7; it has 1"],
  ])("cannot be set by %s", async (setting, problem) => {
    const { problems } = await loadProfile({ text: GOOD }, { registry, set: [setting] });
    expect(problems.map(({ code, message }) => `${code} ${message}`)).toEqual([`WN1209 --set ${setting}: ${problem}.`]);
  });

  it("has a hash that depends on what it says, not on how it is written", async () => {
    const one = await loadProfile({ text: GOOD }, { registry });
    const other = await loadProfile({ text: GOOD.replace("{ use: linkage }", "\n  use: linkage") }, { registry });
    const different = await loadProfile({ text: GOOD.replace("toy\n", "toy2\n") }, { registry });
    expect(other.hash).toBe(one.hash);
    expect(different.hash).not.toBe(one.hash);
  });
});

describe("problems of a profile", () => {
  it("name an unknown key, its place and the nearest one", async () => {
    expect(await placedProblems(GOOD + "clutser: {}\n")).toEqual([
      'p.yaml:7:1 WN1201 profile: unknown key "clutser".\n  Did you mean "cluster"? Allowed: extends, profile, name, description, plugins, source, fields, where, features, scale, cluster, guard, keep, rank, marks, redact, sinks.',
    ]);
  });

  it("name an unknown key deep inside", async () => {
    expect(await placedProblems(GOOD.replace("{ use: linkage }", "{ use: linkage, wihtin: [a] }"))).toEqual([
      'p.yaml:6:26 WN1201 cluster: unknown key "wihtin".\n  Did you mean "within"? Allowed: use, with, within. A plugin\'s options stand under `with`.',
    ]);
  });

  it("name a plugin's unknown option as the design shows it", async () => {
    expect(await placedProblems(GOOD.replace("{ use: linkage }", "{ use: linkage, with: { epps: 1 } }"))).toEqual([
      'p.yaml:6:34 WN1204 cluster.with: unknown option "epps" for clusterer "linkage".\n  Did you mean "eps"? Allowed: eps, least, score.',
    ]);
  });

  it("pass on what a plugin says of a value", async () => {
    const [problem] = await placedProblems(GOOD.replace("{ use: linkage }", "{ use: linkage, with: { eps: -1 } }"));
    expect(problem).toBe(
      'p.yaml:6:34 WN1205 cluster.with.eps: clusterer "linkage" refuses it: must be 0 or more.\n  `winnow plugins show linkage` lists its options.',
    );
  });

  it("lead to the plugin's options where it is the profile that brings the plugin", async () => {
    const issue = "{ issues: [{ message: 'must be odd', path: ['n'] }] }";
    await writeFile(
      path.join(folder, "own.mjs"),
      `const schema = { properties: { n: { type: "number" } } };
      const jsonSchema = { input: () => schema, output: () => schema };
      const options = { "~standard": { version: 1, vendor: "test", validate: () => (${issue}), jsonSchema } };
      export const plugins = [{ kind: "sink", name: "own", api: 1, stability: "stable", summary: "", options, write: () => {} }];
      `,
    );
    expect(await placedProblems(GOOD + "plugins: [./own.mjs]\nsinks: [{ use: own, with: { n: 2 } }]\n")).toEqual([
      'p.yaml:8:29 WN1205 sinks.0.with.n: sink "own" refuses it: must be odd.\n  `winnow plugins show own --profile FILE` lists its options.',
    ]);
  });

  it("stand in the order of the file, those of the environment and of plugins among them", async () => {
    const text = GOOD.replace("name: toy", "name: ${env:NO_NAME}") + "plugins: [./none.mjs]\nbogus: 1\n";
    const places = (await placedProblems(`nonsense: 1\n${text}`)).map((problem) => problem.split(" ", 2).join(" "));
    expect(places).toEqual(["p.yaml:1:1 WN1201", "p.yaml:3:1 WN1211", "p.yaml:8:11 WN1301", "p.yaml:9:1 WN1201"]);
  });

  it("are told once of a value that is missing in the environment", async () => {
    const text = GOOD + 'plugins: ["${env:NO_PLUGIN}"]\nredact: { key: "${env:NO_KEY}" }\n';
    expect((await placedProblems(text)).map((problem) => problem.split("\n")[0])).toEqual([
      "p.yaml:7:11 WN1211 plugins.0: the environment variable NO_PLUGIN is not set.",
      "p.yaml:8:11 WN1211 redact.key: the environment variable NO_KEY is not set.",
    ]);
  });

  it("include signals that are no features, and features that are given twice", async () => {
    const rank = "rank: { signals: { pathScor: 1 }, volume: [{ of: [user.name], signal: nothing, say: x }] }\n";
    expect((await placedProblems(GOOD + rank)).map((problem) => problem.split("\n")[0])).toEqual([
      'p.yaml:7:20 WN1315 rank.signals: "pathScor" is neither a field that the source has nor a feature.',
      'p.yaml:7:63 WN1315 rank.volume: "nothing" is neither a field that the source has nor a feature.',
    ]);
    const [twice] = await placedProblems(GOOD.replace("- use: toy", "- use: toy\n  - use: toy"));
    expect(twice).toMatch(/^p\.yaml:4:1 WN1311 the feature ".*" is given twice under features\.\n/);
    const [none] = await placedProblems(GOOD.replace("- use: toy", "- define: { name: { lower: user.name } }"));
    expect(none).toMatch(/^p\.yaml:4:1 WN1312 there is no number to cluster by: name is text\.\n/);
  });

  it.each(["5", "[a, b]", "''", "null"])("include a base that is no name: %s", async (base) => {
    const [problem] = await placedProblems(`${GOOD}extends: ${base}\n`);
    expect(problem!.split("\n")[0]).toBe(
      "p.yaml:7:1 WN1202 extends: must be the name of a built-in profile, or a path.",
    );
  });

  it("say of a key that may not be one what is wrong with it", async () => {
    const [problem] = await placedProblems(GOOD + 'redact: { patterns: { "b c": x } }\n');
    expect(problem!.split("\n")[0]).toBe(
      'p.yaml:7:23 WN1202 redact.patterns: the key "b c" must be letters, digits, underscores and hyphens.',
    );
  });

  it("include nesting without end", async () => {
    const [problem] = await placedProblems(`${GOOD}keep: ${"[".repeat(20_000)}\n`);
    expect(problem).toMatch(/^p\.yaml:7:\d+ WN1203 the profile is not valid YAML: it is nested too deeply\.\n/);
  });

  it("include signals that are no features where there is no source, too", async () => {
    const text = GOOD.replace("source: { use: memory }\n", "") + "rank: { signals: { toString: 1 } }\n";
    expect((await problemsOf(text)).map((problem) => problem.slice(0, 6))).toEqual(["WN1212", "WN1315"]);
  });

  it("include a second document in the file", async () => {
    expect(await placedProblems(`${GOOD}---\n${GOOD}`)).toEqual([
      "p.yaml:7:1 WN1203 the profile is not valid YAML: it holds more than one document.\n  A file holds one profile: take out what follows the line `---`.",
    ]);
  });

  it("have the place of a setting where that made them, without its value", async () => {
    const placesOf = async (...set: string[]): Promise<string[]> =>
      (await loadProfile({ text: GOOD }, { registry, set })).problems.map(
        (problem) => problem.format().split("\n")[0]!,
      );
    expect(await placesOf("name=a b")).toEqual([
      "--set name WN1202 name: must be letters, digits, dots, underscores and hyphens.",
    ]);
    expect(await placesOf("cluster.with.epps=1")).toEqual([
      '--set cluster.with.epps WN1204 cluster.with: unknown option "epps" for clusterer "linkage".',
    ]);
    expect(await placesOf("a.b.c=1")).toEqual(['--set a.b.c WN1201 profile: unknown key "a".']);
    expect((await placesOf("features.0.with.pick=[pathScor]"))[0]).toMatch(/^--set features\.0\.with\.pick WN1120 /);
  });

  it("include features that a set does not have", async () => {
    const [problem] = await placedProblems(GOOD.replace("use: toy", "{ use: toy, with: { pick: [pathScor] } }"));
    expect(problem).toMatch(/^p\.yaml:5:17 WN1120 pick: toy has no feature "pathScor"\n  Did you mean "pathScore"\? /);
  });

  it("are all told at once", async () => {
    const text = GOOD.replace("use: toy", "use: tyo").replace("{ use: linkage }", "{ use: linkge, within: [a] }");
    expect(await problemsOf(text)).toEqual([
      'WN1206 features.0.use: there is no extractor "tyo".\n  Did you mean "toy"? Known extractors: toy. Others are named under `plugins:`.',
      'WN1206 cluster.use: there is no clusterer "linkge".\n  Did you mean "linkage"? Known clusterers: linkage. Others are named under `plugins:`.',
    ]);
    const loaded = await loadProfile({ text }, { registry });
    expect(() => profileOrThrow(loaded, "toy")).toThrow("the profile toy has 2 errors");
  });

  it("name a wrong type and a missing key", async () => {
    expect(await problemsOf(GOOD.replace("name: toy", "name: [1]"))).toEqual([
      "WN1202 name: must be a text, not a list.\n  docs/profiles.md describes every key; `winnow schema` writes the schema for your editor.",
    ]);
    expect(await problemsOf(GOOD.replace("name: toy\n", ""))).toEqual([
      "WN1202 name: it is missing.\n  docs/profiles.md describes every key; `winnow schema` writes the schema for your editor.",
    ]);
  });

  it("name a broken expression", async () => {
    const text = GOOD.replace("- use: toy", "- define: { n: { charScoer: process.name } }");
    const [problem] = await placedProblems(text);
    expect(problem).toMatch(
      /^p\.yaml:5:15 WN1210 features\.0\.define\.n: there is no operator "charScoer"\.\n {2}Did you mean "charScore"\?/,
    );
  });

  it("say that where must be a condition", async () => {
    const [problem] = await problemsOf(GOOD + "where: { charScore: process.name }\n");
    expect(problem).toMatch(/^WN1202 where: it must be a condition/);
  });

  it("tell tabs from spaces", async () => {
    const [problem] = await placedProblems("profile: winnow/v1\nsource:\n\tuse: memory\n");
    expect(problem).toMatch(/^p\.yaml:3:1 WN1203 the profile is not valid YAML: /);
    expect(problem).toContain("YAML is indented with spaces; this file has tabs at the start of a line.");
  });

  it("stop an alias bomb before it unfolds", async () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) =>
        `l${i}: &l${i} [${Array(9)
          .fill(i === 0 ? "x" : `*l${i - 1}`)
          .join(",")}]`,
    );
    const [problem] = await problemsOf(levels.join("\n"));
    expect(problem).toBe(
      "WN1203 the profile is not valid YAML: it repeats itself through aliases beyond reason.\n  Write it out: at most 100 uses of anchors are read.",
    );
  });

  it("name a profile that is nowhere, guessing among the built-in ones", async () => {
    const builtIn = { names: ["windows-processes"], read: () => Promise.resolve("") };
    const { problems } = await loadProfile({ path: "windows-proceses" }, { registry, builtIn });
    expect(problems.map((problem) => problem.format())).toEqual([
      'WN1207 there is no profile "windows-proceses": no such file, and no built-in profile of that name.\n  Did you mean "windows-processes"? Built in: windows-processes. `winnow init` writes a new one.',
    ]);
  });

  it("name a missing source", async () => {
    expect(await problemsOf(GOOD.replace("source: { use: memory }\n", ""))).toEqual([
      "WN1212 the profile has no source and no input file was given.\n  Name a file after the profile (winnow run PROFILE FILE) or write a `source:` into the profile.",
    ]);
  });
});

describe("environment variables", () => {
  it("are filled in for plugins and stay names in the document that the manifest keeps", async () => {
    const text = GOOD + "description: ${env:WINNOW_SECRET}\n";
    const loaded = await loadProfile({ text }, { registry, environment: { WINNOW_SECRET: "hunter2" } });
    expect(loaded.profile?.description).toBe("hunter2");
    expect(JSON.stringify(loaded.document)).not.toContain("hunter2");
  });

  it("that are not set are a problem with a place", async () => {
    const loaded = await loadProfile({ text: GOOD + "description: ${env:NO}\n" }, { registry, environment: {} });
    expect(loaded.problems.map((problem) => problem.format())).toEqual([
      "WN1211 description: the environment variable NO is not set.\n  Set it for this command: NO=… winnow run …",
    ]);
  });
});

describe("--set", () => {
  it("changes any key, by path, with a YAML value", async () => {
    const set = ["cluster.with.eps=0.5", "cluster.within=[user.name]", "features.0.with.pick=[pathScore]"];
    const { profile } = await loadProfile({ text: GOOD }, { registry, set });
    expect(profile?.cluster).toEqual({ use: "linkage", with: { eps: 0.5 }, within: ["user.name"] });
    expect(profile?.features[0]).toEqual({ use: "toy", with: { pick: ["pathScore"] } });
  });

  it("starts another plugin without the options of the one before it", async () => {
    const text = GOOD.replace("{ use: linkage }", "{ use: linkage, with: { eps: 1 }, within: [user.name] }");
    const { registry: both } = bench(new MemoryEngine([]), [brokenClusterer(() => ({ labels: new Int32Array(0) }))]);
    const loaded = await loadProfile({ text }, { registry: both, set: ["cluster.use=broken"] });
    expect(loaded.profile?.cluster).toEqual({ use: "broken", within: ["user.name"] });
  });

  it.each([
    ["cluster", "there is no = between path and value"],
    ["features.3.use=x", "the list has no item 3; it has 1"],
    ["name.first=x", '"first" would stand inside "toy", which holds no keys'],
  ])("refuses %s", async (setting, problem) => {
    const { problems } = await loadProfile({ text: GOOD }, { registry, set: [setting] });
    expect(problems.map((found) => found.format())).toEqual([
      `WN1209 --set ${setting}: ${problem}.\n  Write a path and a YAML value: --set cluster.with.eps=0.01`,
    ]);
  });
});

describe("extends", () => {
  const builtIn = { names: ["base"], read: () => Promise.resolve(GOOD) };

  it("takes what is not written from the other profile", async () => {
    const { profile, problems } = await loadProfile(
      { text: "extends: base\nname: mine\ncluster: { with: { eps: 2 } }\n" },
      { registry, builtIn },
    );
    expect(problems).toEqual([]);
    expect(profile).toMatchObject({ name: "mine", cluster: { use: "linkage", with: { eps: 2 } } });
  });

  it("places a problem in the file that holds it", async () => {
    const broken = { names: ["base"], read: () => Promise.resolve(GOOD + "scale: huge\n") };
    const { problems } = await loadProfile({ text: "extends: base\nname: mine\n" }, { registry, builtIn: broken });
    expect(problems[0]?.format()).toMatch(/^base \(built in\):7:1 WN1202 scale: /);
  });

  it("that goes in a circle is an error", async () => {
    const circle = {
      names: ["a", "b"],
      read: (name: string) => Promise.resolve(`extends: ${name === "a" ? "b" : "a"}\n`),
    };
    const { problems } = await loadProfile({ path: "a" }, { registry, builtIn: circle });
    expect(problems.map((problem) => problem.format())).toEqual([
      "b (built in):1:1 WN1213 the profiles extend each other in a circle: a → b → a.\n  Take one `extends:` out.",
    ]);
  });
});

describe("plugins of a profile", () => {
  it.each([
    ["throws", "throw new Error('no luck');", /WN1301 the plugin ".\/x.mjs" cannot be loaded: no luck\./],
    ["has only a default export", "export default {};", /WN1302 .*it has a default export; export `plugins`, a list/],
    ["exports a function", "export const plugins = [() => {}];", /WN1302 .*it exports a function/],
    [
      "speaks another contract",
      "export const plugins = [{ api: 2, kind: 'sink', name: 'x' }];",
      /WN1302 .*it speaks contract 2, this Winnow speaks 1/,
    ],
    [
      "takes a taken name",
      `const options = { "~standard": { validate() {}, jsonSchema: { input() {} } } };
       const parts = { summary: "", accepts: [], catalogue: [], features() {} };
       export const plugins = [{ api: 1, kind: "extractor", name: "toy", options, ...parts }];`,
      /WN1303 extractor:toy is provided twice: by tests and by \.\/x\.mjs/,
    ],
  ])("that one %s is told with its place", async (_, code, expected) => {
    await writeFile(path.join(folder, "x.mjs"), code);
    const [problem] = await placedProblems(GOOD + "plugins: [./x.mjs]\n");
    expect(problem).toMatch(expected);
    expect(problem).toMatch(/^p\.yaml:7:/);
  });

  it("that are not there are told", async () => {
    const [missing, uninstalled] = await placedProblems(GOOD + 'plugins: [./none.mjs, "no-such-package"]\n');
    expect(missing).toMatch(/WN1301 the plugin ".\/none.mjs" cannot be loaded: the file is not there/);
    expect(uninstalled).toMatch(/WN1301 .*no such package is installed for the profile's folder/);
  });

  it("that are there, but not what they import, are told so", async () => {
    await writeFile(path.join(folder, "lonely.mjs"), 'import "no-such-package";\nexport const plugins = [];\n');
    await writeFile(path.join(folder, "half.mjs"), 'import "./gone.mjs";\nexport const plugins = [];\n');
    const [lonely, half] = await placedProblems(GOOD + "plugins: [./lonely.mjs, ./half.mjs]\n");
    expect(lonely).toBe(
      'p.yaml:7:11 WN1301 the plugin "./lonely.mjs" cannot be loaded: it imports "no-such-package", which is not there.\n' +
        "  A path is taken from the profile's folder; a package must be installed there (npm install NAME).",
    );
    expect(half).toMatch(
      /WN1301 the plugin "\.\/half\.mjs" cannot be loaded: it imports ".*gone\.mjs", which is not there\./,
    );
  });
});
