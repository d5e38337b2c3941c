import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import {
  extendingProfile,
  leavesOutOptions,
  profileChanges,
  wholeProfile,
} from "../../../../page/views/tune/profile.ts";
import { settingsOf, type Settings } from "../../../../page/worker/settings.ts";
import { finish, finishFile, readProfile, SUBJECTS, type Finished } from "../../worker/bench.ts";

const folder = mkdtempSync(join(tmpdir(), "winnow-profile-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("settings as a profile", () => {
  const { profile } = SUBJECTS[0]!;
  let ran: Finished;
  let settings: Settings;
  let changes: Readonly<Record<string, unknown>>;
  beforeAll(async () => {
    ran = await finish(await readProfile(profile), dirname(profile));
    settings = {
      features: [1, 2],
      scale: "standard",
      within: [],
      clusterer: { name: "hdbscan", options: { minClusterSize: 4, minPoints: 3, maxClusterSize: undefined } },
    };
    changes = profileChanges(ran.loaded.document, ran.analysis, settings).changes!;
  });

  it("say what is different and the whole of how to cluster, and keep what no longer partitions", () => {
    const text = extendingProfile(ran.loaded.document, "../windows-processes.yaml", changes);
    expect(parse(text)).toEqual({
      profile: "winnow/v1",
      name: "windows-processes-example-tuned",
      extends: "../windows-processes.yaml",
      features: [{ use: "windows-process", with: { pick: ["pathScore", "isSystemSession"] } }],
      scale: "standard",
      cluster: { use: "hdbscan", with: { minClusterSize: 4, minPoints: 3 }, within: [] },
      keep: ["process.name"],
    });
  });

  it("say no more than how to cluster where nothing else changed", () => {
    const own = settingsOf(ran.analysis);
    const { changes: few } = profileChanges(ran.loaded.document, ran.analysis, own);
    expect(Object.keys(few!)).toEqual(["cluster"]);
  });

  it.each(["extending", "whole"])("are a profile that runs and gives the same rows (%s)", async (kind) => {
    const path = join(folder, `${kind}.yaml`);
    const source = { use: "files", with: { path: join(dirname(profile), "data/processes.csv") } };
    const text =
      kind === "whole"
        ? wholeProfile(ran.loaded.document, { ...changes, source })
        : extendingProfile(ran.loaded.document, profile, { ...changes, source });
    writeFileSync(path, text);
    const again = await finishFile(path);
    expect(again.loaded.problems).toEqual([]);
    expect(again.analysis.plan.features.map(({ name }) => name)).toEqual(["pathScore", "isSystemSession"]);
    expect(again.analysis.clusterer).toMatchObject({ name: "hdbscan", options: { minClusterSize: 4, minPoints: 3 } });
    expect(again.analysis.scale).toBe("standard");
    expect(again.result.counts).toEqual(
      (await finish({ ...(ran.loaded.document as object), ...changes }, dirname(profile))).result.counts,
    );
  });

  it("write hostile names as texts, whatever YAML would make of them", () => {
    const name = 'x: {y}\n- "z" # &a *b !!js/function ]';
    const text = extendingProfile({ name, cluster: {} }, "no: yes", { keep: ["true", "null", "0x10", "\u2028", "'"] });
    expect(parse(text)).toEqual({
      profile: "winnow/v1",
      name: `${name}-tuned`,
      extends: "no: yes",
      keep: ["true", "null", "0x10", "\u2028", "'"],
    });
  });

  it("need a whole profile where an option is to be left out that the run had", () => {
    const document = { cluster: { use: "hdbscan", with: { maxClusterSize: 9, minPoints: 3 } } };
    expect(leavesOutOptions(document, settings)).toBe(true);
    expect(leavesOutOptions({ cluster: { use: "dbscan", with: { eps: 1 } } }, settings)).toBe(false);
  });
});

describe("leaving features out", () => {
  const plan = (names: readonly string[]) =>
    ({
      plan: { features: names.map((name) => ({ name })), kept: [], within: [] },
      scale: "none",
      clusterer: { name: "dbscan", options: {} },
    }) as unknown as Finished["analysis"];
  const without = (features: readonly unknown[], names: readonly string[], left: string, more: object = {}) =>
    profileChanges({ features, ...more }, plan(names), {
      features: names.map((_, at) => at).filter((at) => names[at] !== left),
      scale: "none",
      within: [],
      clusterer: { name: "dbscan", options: {} },
    });

  it("takes own features out of `define`, and leaves texts there alone", () => {
    const { changes } = without(
      [{ use: "a" }, { define: { long: { length: "x" }, hour: { hour: "@timestamp" }, text: { lower: "x" } } }],
      ["one", "long", "hour"],
      "hour",
    );
    expect(changes!["features"]).toEqual([
      { use: "a", with: { pick: ["one"] } },
      { define: { long: { length: "x" }, text: { lower: "x" } } },
    ]);
  });

  it("names the features of a set that had none picked", () => {
    const { changes } = without([{ use: "a", with: { other: 1 } }], ["one", "two"], "one");
    expect(changes!["features"]).toEqual([{ use: "a", with: { other: 1, pick: ["two"] } }]);
  });

  it.each([
    [
      "of two sets without `pick`",
      [{ use: "a" }, { use: "b" }],
      ["one", "two"],
      {},
      "Several sets of features are used without `pick`, so that a profile cannot leave one feature out.",
    ],
    [
      "that the ranking names",
      [{ define: { one: "x", two: "y" } }],
      ["one", "two"],
      { rank: { signals: { one: 2 } } },
      "The profile names its own feature one elsewhere, too: it has to stay.",
    ],
    [
      "that is the only one of its set",
      [{ use: "a", with: { pick: ["one"] } }, { use: "b" }],
      ["one", "two"],
      {},
      "A profile cannot use a without any of its features.",
    ],
  ])("says why no profile can leave out a feature %s", (_, features, names, more, problem) => {
    expect(without(features, names, "one", more)).toEqual({ changes: null, problem });
  });
});
