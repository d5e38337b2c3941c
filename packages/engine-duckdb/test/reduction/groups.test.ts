import type { EventStream, GroupBatch } from "@winnow/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Database } from "../../src/database.ts";
import { bindPlan } from "../../src/reduction/bound-plan.ts";
import { encode } from "../../src/reduction/encode.ts";
import { group, number } from "../../src/reduction/group.ts";
import { readGroups } from "../../src/reduction/groups.ts";
import { load } from "../../src/reduction/load.ts";
import { settleTies } from "../../src/reduction/ties.ts";
import { sourceOf } from "../../src/source.ts";
import { quietContext } from "../support/context.ts";
import { arrayOf, heldPart, plan } from "../support/engine.ts";

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

const rows = Array.from({ length: 500 }, (_, i) => [`${i % 7}`, `\ufeffaBc${i % 11}`] as const);
const stream: EventStream = {
  kind: "stream",
  async *batches() {
    const values = [rows.map(([user]) => user), rows.map(([, command]) => command)];
    yield { columns: ["user", "command"], rows: rows.length, values };
  },
};

let schemas = 0;

async function groups(mostHeld: number, muchLongText?: number): Promise<GroupBatch[]> {
  const source = sourceOf([await heldPart(database, stream)]);
  const schema = `test_${++schemas}`;
  const bound = bindPlan(KEYS, source.columns, schema);
  await database.run("testing", `create schema ${schema}`);
  const loaded = await load(database, source, bound);
  await encode(database, bound, muchLongText);
  await group(database, bound);
  await settleTies(database, loaded, bound);
  await number(database, bound);
  return arrayOf(readGroups(database, bound, loaded.numbers, mostHeld));
}

describe("groups", () => {
  it("are the same where texts are described as long ones, by their digests", async () => {
    const [usual] = await groups(1000);
    const [long] = await groups(1000, -1);
    expect(long!.keys.map(({ values }) => values)).toEqual(usual!.keys.map(({ values }) => values));
    expect({ ...long!, keys: undefined }).toEqual({ ...usual!, keys: undefined });
  });

  it("are the same whether JavaScript keeps their texts or not, and have codes where it does", async () => {
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
