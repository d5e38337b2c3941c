import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellsOf } from "../../src/csv/cells.ts";
import { readRecord } from "../../src/csv/careful.ts";
import { pickLines } from "../../src/csv/lines.ts";
import { type CsvRecord, RecordScanner } from "../../src/csv/records.ts";
import { surveyOf } from "../../src/csv/survey.ts";

function scan(content: Buffer | string, cuts: readonly number[] = []): [string, number, string | null][] {
  const bytes = Buffer.from(content as string);
  const scanner = new RecordScanner(",", 1000);
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  const records: CsvRecord[] = [];
  let from = 0;
  for (const end of ends) {
    records.push(...scanner.feed(bytes.subarray(from, end)));
    from = end;
  }
  records.push(...scanner.feed(bytes.subarray(from)), ...scanner.end());
  return records.map((record) => [record.bytes.toString(), record.line, record.damage]);
}

async function* chunks(content: string | Uint8Array, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(content as string);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const messy = fc
  .array(fc.constantFrom('"', '""', ",", "\n", "\r\n", "\r", " ", "a", "é"), { maxLength: 25 })
  .map((parts) => parts.join(""));

describe("the record scanner", () => {
  it("keeps line ends in quoted cells and counts lines", () => {
    expect(scan('a,b\r\n1,"x\r\ny"\r\n\n"2\n\n",3\n4,5')).toEqual([
      ["a,b", 1, null],
      ['1,"x\r\ny"', 2, null],
      ['"2\n\n",3', 5, null],
      ["4,5", 8, null],
    ]);
  });

  it("gives up one line where quoting is broken", () => {
    expect(scan('1,"a"b,2\n3,"x\n4,5')).toEqual([
      ['1,"a"b,2', 1, "trailing"],
      ['3,"x', 2, "unclosed"],
      ["4,5", 3, null],
    ]);
  });

  it("does not wait forever for a quote to close", () => {
    const long = "x\n".repeat(1000);
    expect(scan(`1,"a\n${long}`, [1500]).slice(0, 2)).toEqual([
      ['1,"a', 1, "endless"],
      ["x", 2, null],
    ]);
  });

  it("gives the beginning of a record that is too long, and the records after it", () => {
    const long = `1,${"x".repeat(5000)}`;
    for (const cuts of [[], [1100], [1100, 2200, 5002], [5001, 5002, 5003, 5004]]) {
      const records = scan(`a,b\n${long}\r\n2,y`, cuts);
      expect(records.map(([text, line, damage]) => [text.slice(0, 3), line, damage])).toEqual([
        ["a,b", 1, null],
        ["1,x", 2, "long"],
        ["2,y", 3, null],
      ]);
      expect(records[1]![0].length).toBeLessThanOrEqual(4096);
    }
  });

  it("finds the same records however the bytes arrive", () => {
    fc.assert(
      fc.property(messy, fc.array(fc.nat(100), { maxLength: 8 }), (content, cuts) => {
        expect(scan(content, cuts)).toEqual(scan(content));
      }),
    );
  });

  it("finds every record that a careful writer wrote, with its cells", () => {
    const cell = fc
      .oneof(fc.string({ unit: "binary", maxLength: 6 }), messy)
      .map((text) => text.toWellFormed().replaceAll("\ufeff", ""));
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 6 }), (table) => {
        const content = table
          .map((cells) => cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(","))
          .join("\n");
        const scanner = new RecordScanner(",");
        const records = [...scanner.feed(Buffer.from(content)), ...scanner.end()];
        const read = records.map((record) => readRecord(record, ",", 2));
        expect(read.map((record) => ("cells" in record ? record.cells : record.reason))).toEqual(table);
      }),
    );
  });
});

describe("cells", () => {
  it("are taken as they stand, or unquoted", () => {
    expect(cellsOf('a, b ,"c ""d"", e", "f" ,g"h,', ",")).toEqual(["a", " b ", 'c "d", e', "f", 'g"h', ""]);
    expect(cellsOf('"a"', ",")).toEqual(["a"]);
    expect(cellsOf("", ",")).toEqual([""]);
  });
});

describe("picked lines", () => {
  it("are those asked for, without line ends, however the bytes arrive", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("", "a", "bc", "é,x"), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        fc.boolean(),
        async (lines, size, crlf, ended) => {
          const end = crlf ? "\r\n" : "\n";
          const content = lines.join(end) + (ended || lines.at(-1) === "" ? end : "");
          const wanted = lines.map((_, i) => i).filter((i) => i % 2 === 1);
          const picked: Buffer[] = [];
          for await (const line of pickLines(chunks(content, size), wanted)) picked.push(line);
          expect((await surveyOf(chunks(content, size))).lines).toBe(lines.length);
          expect(picked.map(String)).toEqual(wanted.map((i) => lines[i]));
        },
      ),
    );
  });
});

describe("a look for broken UTF-8", () => {
  it("agrees with a strict decoder, however the bytes arrive", async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc.string({ unit: "binary" }).map((text) => Uint8Array.from(Buffer.from(text))),
      fc.string({ unit: "binary" }).map((text) => Uint8Array.from(Buffer.from(text).subarray(0, -1))),
    );
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 1, max: 7 }), async (content, size) => {
        let valid = true;
        try {
          new TextDecoder("utf-8", { fatal: true }).decode(content);
        } catch {
          valid = false;
        }
        expect((await surveyOf(chunks(content, size))).isUtf8).toBe(valid);
      }),
      { numRuns: 300 },
    );
  });
});
