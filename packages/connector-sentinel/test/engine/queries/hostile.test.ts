import type { ColumnInfo, ReducePlan } from "@winnow/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstsQuery, membersQuery, sampleQuery, timelessQuery } from "../../../src/engine/queries/event-queries.ts";
import { groupsQuery } from "../../../src/engine/queries/groups-query.ts";
import { ReductionTable } from "../../../src/engine/queries/reduction-table.ts";
import { activityQuery, boundsQuery, histogramQuery } from "../../../src/engine/queries/time-queries.ts";
import { kqlDialect } from "../../../src/kql/dialect.ts";
import { tableQuery } from "../../../src/kql/statements.ts";
import { sliceOf } from "../../../src/pull/slice.ts";
import { expressionOf, hostileText, parsed } from "../../../../expressions/test/support/expressions.ts";
import { checkerFor } from "../../support/kusto.ts";

type Key = ReducePlan["keys"][number];

const RANGE = { from: 17_000_000_000_000_000n, to: 17_000_000_600_000_000n };
const STEPS = { start: RANGE.from / 10n, width: 7n };
const SLICES = [sliceOf(RANGE), { range: RANGE, counted: true, buckets: [{ count: 16, index: 3 }] }];
const TYPES = ["string", "int", "long", "bool", "datetime", "guid", "timespan", "dynamic", "real", "decimal"] as const;

/** Names of tables and columns that Kusto allows. */
const name = fc
  .oneof(hostileText, fc.constantFrom("t", "s", "k0", "c0", "all_groups", "where", "w_t", "true", "['x']", "a b", "]]"))
  .map((text) => text.toWellFormed())
  .filter((text) => text !== "" && text.toLowerCase() !== "timegenerated");

const table = fc.record({
  table: name,
  a: fc.constantFrom(...TYPES),
  b: fc.constantFrom(...TYPES),
  slice: fc.constantFrom(...SLICES),
  names: fc.uniqueArray(name, { minLength: 2, maxLength: 2, selector: (text) => text.toLowerCase() }),
});

const dialect = kqlDialect([]);
const keys = fc.array(expressionOf(Object.keys(dialect.operators), "any", 2), { maxLength: 3 });

describe("the queries of a reduction", () => {
  it("pass the service's own parser with any table name, column name and key", () => {
    let checked = 0;
    fc.assert(
      fc.property(table, keys, ({ table: called, slice, a, b, names }, inputs) => {
        const columns: ColumnInfo[] = [
          { name: "TimeGenerated", type: "datetime" },
          { name: names[0]!, type: a },
          { name: names[1]!, type: b },
        ];
        const own = kqlDialect(columns);
        const written = inputs.map((input): Key => {
          const text = JSON.stringify(parsed(input));
          const named = text.replaceAll(/\{"op":"column","name":"([ab])"/g, (_, which: string) => {
            return `{"op":"column","name":${JSON.stringify(names[which === "a" ? 0 : 1])}`;
          });
          return { name: "key", expression: JSON.parse(named) as Key["expression"] };
        });
        const source = { name: "table", base: tableQuery(called), columns, dialect: own, from: RANGE.from };
        const check = checkerFor([{ name: called, columns }]);
        let reduction: ReductionTable;
        try {
          reduction = new ReductionTable(
            { time: { column: "TimeGenerated", format: "auto" }, where: null, keys: written },
            source,
          );
        } catch (error) {
          // KQL cannot run some expressions over numbers with fractions.
          expect(error).toMatchObject({ code: "WN1582" });
          return;
        }
        const first = { id: "abc", time: "2023-11-14T22:13:20.0000000Z" };
        for (const kql of [
          groupsQuery(reduction, slice, 7),
          firstsQuery(reduction, slice, [first, { id: "def", time: "" }]),
          membersQuery(reduction, slice, ["abc"], 5),
          membersQuery(reduction, slice, null, undefined),
          boundsQuery(reduction, slice),
          histogramQuery(reduction, slice, null, STEPS),
          histogramQuery(reduction, slice, ["abc"], STEPS),
          activityQuery(reduction, slice, 6, STEPS),
          timelessQuery(reduction, slice),
          sampleQuery(source, slice, 5),
        ]) {
          const { errors, columns: found } = check(kql);
          expect({ kql, errors }).toEqual({ kql, errors: [] });
          expect(found.length).toBeGreaterThan(0);
          checked++;
        }
      }),
      { numRuns: 25, seed: 2 },
    );
    expect(checked).toBeGreaterThan(100);
  });
});
