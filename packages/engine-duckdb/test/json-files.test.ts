import fc from "fast-check";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { membersOf } from "../src/json/cells.ts";
import { jsonElements, jsonLines } from "../src/json/records.ts";
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
    const { rows, rejects } = await readAll(await directory.write("cut.json", '[{"a":"1"},{"a":"2'));
    expect(rows).toEqual([{ a: "1" }]);
    expect(rejects).toMatchObject([{ line: 1, reason: "not valid JSON", text: '{"a":"2' }]);
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
            jsonElements(chunks(JSON.stringify(values, undefined, indent), size)),
            jsonLines(chunks(values.map((value) => JSON.stringify(value)).join("\n"), size)),
          ];
          for (const source of sources) {
            const found: unknown[] = [];
            for await (const records of source)
              for (const { bytes } of records) found.push(reassembled(membersOf(bytes.toString())!));
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
