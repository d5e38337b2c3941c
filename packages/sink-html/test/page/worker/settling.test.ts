import { dirname } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { CLUSTERERS } from "../../../page/worker/clusterers.ts";
import { recluster, type Reclustered } from "../../../page/worker/recluster.ts";
import { settingsOf } from "../../../page/worker/settings.ts";
import { Spaces } from "../../../page/worker/spaces.ts";
import { finish, readProfile, SUBJECTS, type Finished } from "./bench.ts";

describe("reclustering with measured stability", () => {
  let ran: Finished;
  beforeAll(async () => {
    const { profile } = SUBJECTS[0]!;
    const document = await readProfile(profile);
    ran = await finish(
      { ...document, rank: { ...(document as { rank: object }).rank, stability: 3 } },
      dirname(profile),
    );
  });

  const answers = async (signal: AbortSignal, patience: number): Promise<Reclustered[]> => {
    const found: Reclustered[] = [];
    const settings = settingsOf(ran.analysis);
    for await (const answer of recluster(new Spaces(ran.analysis), settings, CLUSTERERS, { signal, patience })) {
      found.push(answer);
    }
    return found;
  };

  it("yields two answers with the same clusters, rows and rarities, the second one in final order", async () => {
    const [first, second, ...more] = await answers(new AbortController().signal, -1);
    expect(more).toEqual([]);
    expect([first!.settled, second!.settled]).toEqual([false, true]);
    expect(second!.clusters.labels).toEqual(first!.clusters.labels);
    const members = ({ rows }: Reclustered): string[] =>
      rows.map(({ groups, clusterId, folded }) => JSON.stringify([groups, clusterId, folded])).sort();
    expect(members(second!)).toEqual(members(first!));
    expect(second!.rows.map(({ groups }) => groups)).not.toEqual(first!.rows.map(({ groups }) => groups));
    expect(second!.rows.map(({ reasons }) => reasons)).toEqual(ran.result.rows.map(({ reasons }) => reasons));
  });

  it("yields one answer where clustering is quick", async () => {
    const found = await answers(new AbortController().signal, Infinity);
    expect(found.map(({ settled }) => settled)).toEqual([true]);
  });

  it("lets the event loop turn before the second answer, so that a newer request can stop it", async () => {
    const control = new AbortController();
    const iterator = recluster(new Spaces(ran.analysis), settingsOf(ran.analysis), CLUSTERERS, {
      signal: control.signal,
      patience: -1,
    });
    await iterator.next();
    const second = iterator.next();
    setTimeout(() => control.abort(), 0);
    await expect(second).rejects.toMatchObject({ code: "WN1001" });
  });

  it("measures how long points, clustering and ranking take", async () => {
    const [{ took }] = (await answers(new AbortController().signal, Infinity)) as [Reclustered];
    expect(Object.keys(took)).toEqual(["points", "cluster", "rank"]);
    for (const milliseconds of Object.values(took)) expect(milliseconds).toBeGreaterThan(0);
  });

  it("does not yield the second answer once it is aborted", async () => {
    const control = new AbortController();
    const settings = settingsOf(ran.analysis);
    const iterator = recluster(new Spaces(ran.analysis), settings, CLUSTERERS, {
      signal: control.signal,
      patience: -1,
    });
    expect((await iterator.next()).value?.settled).toBe(false);
    control.abort();
    await expect(iterator.next()).rejects.toMatchObject({ code: "WN1001" });
  });
});
