import { contentDigest, type EventDigest, type ReducePlan, type Reduction } from "@winnow/core";
import { describe, expect, it } from "vitest";
import { groupId } from "../../../src/engine/queries/group-id.ts";
import type { QueryAnswer, QueryService } from "../../../src/service/query-service.ts";
import { allOf, eventsOf, reducing } from "../../support/engines.ts";
import {
  answer,
  COLUMNS,
  failureOf,
  groupsOf,
  planOf,
  RANGE,
  scripted,
  scriptedGroups,
  TABLE,
  TIME,
} from "../../support/scripted.ts";

const NAMES = Object.keys(COLUMNS);

async function reductionOf(service: QueryService, plan: ReducePlan = planOf("Text")): Promise<Reduction> {
  return (await reducing(service, TABLE, RANGE)).reduce(plan);
}

/** A reduction into one group whose first instant has several events, answered in the order given. */
function tied(events: readonly (readonly string[])[], digest?: EventDigest): Promise<Reduction> {
  const found = answer(...events.map((cells) => [groupId(["x"]), ...cells]));
  const plan = digest === undefined ? planOf("Text") : { ...planOf("Text"), digest };
  return reductionOf(
    scriptedGroups(groupsOf("x"), () => found),
    plan,
  );
}

describe("exemplars", () => {
  it("are queried by hashes, so that no log content goes into a query", async () => {
    const asked: string[] = [];
    const hostile = '"; T | take 1 //';
    const groups = scriptedGroups(groupsOf(hostile), () => answer([groupId([hostile]), TIME, "", "", hostile, "1"]));
    const reduction = await reductionOf({
      query: async (kql, range) => {
        asked.push(kql);
        return groups.query(kql, range);
      },
    });
    expect(await eventsOf(reduction.exemplars([0, 0]))).toEqual([
      [TIME, "", null, hostile, "1"],
      [TIME, "", null, hostile, "1"],
    ]);
    // The columns, the groups of the range, those without a time, the exemplars.
    expect(asked).toHaveLength(4);
    expect(asked.join("\n")).not.toContain("take 1");
    expect(asked[3]).toContain(`in ("${groupId([hostile])}${TIME}")`);
  });

  it("come in the order asked for, as often as asked for, with their numbers", async () => {
    const service = scriptedGroups(groupsOf("a", "b", "c"), (kql) => {
      const requested = ["a", "b", "c"].filter((key) => kql.includes(groupId([key])));
      return answer(...requested.map((key) => [groupId([key]), TIME, "", "", key, ""]));
    });
    const reduction = await reductionOf(service);
    const [batch] = await allOf(reduction.exemplars([2, 0, 2]));
    expect(batch!.values[3]).toEqual(["c", "a", "c"]);
    expect([...batch!.dataRows!]).toEqual([2, 0, 2]);
    expect(await allOf(reduction.drill!.events({ rows: [2, 0, 2] }))).toEqual([batch]);
    expect(await eventsOf(reduction.drill!.events({ rows: [2, 0, 2], limit: 1 }))).toHaveLength(1);
  });

  it("are, of several events at one instant, the one with the smallest digest of its cells", async () => {
    const events = ["1", "2", "3", "4", "5", "6"].map((started) => [TIME, "s", started, "x", ""]);
    const cellsOf = ([time, seen, started, text]: readonly string[]): (string | null)[] => [
      time!,
      seen!,
      started!,
      text!,
      null,
    ];
    const smallest = events
      .map(cellsOf)
      .sort((a, b) => (contentDigest(NAMES, a) < contentDigest(NAMES, b) ? -1 : 1))[0]!;
    for (const order of [events, events.toReversed(), events.toSorted((a, b) => (a[2]! < b[2]! ? 1 : -1))]) {
      expect(await eventsOf((await tied(order)).exemplars([0]))).toEqual([smallest]);
    }
  });

  it("are chosen by the plan's digest over the cells that the batch contains", async () => {
    const seen: (readonly (string | null)[])[] = [];
    const digest: EventDigest = (columns, cells) => {
      expect(columns).toEqual(NAMES);
      seen.push(cells);
      // Descending.
      return String(9 - Number(cells[2] ?? 0));
    };
    const events = ["1", "", "7", "3"].map((started) => [TIME, "", started, "x", ""]);
    expect(await eventsOf((await tied(events, digest)).exemplars([0]))).toEqual([[TIME, "", "7", "x", null]]);
    // Null where a column that is no string has an empty text.
    expect(seen.map((cells) => cells[2]).sort()).toEqual(["1", "3", "7", null]);
    expect(new Set(seen.map((cells) => cells[4]))).toEqual(new Set([null]));
  });

  it("fail by a number that no group has", async () => {
    const reduction = await reductionOf(scriptedGroups(groupsOf("x")));
    const unknown =
      "WN1585 unknown event number 7\n" +
      "  In Sentinel only exemplars have numbers. Pass numbers from the exemplars of a group batch of this reduction.";
    expect(await failureOf(eventsOf(reduction.exemplars([7])))).toBe(unknown);
    expect(await failureOf(eventsOf(reduction.drill!.events({ groups: [7] })))).toBe(unknown);
  });

  it("fail where the service no longer has the events", async () => {
    const reduction = await reductionOf(scriptedGroups(groupsOf("x", "y")));
    expect(await failureOf(eventsOf(reduction.exemplars([0, 1])))).toBe(
      "WN1586 table T no longer has the events that it counted in 2 groups\n" +
        "  Events arrived late, or their retention ended, during the run. Run again with a longer lag or a later since.",
    );
  });

  it("fail by an event of a group that was not asked for", async () => {
    const other: QueryAnswer = answer([groupId(["z"]), TIME, "", "", "z", ""]);
    const reduction = await reductionOf(scriptedGroups(groupsOf("x"), () => other));
    expect(await failureOf(eventsOf(reduction.exemplars([0])))).toContain(
      "WN1587 unusable answer to a reduction: it holds an event that was not asked for",
    );
  });

  it("are queried in parts of a thousand groups", async () => {
    const keys = Array.from({ length: 1500 }, (_, i) => `key${i}`);
    const asked: number[] = [];
    const service = scripted((kql) => {
      if (kql.includes("materialize(")) return kql.includes("isnull(TimeGenerated)\n") ? answer() : groupsOf(...keys);
      const ids = keys.map((key) => [groupId([key]), key] as const).filter(([id]) => kql.includes(id));
      asked.push(ids.length);
      return answer(...ids.map(([id, key]) => [id, TIME, "", "", key, ""]));
    });
    const reduction = await reductionOf(service);
    expect(await eventsOf(reduction.exemplars(keys.map((_, number) => number)))).toHaveLength(1500);
    expect(asked).toEqual([1000, 500]);
  });
});
