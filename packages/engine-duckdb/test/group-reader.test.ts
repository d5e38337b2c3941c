import type { GroupBatch } from "@winnow/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Database } from "../src/database.ts";
import { createDictionary } from "../src/dictionary.ts";
import { readGroups } from "../src/group-reader.ts";
import { ReductionSql } from "../src/reduction.ts";
import { RowNumbers } from "../src/row-numbers.ts";
import { quietContext } from "./support/context.ts";
import { plan } from "./support/engine.ts";

let database: Database;
beforeAll(async () => {
  database = await Database.open({ threads: 1 }, quietContext());
});
afterAll(() => database.close());

const KEYS = plan({
  user: "user",
  command: { lower: "command" },
  letters: { keepChars: ["command", "abc"] },
  count: { length: { keepChars: ["command", "abc"] } },
  both: { concat: ["user", { keepChars: ["command", "abc"] }] },
  number: { plus: [{ number: "user" }, 1] },
  is: { present: "user" },
});

async function groups(mostHeld: number): Promise<GroupBatch[]> {
  const sql = new ReductionSql(KEYS, ["user", "command"], `test_${mostHeld}`);
  await database.run("testing", sql.prepare());
  const rows = "(select '' || (i % 7) as c0, chr(65279) || 'aBc' || (i % 11) as c1 from range(500) as r(i))";
  await database.run("testing", sql.insert(rows, [0, 1], false));
  for (const { name, texts, keys, encode } of sql.dictionaries()) {
    await createDictionary(database, name, texts, keys);
    for (const statement of encode) await database.run("testing", statement);
  }
  for (const statement of [...sql.group(), ...sql.number()]) await database.run("testing", statement);
  const batches: GroupBatch[] = [];
  for await (const batch of readGroups(database, sql, new RowNumbers(new Float64Array()), mostHeld))
    batches.push(batch);
  return batches;
}

describe("groups", () => {
  it("read the same whether their texts are held or not, and number texts that are", async () => {
    const [held] = await groups(1000);
    const [streamed] = await groups(0);
    expect(held!.rows).toBe(77);
    for (const [index, key] of held!.keys.entries()) {
      const { type, values } = streamed!.keys[index]!;
      expect({ type: key.type, values: key.values }).toEqual({ type, values });
      if (key.type !== "text") continue;
      const texts = new Map(key.values.map((text, row) => [key.codes![row], text]));
      expect(Array.from(key.codes!, (code) => texts.get(code))).toEqual(key.values);
      expect(streamed!.keys[index]).not.toHaveProperty("codes");
    }
  });
});
