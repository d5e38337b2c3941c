import type { ColumnInfo, GroupKey } from "@winnow/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kqlDialect } from "../../src/kql/dialect.ts";
import { tableQuery } from "../../src/kql/statements.ts";
import { ReductionQueries, sampleQuery } from "../../src/engine/reduction-queries.ts";
import { sliceOf } from "../../src/pull/slice.ts";
import { expressionOf, hostileText, parsed } from "../../../core/test/support/expressions.ts";
import { checkerFor } from "../support/kusto.ts";

const RANGE = { from: 17_000_000_000_000_000n, to: 17_000_000_600_000_000n };
const SLICES = [sliceOf(RANGE), { range: RANGE, counted: true, buckets: [{ count: 16, index: 3 }] }];
const TYPES = ["string", "int", "long", "bool", "datetime", "guid", "timespan", "dynamic", "real", "decimal"] as const;

/** Names that a table might have: none twice, none that Kusto has not. */
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
  it("are right to the service's own parser whatever tables and columns are called and keys say", () => {
    let checked = 0;
    fc.assert(
      fc.property(table, keys, ({ table: called, slice, a, b, names }, inputs) => {
        const columns: ColumnInfo[] = [
          { name: "TimeGenerated", type: "datetime" },
          { name: names[0]!, type: a },
          { name: names[1]!, type: b },
        ];
        const own = kqlDialect(columns);
        const written = inputs.map((input): GroupKey => {
          const text = JSON.stringify(parsed(input));
          const named = text.replaceAll(/\{"op":"column","name":"([ab])"/g, (_, which: string) => {
            return `{"op":"column","name":${JSON.stringify(names[which === "a" ? 0 : 1])}`;
          });
          return { name: "key", expression: JSON.parse(named) as GroupKey["expression"] };
        });
        const source = { name: "table", base: tableQuery(called), columns, dialect: own, from: RANGE.from };
        const check = checkerFor([{ name: called, columns }]);
        let queries: ReductionQueries;
        try {
          queries = new ReductionQueries(
            { time: { column: "TimeGenerated", format: "auto" }, where: null, keys: written },
            source,
          );
        } catch (error) {
          // Over numbers with fractions, some cannot run in KQL.
          expect(error).toMatchObject({ code: "WN1582" });
          return;
        }
        const first = { id: "abc", time: "2023-11-14T22:13:20.0000000Z" };
        for (const kql of [
          queries.groups(slice, 7),
          queries.firsts(slice, [first, { id: "def", time: "" }]),
          queries.members(slice, ["abc"], 5),
          queries.members(slice, null, undefined),
          queries.bounds(slice),
          queries.histogram(slice, undefined, RANGE.from, 7n),
          queries.histogram(slice, ["abc"], RANGE.from, 7n),
          queries.activity(slice, 6, RANGE.from, 7n),
          queries.timeless(slice),
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
