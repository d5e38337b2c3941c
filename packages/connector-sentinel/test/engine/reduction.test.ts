import type { Reject } from "@winnow/core";
import { describe, expect, it } from "vitest";
import { groupId } from "../../src/engine/queries/group-id.ts";
import type { QueryService } from "../../src/service/query-service.ts";
import { batchesOf, eventsOf, reducing } from "../support/engines.ts";
import {
  answer,
  COMPACT,
  groupsOf,
  planOf,
  RANGE,
  scripted,
  scriptedGroups,
  TABLE,
  TIME,
} from "../support/scripted.ts";

describe("a Sentinel reduction", () => {
  it("returns the same groups at every call without another query", async () => {
    let asked = 0;
    const groups = scriptedGroups(groupsOf("b", "a"));
    const service: QueryService = {
      query: async (...query) => {
        asked++;
        return groups.query(...query);
      },
    };
    const reduction = await (await reducing(service, TABLE, RANGE)).reduce(planOf("Text"));
    const queries = asked;
    const first = await batchesOf(reduction);
    expect(first.map(({ keys }) => keys[0]!.values)).toEqual([["a", "b"]]);
    expect(await batchesOf(reduction)).toEqual(first);
    expect(asked).toBe(queries);
  });

  it("is not affected by a later reduction of the same engine", async () => {
    const service = scripted((kql) => {
      const isText = kql.includes("c3 = Text");
      const key = isText ? "text" : "seen";
      if (kql.includes("isnull(TimeGenerated)\n")) return answer();
      if (kql.includes("materialize(")) return groupsOf(key);
      expect(kql).toContain(`"${groupId([kql.includes(groupId(["text"])) ? "text" : "seen"])}${TIME}"`);
      return answer([groupId([kql.includes(groupId(["text"])) ? "text" : "seen"]), TIME, "seen", "1", "text", "0.5"]);
    });
    const engine = await reducing(service, TABLE, RANGE);
    const [text, seen] = [await engine.reduce(planOf("Text")), await engine.reduce(planOf("Seen"))];
    expect((await batchesOf(text))[0]!.keys[0]!.values).toEqual(["text"]);
    expect((await batchesOf(seen))[0]!.keys[0]!.values).toEqual(["seen"]);
    expect(await eventsOf(text.exemplars([0]))).toHaveLength(1);
    await seen[Symbol.asyncDispose]();
    expect((await batchesOf(text))[0]!.keys[0]!.values).toEqual(["text"]);
    expect(await text.ledger()).toMatchObject({ read: 1, clustered: 1 });
  });

  it("counts an event without a time as rejected and describes it", async () => {
    const counts = answer([`g1,2,,,`], ["t0,0000000x"], [`g0,3,${COMPACT},${COMPACT},0000000`], [`g2,4,,,`]);
    const service = scriptedGroups(counts, () => answer(["", "s", "", "y".repeat(300), ""], ["", "", "7", "", "2.5"]));
    const reduction = await (await reducing(service, TABLE, { ...RANGE })).reduce(planOf("Text"));
    expect(await reduction.ledger()).toEqual({
      read: 9,
      rejected: 2,
      filtered: 4,
      clustered: 3,
      reasons: { "time is missing": 2 },
    });
    const rejects: Reject[] = [];
    for await (const reject of reduction.rejects()) rejects.push(reject);
    // The script answers for the range and for the events without a time alike.
    expect(rejects.slice(0, 2)).toEqual([
      { file: "table T", line: 1, reason: "time is missing", text: `Seen=s Text=${"y".repeat(187)}…` },
      { file: "table T", line: 2, reason: "time is missing", text: "Started=7 Score=2.5" },
    ]);
  });
});
