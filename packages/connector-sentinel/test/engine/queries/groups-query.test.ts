import type { ExpressionInput } from "@winnow/core";
import { expect, it } from "vitest";
import { reducing } from "../../support/engines.ts";
import { answer, asksForGroups, RANGE, scripted, TABLE } from "../../support/scripted.ts";
import { parsed } from "../../../../expressions/test/support/expressions.ts";

function compactOf(time: string): string {
  const [least, base, most] = [
    "1995-04-30T22:14:34.5259008Z",
    "2023-11-14T22:13:20.0000000Z",
    "2052-05-30T22:12:05.4740992Z",
  ];
  return (
    `case(isnull(${time}), "", ${time} >= datetime(${least}) and ${time} < datetime(${most}), ` +
    `tostring(tolong((${time} - datetime(${base})) / 1microsecond)), format_datetime(${time}, "yyyyMMddHHmmssffffff"))`
  );
}

it("groupsQuery groups by each key once, and not by keys that follow from others", async () => {
  let query = "";
  const engine = await reducing(
    scripted((kql) => {
      query = asksForGroups(kql) ? kql : query;
      return answer();
    }),
    TABLE,
    RANGE,
  );
  const keys = ["Text", { charScore: { basename: "Text" } }, { basename: "Text" }, "Text"].map((input, i) => ({
    name: `key${i}`,
    expression: parsed(input as ExpressionInput),
  }));
  await engine.reduce({ time: null, where: null, keys });
  expect(query).toBe(
    [
      "let all_groups = materialize(",
      "T",
      "| where TimeGenerated >= datetime(2023-11-14T22:13:20.0000000Z) and TimeGenerated < datetime(2023-11-14T22:14:20.0000000Z)",
      "| project t = bin(TimeGenerated, 1microsecond), c3 = Text",
      "| extend s = 0",
      '| extend k0 = iff(s == 0, c3, "")',
      "| summarize n = count(), a = min(t), b = max(t) by s, k0",
      "| extend h0 = substring(hash_sha256(k0), 0, 7)",
      ");",
      'union (all_groups | project r = strcat("g", tostring(s), ",", tostring(n), ",", ' +
        `${compactOf("a")}, ",", ${compactOf("b")}, ",", h0)),`,
      '(all_groups | where s == 0 | distinct h0, k0 | project r = strcat("t0,", h0, k0))',
    ].join("\n"),
  );
});
