import { describe, expect, it } from "vitest";
import { datetimeLiteral } from "../../../src/kql/quote.ts";
import { answerTooLarge, queryTimedOut, serviceFailed } from "../../../src/service/errors.ts";
import { quietContext } from "../../support/context.ts";
import { batchesOf, reducing } from "../../support/engines.ts";
import {
  answer,
  asksForGroups,
  COMPACT,
  failureOf,
  groupsOf,
  planOf,
  RANGE,
  scripted,
  scriptedGroups,
  TABLE,
} from "../../support/scripted.ts";

describe("counting groups", () => {
  it("reports once that events without a time are missing, in however many parts they were queried", async () => {
    const lost = queryTimedOut({ attempts: 2, reason: "Gateway timeout." });
    const service = scripted((kql) => {
      if (kql.includes("isnull(TimeGenerated)\n")) throw lost;
      return groupsOf("a");
    });
    const context = quietContext();
    await (await reducing(service, TABLE, RANGE, context)).reduce(planOf("Text"));
    expect(context.gaps).toHaveLength(1);
    expect(context.gaps[0]).toMatchObject({ source: "table T" });
    expect(context.gaps[0]!.reason).toMatch(/^events without TimeGenerated: .*Gateway timeout\. \(WN1566\)$/);
  });

  it("parses times near the start of the range and far from it", async () => {
    const times = ["0", "-1", "9007199254740", "00010101000000000000", "99991231235959999999"];
    const groups = answer(["t0,0000000x"], ...times.map((time) => [`g0,1,${time},${time},0000000`]));
    const engine = await reducing(scriptedGroups(groups), TABLE, { from: RANGE.from + 7n, to: RANGE.to });
    const batches = await batchesOf(await engine.reduce(planOf("Text")));
    expect(batches.map(({ firstTimes, lastTimes }) => [...firstTimes, ...lastTimes])).toEqual([
      [-62_135_596_800_000_000n, 253_402_300_799_999_999n],
    ]);
  });

  it("orders groups by first time and then by keys, whatever the order of the answer", async () => {
    const groups = answer(
      ["t0,0000000a"],
      ["t0,0000001b"],
      ["t0,0000002c"],
      ["g0,1,2,2,0000000"],
      ["g0,1,1,9,0000002"],
      ["g0,1,1,1,0000001"],
    );
    const engine = await reducing(scriptedGroups(groups), TABLE, RANGE);
    const [batch] = await batchesOf(await engine.reduce(planOf("Text")));
    expect(batch!.keys[0]!.values).toEqual(["b", "c", "a"]);
    expect([...batch!.exemplars]).toEqual([0, 1, 2]);
  });

  it("rejects an answer that does not have the form of groups", async () => {
    const outcomes: string[] = [];
    for (const lines of [
      [`g0,1,${COMPACT},${COMPACT},0000000`],
      ["t0,0000000x", "g0,many,,,0000000"],
      ["t0,0000000x", "g0,0,,,0000000"],
      ["t0,0000000x", "g0,1,yesterday,,0000000"],
      ["t0,0000000x", "g0,1,99999999999999999999,,0000000"],
      ["t0,0000000x", "g0,1,,,000000000"],
      ["t1,0000000x"],
    ]) {
      const engine = await reducing(scriptedGroups(answer(...lines.map((line) => [line]))), TABLE, RANGE);
      outcomes.push(await failureOf(engine.reduce(planOf("Text"))));
    }
    expect(outcomes).toEqual(
      [
        `"g0,1,${COMPACT},${COMPACT},0000000" is no group`,
        '"g0,many,,,0000000" is no group',
        '"g0,0,,,0000000" is no group',
        '"g0,1,yesterday,,0000000" is no group',
        '"99999999999999999999" is no time',
        '"g0,1,,,000000000" is no group',
        '"t1,0000000x" is no group',
      ].map(
        (problem) =>
          `WN1587 unusable answer to a reduction: ${problem}\n  Please report this, with the profile and the query.`,
      ),
    );
  });

  it("queries with longer codes where two texts share one, and distinguishes them", async () => {
    const asked: string[] = [];
    const engine = await reducing(
      scripted((kql) => {
        if (!asksForGroups(kql)) return answer();
        asked.push(kql);
        if (asked.length === 1) return answer(["t0,0000000x"], ["t0,0000000y"], ["g0,2,,,0000000"], ["g0,5,,,0000000"]);
        const [one, two] = ["0".repeat(64), "1".repeat(64)];
        return answer([`t0,${one}x`], [`t0,${two}y`], [`g0,2,,,${one}`], [`g0,5,,,${two}`]);
      }),
      TABLE,
      RANGE,
    );
    const batches = await batchesOf(await engine.reduce(planOf("Text")));
    expect(batches.map(({ keys, counts }) => [keys[0]!.values, [...counts]])).toEqual([
      [
        ["x", "y"],
        [2, 5],
      ],
    ]);
    expect(asked.map((kql) => kql.includes("substring(hash_sha256(k0), 0, 64)"))).toEqual([false, true]);
    const same = answer([`t0,${"0".repeat(64)}x`], [`t0,${"0".repeat(64)}y`]);
    const never = await reducing(scriptedGroups(same), TABLE, RANGE);
    expect(await failureOf(never.reduce(planOf("Text")))).toContain(
      "WN1587 unusable answer to a reduction: different texts have one code",
    );
  });

  it("reports exact gaps although the second pass starts at the beginning again", async () => {
    const [quarter, middle] = [4n, 2n].map((part) => datetimeLiteral(RANGE.from + (RANGE.to - RANGE.from) / part));
    const down = serviceFailed({ status: 500, attempts: 6, reason: "down" });
    const context = quietContext();
    const engine = await reducing(
      scripted((kql) => {
        if (!asksForGroups(kql)) return answer();
        if (kql.includes(`>= ${middle!}`)) throw down;
        if (!kql.includes(quarter!)) throw answerTooLarge({ reason: "rows" });
        if (kql.includes("0, 64")) {
          if (kql.includes(`< ${quarter!}`)) throw down;
          return answer([`t0,${"0".repeat(64)}x`], [`g0,2,,,${"0".repeat(64)}`]);
        }
        return answer(["t0,0000000x"], ["t0,0000000y"], ["g0,2,,,0000000"]);
      }),
      TABLE,
      RANGE,
      context,
    );
    await engine.reduce(planOf("Text"));
    expect(context.gaps.map(({ from, to }) => [from, to])).toEqual([
      ["2023-11-14T22:13:50.0000000Z", "2023-11-14T22:14:20.0000000Z"],
      ["2023-11-14T22:13:20.0000000Z", "2023-11-14T22:13:35.0000000Z"],
    ]);
  });
});
