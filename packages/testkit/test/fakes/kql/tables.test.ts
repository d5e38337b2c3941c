import { describe, expect, it } from "vitest";
import type { FakeTables } from "../../../src/fakes/sentinel/tables.ts";
import { evaluate, rowsOf } from "./evaluate.ts";

// Names that differ by case alone, equal instants, every kind of missing value.
const TABLES: FakeTables = {
  Event: {
    columns: [
      { name: "TimeGenerated", type: "datetime" },
      { name: "Account", type: "string" },
      { name: "account", type: "string" },
      { name: "EventID", type: "int" },
      { name: "Big", type: "long" },
      { name: "Score", type: "real" },
      { name: "Data", type: "dynamic" },
      { name: "Ok", type: "bool" },
      { name: "Id", type: "guid" },
      { name: "Took", type: "timespan" },
    ],
    rows: [
      [
        "2026-03-02T00:00:00.0000001Z",
        "alice",
        "A",
        4688,
        9_007_199_254_740_993n,
        1.5,
        { a: [1, "b"] },
        true,
        "74BE27DE-1E4E-49D9-B579-FE0B05D3642F",
        "01:00:00",
      ],
      ["2026-03-02T00:00:00.0000002Z", "bob", "B", 4688, 2, Number.POSITIVE_INFINITY, "text", false, null, 5n],
      { TimeGenerated: 17_724_096_000_000_003n, EventID: 4624, account: "C" },
    ],
  },
  Host: {
    columns: [
      { name: "Name", type: "string" },
      { name: "Owner", type: "string" },
      { name: "Since", type: "long" },
    ],
    rows: [
      ["host-a", "alice", 1],
      ["host-b", "alice", 2],
      ["host-c", "carol", 3],
    ],
  },
};

const rows = (query: string): Promise<readonly unknown[][]> => rowsOf(query, TABLES);

describe("a table", () => {
  it("answers every type exactly, text as empty and everything else as null where it is missing", async () => {
    const { columns, rows: found } = await evaluate("Event | sort by TimeGenerated asc", TABLES);
    expect(columns).toEqual([
      "TimeGenerated: datetime",
      "Account: string",
      "account: string",
      "EventID: int",
      "Big: long",
      "Score: real",
      "Data: dynamic",
      "Ok: bool",
      "Id: guid",
      "Took: timespan",
    ]);
    expect(found).toEqual([
      [
        "2026-03-02T00:00:00.0000001Z",
        "alice",
        "A",
        4688,
        9_007_199_254_740_992,
        1.5,
        '{"a":[1,"b"]}',
        true,
        "74be27de-1e4e-49d9-b579-fe0b05d3642f",
        "01:00:00",
      ],
      ["2026-03-02T00:00:00.0000002Z", "bob", "B", 4688, 2, "Infinity", "text", false, null, "00:00:00.0000005"],
      ["2026-03-02T00:00:00.0000003Z", "", "C", 4624, null, null, null, null, null, null],
    ]);
    expect(await rows("Event | where isnotnull(Big) | take 1 | project tostring(Big)")).toEqual([["9007199254740993"]]);
  });

  it("gives its rows in another order than they were given in, where none is asked for", async () => {
    expect((await rows("Event | project account")).flat()).toEqual(["C", "B", "A"]);
  });

  it("has a schema that can be asked for", async () => {
    expect(await rows("Event | project Big, Took | getschema")).toEqual([
      ["Big", 0, "System.Int64", "long"],
      ["Took", 1, "System.TimeSpan", "timespan"],
    ]);
  });

  it("refuses rows that do not fit its columns", async () => {
    const bad: FakeTables = { T: { columns: [{ name: "At", type: "datetime" }], rows: [["2026-02-30T00:00:00Z"]] } };
    await expect(rowsOf("T", bad)).rejects.toMatchObject({
      code: "WN2111",
      message: 'T: row 0 has "2026-02-30T00:00:00Z" in At, which is no datetime',
      hint: "Instants are ISO 8601 text or ticks since 1970 as bigints; whole numbers must be exact.",
    });
  });

  it("may be made by SQL", async () => {
    const made: FakeTables = {
      T: {
        columns: [
          { name: "TimeGenerated", type: "datetime" },
          { name: "N", type: "long" },
        ],
        sql: "select 17724096000000000 + i, i from range(600000) as r(i)",
      },
    };
    expect(await rowsOf("T | summarize count(), max(TimeGenerated), sum(N)", made)).toEqual([
      [600_000, "2026-03-02T00:00:00.0599999Z", 179_999_700_000],
    ]);
  });
});

describe("operators", () => {
  it("filter by conditions, of which null is not true", async () => {
    expect(await rows("Event | where Big > 1 | count")).toEqual([[2]]);
    expect(await rows("Event | where Big != 2 | count")).toEqual([[2]]);
    expect(await rows("Event | where not(Big > 1) | count")).toEqual([[0]]);
  });

  it("tell columns apart by case", async () => {
    expect(await rows('Event | where Account == "alice" | project account, x = strcat(Account, account)')).toEqual([
      ["A", "aliceA"],
    ]);
  });

  it("let every value of an extend see what came in", async () => {
    expect(await rows("print a = 1, b = 2 | extend a = b, b = a, c = a + b")).toEqual([[2, 1, 3]]);
  });

  it("name, keep, drop and order columns", async () => {
    const project = await evaluate("print a = 1, b = 2, c = 3 | project-rename z = a | project-away b", TABLES);
    expect(project).toEqual({ columns: ["z: long", "c: long"], rows: [[1, 3]] });
    const keep = await evaluate("print a = 1, ab = 2, c = 3 | project-keep a* | project-reorder ab", TABLES);
    expect(keep).toEqual({ columns: ["ab: long", "a: long"], rows: [[2, 1]] });
  });

  it("sort descending unless told otherwise, nulls first in ascending order and last in descending", async () => {
    expect(await rows("Event | sort by Big | project EventID, Big")).toEqual([
      [4688, 9_007_199_254_740_992],
      [4688, 2],
      [4624, null],
    ]);
    expect(await rows("Event | order by Big asc | take 2 | project tostring(Big)")).toEqual([[""], ["2"]]);
    expect(await rows("Event | top 1 by Big asc nulls last | project tostring(Big)")).toEqual([["2"]]);
  });

  it("keep the order through what follows", async () => {
    const query = "range x from 1 to 5 step 1 | sort by x desc | where x != 3 | extend y = x * 2 | project y | take 2";
    expect(await rows(query)).toEqual([[10], [8]]);
  });

  it("expand arrays, keeping rows without items", async () => {
    const query =
      'datatable(a: long, d: dynamic)[1, dynamic([7, 8]), 2, dynamic(null), 3, dynamic(["x"])] | mv-expand d to typeof(string)';
    expect((await rows(query)).toSorted()).toEqual([
      [1, "7"],
      [1, "8"],
      [2, ""],
      [3, "x"],
    ]);
  });

  it("give distinct rows", async () => {
    expect(await rows("Event | distinct EventID | sort by EventID asc")).toEqual([[4624], [4688]]);
  });

  it("make one table of several, columns that one lacks being empty there", async () => {
    const query =
      "union withsource = From (Event | project Account, Big), (Host | project Owner) | sort by Account asc, Owner asc | project Account, Owner, isnull(Big)";
    expect(await rows(query)).toEqual([
      ["", "", true],
      ["", "alice", true],
      ["", "alice", true],
      ["", "carol", true],
      ["alice", "", false],
      ["bob", "", false],
    ]);
  });
});

describe("summarize", () => {
  it("counts and sums by key, and names what has no name as the service does", async () => {
    const query =
      "Event | summarize count(), sum(Big), min(TimeGenerated), max(Score), countif(Ok), dcount(account) by EventID | sort by EventID asc";
    const { columns, rows: found } = await evaluate(query, TABLES);
    expect(columns).toEqual([
      "EventID: int",
      "count_: long",
      "sum_Big: long",
      "min_TimeGenerated: datetime",
      "max_Score: real",
      "countif_Ok: long",
      "dcount_account: long",
    ]);
    expect(found).toEqual([
      [4624, 1, 0, "2026-03-02T00:00:00.0000003Z", null, 0, 1],
      [4688, 2, 9_007_199_254_740_996, "2026-03-02T00:00:00.0000001Z", "Infinity", 1, 2],
    ]);
  });

  it("gives one row for no rows without a key, none with one", async () => {
    expect(await rows("Event | where false | summarize count(), max(Big), max(Account)")).toEqual([[0, null, ""]]);
    expect(await rows("Event | where false | summarize count() by EventID")).toEqual([]);
  });

  it("takes null for a key of its own", async () => {
    expect(await rows("Event | summarize count() by Ok | sort by count_ asc, Ok asc | count")).toEqual([[3]]);
  });

  it("gives the whole row of the least value, from one event", async () => {
    const query =
      "Event | summarize arg_min(TimeGenerated, *) by EventID | sort by EventID asc | project EventID, TimeGenerated, Account, account, tostring(Big)";
    expect(await rows(query)).toEqual([
      [4624, "2026-03-02T00:00:00.0000003Z", "", "C", ""],
      [4688, "2026-03-02T00:00:00.0000001Z", "alice", "A", "9007199254740993"],
    ]);
  });

  // The example of Kusto's reference on arg_min().
  it("leaves rows without a value out of arg_min, unless there are no others", async () => {
    const query = `datatable(Fruit: string, Color: string, Version: int)[
        "Apple", "Red", 1, "Apple", "Green", int(null), "Banana", "Yellow", int(null), "Banana", "Green", int(null),
        "Pear", "Brown", 1, "Pear", "Green", 2
      ] | summarize arg_min(Version, *) by Fruit | sort by Fruit asc`;
    const found = await rows(query);
    expect(found.map(([fruit, version]) => [fruit, version])).toEqual([
      ["Apple", 1],
      ["Banana", null],
      ["Pear", 1],
    ]);
    expect(found[0]![2]).toBe("Red");
    expect(["Yellow", "Green"]).toContain(found[1]![2]);
    expect(found[2]![2]).toBe("Brown");
  });

  it("groups instants by steps", async () => {
    const query =
      "range t from datetime(2026-03-02) to datetime(2026-03-02T02:00) step 30m | summarize count() by bin(t, 1h) | sort by t asc";
    expect(await rows(query)).toEqual([
      ["2026-03-02T00:00:00.0000000Z", 2],
      ["2026-03-02T01:00:00.0000000Z", 2],
      ["2026-03-02T02:00:00.0000000Z", 1],
    ]);
  });

  it("collects values without nulls", async () => {
    const [[set, list]] = (await rows("Event | summarize make_set(EventID), make_list(Big)")) as [[string, string]];
    expect(JSON.parse(set)).toEqual([4688, 4624]);
    expect(list).toBe("[9007199254740993,2]");
  });
});

describe("joins", () => {
  // The two tables of Kusto's reference on join.
  const SIDES = `let X = datatable(Key: string, Value1: long)["a", 1, "b", 2, "b", 3, "c", 4];
    let Y = datatable(Key: string, Value2: long)["b", 10, "c", 20, "c", 30, "d", 40];`;
  const joined = async (kind: string): Promise<readonly unknown[][]> =>
    (await rows(`${SIDES} X | join ${kind} Y on Key`)).toSorted((a, b) =>
      JSON.stringify(a).localeCompare(JSON.stringify(b)),
    );

  it("pair all rows of equal keys", async () => {
    expect(await joined("kind=inner")).toEqual([
      ["b", 2, "b", 10],
      ["b", 3, "b", 10],
      ["c", 4, "c", 20],
      ["c", 4, "c", 30],
    ]);
  });

  it("take one row of each key of the left side where nothing else is said", async () => {
    const found = await joined("");
    expect(found.map(([key, , , value]) => [key, value])).toEqual([
      ["b", 10],
      ["c", 20],
      ["c", 30],
    ]);
  });

  it("keep rows without a partner, with empty text and nulls", async () => {
    expect(await joined("kind=leftouter")).toContainEqual(["a", 1, "", null]);
    expect(await joined("kind=rightouter")).toContainEqual(["", null, "d", 40]);
    expect(await joined("kind=fullouter")).toHaveLength(6);
  });

  it("keep the rows of one side with, or without, a partner", async () => {
    expect(await joined("kind=leftsemi")).toEqual([
      ["b", 2],
      ["b", 3],
      ["c", 4],
    ]);
    expect(await joined("kind=leftanti")).toEqual([["a", 1]]);
    expect(await joined("kind=rightsemi")).toEqual([
      ["b", 10],
      ["c", 20],
      ["c", 30],
    ]);
    expect(await joined("kind=rightanti")).toEqual([["d", 40]]);
  });

  it("take conditions on both sides, and lookups", async () => {
    expect(
      await rows(
        "Host | join kind=inner (Event | project Account) on $left.Owner == $right.Account | project Name | sort by Name asc",
      ),
    ).toEqual([["host-a"], ["host-b"]]);
    expect(await rows(`${SIDES} X | lookup Y on Key | where Key == "a"`)).toEqual([["a", 1, null]]);
  });
});

describe("names", () => {
  it("stand for values, tables and functions, and mean what they meant where they were made", async () => {
    const query = `let least = 2;
      let owned = (who: string) { Host | where Owner == who };
      let label = (name: string, n: long = 7) { strcat(name, ":", tostring(n + least)) };
      let view_ = owned("alice");
      view_ | project a = label(Name, Since), b = label(Name) | sort by a asc`;
    expect(await rows(query)).toEqual([
      ["host-a:3", "host-a:9"],
      ["host-b:4", "host-b:9"],
    ]);
  });

  it("may take tables", async () => {
    const query =
      'let few = (T: (Name: string), most: long) { T | where Name endswith "c" | extend m = most }; few(Host, 3) | project Name, m';
    expect(await rows(query)).toEqual([["host-c", 3]]);
  });

  it("may stand for one value of a table", async () => {
    expect(await rows("let n = toscalar(Host | count); print n + 1")).toEqual([[4]]);
    expect(await rows("Host | where Since == toscalar(Host | summarize max(Since)) | project Name")).toEqual([
      ["host-c"],
    ]);
    expect(await rows("Event | where Account in (Host | project Owner) | project Account")).toEqual([["alice"]]);
  });
});

describe("what cannot be evaluated for sure", () => {
  it.each([
    ["Event | evaluate bag_unpack(Data)", "EvaluateOperator"],
    ["Event | summarize percentile(Big, 50)", "the function percentile()"],
    ["Event | make-series count() on TimeGenerated step 1h", "MakeSeriesOperator"],
    ["Event | mv-expand Data limit 3", "mv-expand Data limit 3: its parameters"],
    ["Event | summarize dcount(EventID), make_set(Big, 5)", "make_set() with a limit"],
  ])("%s is refused by name", async (query, what) => {
    await expect(rows(query)).rejects.toThrow(`the fake service cannot evaluate ${what}`);
  });

  it.each([
    [
      "Event | where Nothing == 1",
      "The name 'Nothing' does not refer to any known column, table, variable or function.",
    ],
    ["Event | where EventID == ", "Missing expression"],
    ["Event | summarize count() by Data", "The value of type 'dynamic' is not"],
  ])("%s is a fault to the language service", async (query, message) => {
    await expect(rows(query)).rejects.toThrow(message);
  });
});
