import type { EventBatch } from "@winnow/core";
import { loadProfile } from "@winnow/orchestrator";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { builtInRegistry } from "../../src/builtin-plugins.ts";
import { describeColumns, looksLikeValue } from "../../src/init/columns.ts";
import { proposeFields } from "../../src/init/fields.ts";
import { proposeProfile } from "../../src/init/unknown-log.ts";

function batch(columns: Readonly<Record<string, readonly (string | null)[]>>): EventBatch {
  const values = Object.values(columns);
  return { columns: Object.keys(columns), rows: values[0]?.length ?? 0, values };
}

function roles(columns: Readonly<Record<string, readonly (string | null)[]>>): Record<string, string> {
  return Object.fromEntries(describeColumns(batch(columns)).map(({ name, role }) => [name, role]));
}

const many = <T>(make: (i: number) => T): T[] => Array.from({ length: 100 }, (_, i) => make(i));

describe("describeColumns", () => {
  it("tells what columns are good for by their values", () => {
    expect(
      roles({
        ts: many((i) => String(1_772_409_600 + i)),
        bytes: many((i) => String(i * 37)),
        dport: many((i) => String([22, 80, 443][i % 3])),
        client: many((i) => `192.0.2.${i}`),
        note: many((i) => `took ${i} steps over ${i * i} stones`),
        trace: many((i) => `C${(i * 7919).toString(16).padStart(8, "0")}a1`),
        action: many((i) => (i % 7 === 0 ? "deny" : "allow")),
        site: many(() => "main"),
        spare: many(() => null),
      }),
    ).toEqual({
      ts: "time",
      bytes: "number",
      dport: "category",
      client: "category",
      note: "text",
      trace: "unique",
      action: "category",
      site: "constant",
      spare: "empty",
    });
  });

  it("takes the column that is called like a time before others that hold times", () => {
    const day = many((i) => `2026-03-${String((i % 28) + 1).padStart(2, "0")}T00:00:00Z`);
    expect(roles({ shipped: day, event_time: day }).event_time).toBe("time");
  });

  it("gives no example of what may be a secret, or is long", () => {
    const columns = describeColumns(
      batch({ password: many((i) => `hunter${i}`), line: many((i) => "word ".repeat(9 + i)) }),
    );
    expect(columns.map(({ example }) => example)).toEqual([undefined, undefined]);
  });
});

describe("looksLikeValue", () => {
  it.each(["192.0.2.1", "2026-03-02T00:00:00Z", "4711", "#separator \\x09", '1 - - x "GET / HTTP/1.1"'])(
    "takes %s for an event, not for a column",
    (name) => expect(looksLikeValue(name)).toBe(true),
  );

  it.each(["time", "Process Command Line", "id.orig_h", "src-ip", "@timestamp"])("takes %s for a column", (name) =>
    expect(looksLikeValue(name)).toBe(false),
  );
});

describe("proposeProfile", () => {
  it("writes a profile that is in order, whatever columns and values are called", async () => {
    const registry = await builtInRegistry();
    const name = fc.oneof(
      fc.string({ unit: "binary", minLength: 1, maxLength: 12 }),
      fc.constantFrom("user", "ts", "a: b", "- x", "true", "${env:NAME}", "#", "a b", "a.b", "a_B", "User", "actor"),
    );
    const value = fc.oneof(fc.constant(null), fc.string({ unit: "binary", maxLength: 30 }), fc.nat().map(String));
    const logs = fc
      .uniqueArray(name, { minLength: 1, maxLength: 6 })
      .chain((names) =>
        fc.tuple(...names.map((each) => fc.tuple(fc.constant(each), fc.array(value, { minLength: 8, maxLength: 8 })))),
      );
    await fc.assert(
      fc.asyncProperty(logs, async (columns) => {
        const described = describeColumns(batch(Object.fromEntries(columns)));
        const proposal = {
          name: "log",
          path: "log.csv",
          columns: described,
          fields: proposeFields(described),
          rows: 8,
        };
        const text = proposeProfile(proposal);
        const { problems } = await loadProfile({ text }, { registry, environment: {} });
        expect(problems.map(({ message }) => `${message}\n${text}`)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
