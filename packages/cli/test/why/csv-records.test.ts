import { describe, expect, it } from "vitest";
import { csvRecords, type CsvRecord } from "../../src/why/csv-records.ts";

async function* piecesOf(text: string, length: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length);
}

async function read(text: string, length = 7): Promise<CsvRecord[]> {
  const records: CsvRecord[] = [];
  for await (const record of csvRecords(piecesOf(text, length))) records.push(record);
  return records;
}

describe("csvRecords", () => {
  it("distinguishes the empty text from a missing value", async () => {
    expect((await read('a,b,c\n"",,x\n')).map((record) => [...record])).toEqual([
      [
        ["a", ""],
        ["b", null],
        ["c", "x"],
      ],
    ]);
  });

  it.each([1, 2, 3, 5, 100])(
    "reads quotes, commas and line ends inside cells, in chunks of %i characters",
    async (length) => {
      const text = 'a,b\n"x ""y"", z","1\n2\r\n3"\n"""",""""""\nplain,"[{""row"":1}]"\n';
      expect((await read(text, length)).map((record) => [...record.values()])).toEqual([
        ['x "y", z', "1\n2\r\n3"],
        ['"', '""'],
        ["plain", '[{"row":1}]'],
      ]);
    },
  );
});
