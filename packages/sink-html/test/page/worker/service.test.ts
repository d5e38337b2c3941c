import { defineClusterer, noOptions, type ClustererPlugin } from "@winnow/core";
import { beforeAll, describe, expect, it } from "vitest";
import { CLUSTERERS } from "../../../page/worker/clusterers.ts";
import type { FromWorker } from "../../../page/worker/messages.ts";
import { ClusterService } from "../../../page/worker/service.ts";
import { settingsOf, spaceKey, type Settings } from "../../../page/worker/settings.ts";
import { finish, readProfile, SUBJECTS, type Finished } from "./bench.ts";
import { dirname } from "node:path";

let ran: Finished;
let own: Settings;

beforeAll(async () => {
  const { profile } = SUBJECTS[0]!;
  ran = await finish(await readProfile(profile), dirname(profile));
  own = settingsOf(ran.analysis);
});

/** A service with the run opened, and what it posted since. */
function opened(clusterers: readonly ClustererPlugin[] = CLUSTERERS): {
  readonly service: ClusterService;
  readonly posted: FromWorker[];
} {
  const posted: FromWorker[] = [];
  const service = new ClusterService(clusterers, (message) => posted.push(message));
  void service.receive({ kind: "open", analysis: ran.analysis, base: ran.base });
  return { service, posted };
}

describe("the worker", () => {
  it("lists its clusterers with their options, defaults and tuned option", () => {
    const { posted } = opened();
    const [ready] = posted;
    expect(ready?.kind === "ready" && ready.clusterers.map(({ name, tuned }) => [name, tuned])).toEqual([
      ["dbscan", "eps"],
      ["hdbscan", "minClusterSize"],
      ["kmeans", null],
    ]);
    expect(ready?.kind === "ready" && ready.clusterers[0]!.defaults).toEqual({
      eps: "auto",
      minPoints: 2,
      metric: "euclidean",
    });
  });

  it("answers only the newest of several requests", async () => {
    const { service, posted } = opened();
    const eps = (value: number): Settings => ({ ...own, clusterer: { name: "dbscan", options: { eps: value } } });
    await Promise.all(
      [0.1, 0.01, 0.001].map((value, id) =>
        service.receive({ kind: "cluster", id, settings: eps(value), space: null }),
      ),
    );
    const answers = posted.filter(({ kind }) => kind !== "ready");
    expect(answers.map((message) => message.kind === "answer" && message.id)).toEqual([2]);
  });

  it("sends the points only where the page has others", async () => {
    const { service, posted } = opened();
    await service.receive({ kind: "cluster", id: 1, settings: own, space: null });
    await service.receive({ kind: "cluster", id: 2, settings: own, space: spaceKey(own) });
    await service.receive({ kind: "cluster", id: 3, settings: { ...own, scale: "minmax" }, space: spaceKey(own) });
    const sent = posted.map((message) => message.kind === "answer" && message.answer.space !== null);
    expect(sent).toEqual([false, true, false, true]);
  });

  it("finds nothing gained, lost or changed at the settings of the run", async () => {
    const { service, posted } = opened();
    await service.receive({ kind: "cluster", id: 1, settings: own, space: null });
    const message = posted[1]!;
    expect(message.kind === "answer" && message.answer.change).toEqual({ gained: [], lost: [], grown: 0, shrunk: 0 });
    expect(message.kind === "answer" && message.answer.folded.listed.map(({ before }) => before)).toEqual(
      ran.base.folded.map(() => true),
    );
    expect(message.kind === "answer" && message.answer.folded).toMatchObject({
      count: ran.base.folded.length,
      fresh: 0,
    });
  });

  it("reports the former row of every gained row and the new row of every lost row", async () => {
    const { service, posted } = opened();
    const settings: Settings = { ...own, within: [], clusterer: { name: "dbscan", options: { eps: 0.0005 } } };
    await service.receive({ kind: "cluster", id: 1, settings, space: null });
    const message = posted[1]!;
    if (message.kind !== "answer") throw new Error(message.kind);
    const { rows, change } = message.answer;
    expect(change.lost.length).toBeGreaterThan(0);
    const members = (row: number): number[] => [...rows.groups.subarray(rows.starts[row], rows.starts[row + 1])];
    for (const { row, to } of change.lost) {
      expect(members(to)).toContain(ran.base.exemplarGroups[row]);
      expect(rows.exemplars).not.toContain(ran.base.exemplars[row]);
    }
    for (const { row, from } of change.gained) {
      expect(ran.base.ofGroup[members(row)[0]!]).toBe(from);
      expect(ran.base.exemplars).not.toContain(rows.exemplars[row]);
    }
  });

  it("counts for every kept field the values that occur once: shown, beside a row, and hidden only where nothing guards", async () => {
    const { service, posted } = opened();
    const settings: Settings = { ...own, within: [], clusterer: { name: "dbscan", options: { eps: 10 } } };
    await service.receive({ kind: "cluster", id: 1, settings, space: null });
    const message = posted[1]!;
    if (message.kind !== "answer") throw new Error(message.kind);
    const byField = new Map(message.answer.rarities.map((entry) => [entry.field, entry]));
    for (const { field, guarded, once, shown, beside } of message.answer.rarities) {
      const summary = ran.result.guarded.find((known) => known.field === field);
      if (guarded) expect(shown + beside).toBe(once);
      if (summary !== undefined) expect(once).toBe(summary.once);
    }
    const hidden = byField.get("process.name")!;
    expect(hidden.once - hidden.shown - hidden.beside).toBeGreaterThan(0);
  });

  it("suggests a start value for tuning", async () => {
    const { service, posted } = opened();
    await service.receive({ kind: "start", id: 1, settings: { ...own, within: [] } });
    const message = posted[1]!;
    expect(message.kind).toBe("start");
    const start = message.kind === "start" ? message.start! : undefined;
    expect(start!.values).toContain(Number(start!.value.toPrecision(2)));
    expect(start!.reason).not.toBe("");
  });

  it("reports a failure as data, with the message of a run", async () => {
    const { service, posted } = opened();
    const ask = (changes: Partial<Settings>): Promise<void> =>
      service.receive({ kind: "cluster", id: 1, settings: { ...own, ...changes }, space: null });
    await ask({ features: [] });
    await ask({ clusterer: { name: "dbscn", options: {} } });
    await ask({ clusterer: { name: "dbscan", options: { eps: -1, minPoint: 3 } } });
    expect(posted.slice(1).map((message) => message.kind === "failed" && message.failure)).toEqual([
      {
        code: "WN1961",
        message: "features: none is left, so there is nothing to cluster by",
        hint: "Take at least one feature in.",
      },
      {
        code: "WN1962",
        message: 'cluster.use: a report cannot cluster by "dbscn"',
        hint: 'Did you mean "dbscan"? Choose one of: dbscan, hdbscan, kmeans.',
      },
      {
        code: "WN1963",
        message:
          'cluster.with: dbscan does not take this: eps: Too small: expected number to be >=0; Unrecognized key: "minPoint"',
        hint: "Change the option, or reset the settings to those of the run.",
      },
    ]);
  });

  it("reports a failure of a plugin as data", async () => {
    const broken = defineClusterer({
      name: "broken",
      summary: "throws",
      options: noOptions,
      traits: { weights: true },
      cluster: () => {
        throw new Error("out of luck");
      },
    });
    const { service, posted } = opened([broken as ClustererPlugin]);
    const settings: Settings = { ...own, clusterer: { name: "broken", options: {} } };
    await service.receive({ kind: "cluster", id: 1, settings, space: null });
    const message = posted[1]!;
    expect(message.kind === "failed" && [message.failure.code, message.failure.message]).toEqual([
      "WN1304",
      'clusterer "broken" failed while the run was at "cluster": out of luck.',
    ]);
  });
});
