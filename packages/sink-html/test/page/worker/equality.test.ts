import { dirname } from "node:path";
import type { OutputRow, ReducedGroups } from "@winnow/core";
import { beforeAll, describe, expect, it } from "vitest";
import { profileChanges } from "../../../page/views/tune/profile.ts";
import { CLUSTERERS } from "../../../page/worker/clusterers.ts";
import { answerOf } from "../../../page/worker/answer.ts";
import { recluster, type Reclustered } from "../../../page/worker/recluster.ts";
import { settingsOf, type Settings } from "../../../page/worker/settings.ts";
import { Spaces } from "../../../page/worker/spaces.ts";
import { finish, readProfile, SUBJECTS, type Finished } from "./bench.ts";

type Change = (settings: Settings) => Settings;

const dbscan =
  (options: Readonly<Record<string, unknown>>): Change =>
  (settings) => ({ ...settings, clusterer: { name: "dbscan", options } });

/** Changes of settings, by name. */
const CHANGES: readonly (readonly [string, Change])[] = [
  ["the settings of the run", (settings) => settings],
  ["a smaller eps", dbscan({ eps: 0.00001, minPoints: 2 })],
  ["a larger eps and more points", dbscan({ eps: 0.5, minPoints: 4, metric: "manhattan" })],
  ["eps taken from the points", dbscan({})],
  [
    "HDBSCAN",
    (settings) => ({ ...settings, clusterer: { name: "hdbscan", options: { minClusterSize: 3, minPoints: 2 } } }),
  ],
  ["k-means", (settings) => ({ ...settings, clusterer: { name: "kmeans", options: { k: 4, seed: 7 } } })],
  ["only the first feature", (settings) => ({ ...settings, features: settings.features.slice(0, 1) })],
  [
    "the first feature left out, and other scaling",
    (settings) => ({ ...settings, features: settings.features.slice(-2), scale: "robust" }),
  ],
  ["no partition", (settings) => ({ ...settings, within: [] })],
];

/** Kept fields to partition by instead of those of the run. */
const others = ({ plan }: Finished["analysis"]): number[] => plan.kept.map((_, at) => at).slice(0, 2);

async function last(answers: AsyncIterable<Reclustered>): Promise<Reclustered> {
  let answer: Reclustered | undefined;
  for await (answer of answers);
  return answer!;
}

describe.each(SUBJECTS)("$name", ({ profile, input, instead, missing }) => {
  let ran: Finished;
  let spaces: Spaces;
  const signal = new AbortController().signal;

  beforeAll(async () => {
    if (missing) return;
    const document = { ...(await readProfile(profile)), ...instead };
    ran = await finish(document, dirname(profile), input === undefined ? undefined : [input]);
    spaces = new Spaces(ran.analysis);
  });

  const repartition: Change = (settings) => ({ ...settings, within: others(ran.analysis), scale: "minmax" });
  const changes = [...CHANGES, ["another partition and scaling", repartition] as const];

  it.skipIf(missing).each(changes)("with %s has the rows of a fresh run", async (_, change) => {
    const settings = change(settingsOf(ran.analysis));
    const { changes: written, problem } = profileChanges(ran.loaded.document, ran.analysis, settings);
    expect(problem).toBeNull();
    const document = { ...(ran.loaded.document as object), ...written };
    const fresh = await finish(document, dirname(profile));

    const live = await last(recluster(spaces, settings, CLUSTERERS, { signal, patience: Infinity }));
    const { answer } = answerOf(live, settings, ran.base, null);
    expect(live.settled).toBe(true);
    const exactly = settings.features.length === ran.analysis.plan.features.length;
    const known = fresh.result.rows.map(({ rank, clusterId, size, firstTime, exemplar, folded, reasons }) => {
      return { rank, clusterId, size, firstTime, exemplar, folded, reasons };
    });
    expect(rowsOf(live).map(exactly ? whole : anyOfInstant)).toEqual(known.map(exactly ? whole : anyOfInstant));
    expect(answer.counts).toEqual(
      (({ groups, points, clusters, noise }) => ({ groups, points, clusters, noise }))(fresh.result.counts),
    );
    expect(live.guarded).toEqual(fresh.result.guarded);
    // Another partition changes which values a run keeps, and in which order.
    if (settings.within === ran.analysis.plan.within) {
      expect(contentOf(live.space.groups)).toEqual(contentOf(fresh.analysis.groups));
    }
    expect(partitionOf(answer.rows, ran.groupOfEvent)).toEqual(fresh.rowOfEvent);
  });
});

type ComparedRow = Pick<OutputRow, "rank" | "clusterId" | "size" | "firstTime" | "exemplar" | "folded" | "reasons">;

function rowsOf({ rows, space }: Reclustered): ComparedRow[] {
  return rows.map(({ rank, clusterId, size, firstTime, groups: [first], folded, reasons }) => {
    return { rank, clusterId, size, firstTime, exemplar: space.groups.exemplars[first!]!, folded, reasons };
  });
}

const whole = (row: ComparedRow): ComparedRow => row;

/**
 * Of several events of one instant, the digests of the events decide in a run, and the order of the report's groups
 * decides in a page: another event may represent a merged group.
 */
function anyOfInstant({ exemplar: _, folded, ...row }: ComparedRow): unknown {
  return { ...row, folded: folded.map(({ values }) => values) };
}

/** Everything about groups that does not depend on which event of an instant represents them. */
function contentOf({ exemplars: _, peaks: _peaks, ...groups }: ReducedGroups): unknown {
  return groups;
}

/** Row of every event, by its group; −1 where it was not clustered. */
function partitionOf(
  { count, groups, starts }: ReturnType<typeof answerOf>["answer"]["rows"],
  groupOfEvent: Int32Array,
): Int32Array {
  const rowOfGroup = new Map<number, number>();
  for (let row = 0; row < count; row++) {
    for (let at = starts[row]!; at < starts[row + 1]!; at++) rowOfGroup.set(groups[at]!, row);
  }
  return groupOfEvent.map((group) => rowOfGroup.get(group) ?? -1);
}
