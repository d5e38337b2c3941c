import {
  columnLeaf,
  compileExpression,
  fillTemplate,
  parseExpression,
  selectMasks,
  type MaskSelection,
} from "@winnow/expressions";
import type { ExpressionInput } from "@winnow/core";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Database } from "../src/database.ts";
import { duckdbDialect } from "../src/dialect.ts";
import { literal } from "../src/sql.ts";
import { quietContext } from "./support/context.ts";
import { hostileText } from "../../expressions/test/support/expressions.ts";

let database: Database;
beforeAll(async () => {
  database = await Database.open({ threads: 1 }, quietContext());
});
afterAll(() => database.close());

async function inDuckDb(input: ExpressionInput, texts: readonly string[]): Promise<string[]> {
  const sql = compileExpression(parseExpression(input, columnLeaf), duckdbDialect);
  const values = texts.map((text, i) => `(${i}, ${literal(text)})`).join(", ");
  const rows = await database.rows("testing", `select ${sql} from (values ${values}) as rows(i, a) order by i`);
  return rows.map(([answer]) => answer as string);
}

/** Pieces that masks find, that nearly are what they find, and that are none of their business. */
const piece = fc.oneof(
  fc.constantFrom("A837DB8D-01BB-5F25-0000-00100E6D0200", "{", "}", "0x", "2024-01-31", "T", "23:59:00", "10.0.0.1"),
  fc.constantFrom(
    "Z".repeat(41),
    "a/".repeat(20),
    "cafe12",
    "12345",
    "123456",
    " ",
    "\t\r\n",
    "<",
    "<guid>",
    "-",
    ".tmp",
  ),
  fc.constantFrom(
    "C:\\USERS\\k\\",
    "C:\\uſers\\a b\\",
    "/home/x",
    "://h.x",
    ' "\\\\h\\',
    " \\\\h\\",
    "-HostName x",
    "fe80::1",
  ),
  hostileText,
);
const command = fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join(""));

describe("templates in DuckDB", () => {
  it.each<readonly [MaskSelection]>([[["values"]], [["values", "names"]], [{ "<own>": "(?i)k+|[^\\x00-\\x7f]" }]])(
    "are those of JavaScript, with the masks %j",
    async (selection) => {
      const masks = selectMasks(selection);
      await fc.assert(
        fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 50 }), async (texts) => {
          // The driver drops a byte order mark at the start of a text.
          const clean = texts.map((text) => `|${text.toWellFormed()}`);
          expect(await inDuckDb({ template: ["a", selection] }, clean)).toEqual(
            clean.map((text) => fillTemplate(text, masks)),
          );
        }),
        { numRuns: 30 },
      );
    },
  );

  it("are ready in no time for a megabyte", async () => {
    for (const unit of ["a", "0", "a/", "<", " ", "ab:", "C:\\Users\\a ", "é"]) {
      const text = unit.repeat(Math.ceil(1e6 / unit.length));
      expect(await inDuckDb({ template: ["a", ["values", "names"]] }, [text])).toEqual([
        fillTemplate(text, selectMasks(["values", "names"])),
      ]);
    }
  });
});
