import { dirname } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { CLUSTERERS } from "../../../page/worker/clusterers.ts";
import { recluster, type Reclustered } from "../../../page/worker/recluster.ts";
import { settingsOf } from "../../../page/worker/settings.ts";
import { Spaces } from "../../../page/worker/spaces.ts";
import { finish, readProfile, SUBJECTS, type Finished } from "./bench.ts";

describe("where the order of the rows takes long to tell", () => {
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

  it("there are two answers: the same clusters, rows and rarities at once, the final order after it", async () => {
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

  it("there is one answer where clustering is quick", async () => {
    const found = await answers(new AbortController().signal, Infinity);
    expect(found.map(({ settled }) => settled)).toEqual([true]);
  });

  it("a newer request stops the second answer", async () => {
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
