import fc from "fast-check";
import { expect, it } from "vitest";
import { unitedColumns } from "../src/united-columns.ts";

it("equal headers keep their order", () => {
  expect(
    unitedColumns([
      ["b", "a"],
      ["b", "a"],
    ]),
  ).toEqual(["b", "a"]);
  expect(unitedColumns([])).toEqual([]);
});

it("the columns of the longest header come first, and the order of the headers has no influence", () => {
  const header = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e"));
  fc.assert(
    fc.property(fc.array(header, { minLength: 1, maxLength: 5 }), (headers) => {
      const united = unitedColumns(headers);
      expect(unitedColumns(headers.toReversed())).toEqual(united);
      const longest = Math.max(...headers.map(({ length }) => length));
      expect(headers.filter(({ length }) => length === longest)).toContainEqual(united.slice(0, longest));
      expect(new Set(united)).toEqual(new Set(headers.flat()));
      expect(united).toHaveLength(new Set(united).size);
    }),
  );
});
