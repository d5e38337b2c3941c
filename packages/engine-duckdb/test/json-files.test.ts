import fc from "fast-check";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { membersOf } from "../src/json/cells.ts";
import { UnpackedBytes } from "../src/input/unpack.ts";
import { JsonElements, JsonLines } from "../src/json/records.ts";
import { readAll } from "./support/engine.ts";
import { testDirectory } from "./support/files.ts";

const directory = testDirectory();

describe("NDJSON files", () => {
  it("are read as they are written: numbers, nesting, escapes, ragged keys", async () => {
    const lines = [
      '{"a":0x1}',
      '{"a":12345678901234567890123,"b":1.50,"c":1e5}',
      "",
      '{"b":[1, 2.50, {"x" : "a b"}],"d":"\\ud83d\\ude00\\u0000"}\r',
      '{"a":null,"e":true,"f":"\\ud800z"}',
      "[1]",
      '{"a":1',
      '{"a":"x","a":"y"}',
    ];
    const { rows, rejects, ledger } = await readAll(await directory.write("a.ndjson", lines.join("\n")));
    expect(rows).toEqual([
      { a: "12345678901234567890123", b: "1.50", c: "1e5", d: null, e: null, f: null },
      { a: null, b: '[1,2.50,{"x":"a b"}]', c: null, d: "😀\0", e: null, f: null },
      { a: null, b: null, c: null, d: null, e: "true", f: "\ufffdz" },
      { a: "y", b: null, c: null, d: null, e: null, f: null },
    ]);
    expect(rejects).toEqual([
      { file: expect.any(String), line: 1, reason: "not valid JSON", text: '{"a":0x1}' },
      { file: expect.any(String), line: 6, reason: "not a JSON object", text: "[1]" },
      { file: expect.any(String), line: 7, reason: "not valid JSON", text: '{"a":1' },
    ]);
    expect(ledger).toMatchObject({ read: 7, rejected: 3, clustered: 4 });
  });

  it("name what stands in objects by its path, so that it has columns of its own", async () => {
    const deep = `${'{"n":'.repeat(9)}1${"}".repeat(9)}`;
    const lines = [
      '{"log":{"id": 4688, "data" : { "Image":"C:\\\\a {b}.exe", "none": { } } },"tags":[{"x":1}]}',
      '{"log":null,"log.id":"1"}',
      deep,
    ];
    const { rows } = await readAll(await directory.write("nested.ndjson", lines.join("\n")));
    const depths = "n.n.n.n.n.n.n.n";
    const empty = {
      "log.id": null,
      "log.data.Image": null,
      "log.data.none": null,
      tags: null,
      log: null,
      [depths]: null,
    };
    expect(rows).toEqual([
      { ...empty, "log.id": "4688", "log.data.Image": "C:\\a {b}.exe", "log.data.none": "{}", tags: '[{"x":1}]' },
      { ...empty, "log.id": "1" },
      { ...empty, [depths]: '{"n":1}' },
    ]);
  });

  it("are known by their content, too", async () => {
    const content = '\ufeff{"a":"1"}\n{"a":"2"}\n';
    for (const name of ["a.json", "a.log", "a.jsonl.gz"]) {
      const { rows } = await readAll(await directory.write(name, name.endsWith("gz") ? gzipSync(content) : content));
      expect(rows).toEqual([{ a: "1" }, { a: "2" }]);
    }
  });

  it("reject what is not UTF-8", async () => {
    const bytes = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}\n{"a":"2"}\n')]);
    const { rows, rejects } = await readAll(await directory.write("bad.ndjson", bytes));
    expect(rows).toEqual([{ a: "2" }]);
    expect(rejects).toMatchObject([{ line: 1, reason: "not valid UTF-8" }]);
  });
});

describe("JSON files", () => {
  it("hold an array of objects", async () => {
    const content = '[\n {"a": "1, [2]"},\n {"a": {"b": "}"}},\n 7, {broken},\n {"a": "3"}\n]\n';
    const { rows, rejects } = await readAll(await directory.write("array.json", content));
    expect(rows).toEqual([
      { a: "1, [2]", "a.b": null },
      { a: null, "a.b": "}" },
      { a: "3", "a.b": null },
    ]);
    expect(rejects).toMatchObject([
      { line: 4, reason: "not a JSON object", text: "7" },
      { line: 4, reason: "not valid JSON", text: "{broken}" },
    ]);
  });

  it("that end too early lose only what was cut", async () => {
    const cases = [
      ["cut.json", '[{"a":"1"},\n{"a":"2', "line 2 to the end", "the array does not end"],
      ["between.json", '[{"a":"1"},\n', "line 2 to the end", "the array does not end"],
      ["after.json", '[{"a":"1"}', "line 1 to the end", "the array does not end"],
      ["value.json", '{\n"a":"1"}\n{"a":', "line 3 to the end", "the last record is cut off"],
      ["cut.ndjson", '{"a":"1"}\n{"a":"2', "line 2 to the end", "the last record is cut off"],
    ] as const;
    for (const [name, content, place, reason] of cases) {
      const path = await directory.write(name, content);
      const { rows, rejects, gaps } = await readAll(path);
      expect([rows, rejects, gaps]).toEqual([[{ a: "1" }], [], [{ source: path, place, reason }]]);
    }
  });

  it("that end too early while packed lose only what was cut", async () => {
    const lines = Array.from({ length: 30_000 }, (_, i) => `{"a":"${i}","b":"${(i * 7919) % 104_729}"}`);
    for (const [name, content] of [
      ["cut.ndjson.gz", lines.join("\n")],
      ["cut-array.json.gz", `[${lines.join(",\n")}]`],
    ] as const) {
      const path = await directory.write(name, gzipSync(content).subarray(0, 100_000));
      const { rows, ledger, gaps } = await readAll(path);
      expect(rows.length).toBeGreaterThan(5000);
      expect(rows.at(-1)!["a"]).toBe(`${rows.length - 1}`);
      expect(ledger).toMatchObject({ read: rows.length, rejected: 0 });
      const place = `line ${rows.length + 1} to the end`;
      expect(gaps).toEqual([{ source: path, place, reason: "unexpected end of file" }]);
    }
  });

  it("whose last line is no object that was begun reject it", async () => {
    const { rejects, gaps } = await readAll(await directory.write("last.ndjson", '{"a":"1"}\nnonsense'));
    expect([rejects.length, gaps]).toEqual([1, []]);
  });

  it("reject records that are too long, or have names that are", async () => {
    const long = `{"a":"${"x".repeat(17 * 1024 * 1024)}"}`;
    const named = `{"${"n".repeat(2000)}":"1"}`;
    for (const [name, content] of [
      ["long.ndjson", `${long}\n{"a":"1"}\n${named}\n`],
      ["long.json", `[${long},{"a":"1"},${named}]`],
    ] as const) {
      const { rows, rejects } = await readAll(await directory.write(name, content));
      expect(rows).toEqual([{ a: "1" }]);
      const reasons = ["the record is longer than 16 MiB", "a name is longer than 1,024 characters"];
      expect(rejects.map(({ reason }) => reason)).toEqual(reasons);
    }
  });

  it("hold one object over several lines, or several", async () => {
    const { rows } = await readAll(await directory.write("object.json", '{\n  "a": "1"\n}\n{\n  "a": "2"\n}'));
    expect(rows).toEqual([{ a: "1" }, { a: "2" }]);
  });

  it("of an empty array have no events", async () => {
    expect((await readAll(await directory.write("none.json", "[ ]"))).ledger.read).toBe(0);
  });
});

const json = fc
  .jsonValue({ maxDepth: 3 })
  .filter((value) => typeof value === "object" && value !== null && !Array.isArray(value));

async function* chunks(content: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe("JSON records", () => {
  it("are found however the bytes arrive, and mean what JSON.parse reads", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(json, { maxLength: 4 }),
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom(undefined, 1),
        async (values, size, indent) => {
          const sources = [
            new JsonElements().records(unpackedFrom(chunks(JSON.stringify(values, undefined, indent), size))),
            new JsonLines().records(
              unpackedFrom(chunks(values.map((value) => JSON.stringify(value)).join("\n"), size)),
            ),
          ];
          for (const source of sources) {
            const found: unknown[] = [];
            for await (const records of source)
              for (const { bytes } of records) found.push(reassembled(membersOf(bytes.toString(), 1000)!));
            expect(found).toEqual(
              values.map((value) => reassembled(expectedMembers(value as Record<string, unknown>))),
            );
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

function unpackedFrom(bytes: AsyncIterable<Buffer>): UnpackedBytes {
  return new UnpackedBytes(() => bytes, { compression: "none", encoding: "utf-8" }, { name: "test" });
}

function expectedMembers(value: Record<string, unknown>): Map<string, string | null> {
  return new Map(flattened("", JSON.parse(JSON.stringify(value)) as Record<string, unknown>));
}

function flattened(path: string, members: Record<string, unknown>): [string, string | null][] {
  return Object.entries(members).flatMap(([name, member]): [string, string | null][] => {
    const isObject = typeof member === "object" && member !== null && !Array.isArray(member);
    if (isObject && Object.keys(member).length > 0) {
      return flattened(`${path}${name}.`, member as Record<string, unknown>);
    }
    const text = member === null ? null : typeof member === "string" ? member : JSON.stringify(member);
    return [[path + name, text]];
  });
}

function reassembled(members: ReadonlyMap<string, string | null>): unknown {
  return Object.fromEntries([...members].map(([name, text]) => [name, text?.toWellFormed() ?? null]));
}
