import { describe, expect, it } from "vitest";
import { renderTable, type TableColumn } from "../../src/terminal/table.ts";
import { widthOf } from "../../src/terminal/width.ts";

const texts = [
  "C:\\Windows\\System32\\svchost.exe -k netsvcs -p -s Schedule and then some more to fill any line up to two hundred columns and beyond",
  "データベースを更新する.exe --verbose --path=C:\\データ\\共有\\資料\\とても長いパス名\\もっと長いパス名\\最後",
  "🦊 fox 🦊 --emoji 🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊🦊",
  "\u001B[31mred\u001B[0m\r\n\u202Eexe.fdp",
];

const columns: readonly TableColumn[] = [
  { header: "rank", align: "right", most: 10, expendable: 0, cells: ["1", "2", "3", "4"] },
  { header: "events", align: "right", most: 10, expendable: 0, cells: ["1", "12", "1,234", "1"] },
  { header: "first seen (UTC)", align: "left", most: 19, expendable: 3, cells: Array(4).fill("2019-01-15 05:24:24") },
  {
    header: "program",
    align: "left",
    most: 24,
    expendable: 1,
    cells: ["svchost.exe", "データ.exe", "🦊.exe", "x\u001B"],
  },
  { header: "account", align: "left", most: 24, expendable: 2, cells: Array(4).fill("NT AUTHORITY\\SYSTEM") },
  { header: "command line", align: "left", most: Infinity, expendable: 0, cells: texts },
];

function render(width: number, below: (row: number) => readonly string[] = () => []): string[] {
  return renderTable(columns, {
    width,
    header: (line) => line,
    dress: (line) => line,
    below: { lines: below, dress: (line) => line },
  });
}

describe("a terminal table", () => {
  it.each([60, 80, 120, 200])("is never wider than %d columns, whatever is in it", (width) => {
    for (const line of render(width, (row) => (row === 1 ? [texts[0]!] : []))) {
      expect(widthOf(line)).toBeLessThanOrEqual(width);
      expect(line).not.toMatch(/[\p{Cc}\u202e]/u);
    }
  });

  it("uses all of a wide terminal", () => {
    expect(widthOf(render(120)[1]!)).toBe(120);
  });

  it("leaves out what can be spared where room is short, the most expendable first", () => {
    expect(render(200)[0]).toMatch(/^rank +events +first seen \(UTC\) +program +account +command line$/);
    expect(render(80)[0]).toMatch(/^rank +events +program +account +command line$/);
    expect(render(60)[0]).toMatch(/^rank +events +program +command line$/);
  });

  it("lines its columns up under wide characters", () => {
    const starts = render(80)
      .slice(1)
      .map((line) => widthOf(line.slice(0, line.indexOf("NT AUTHORITY"))));
    expect(new Set(starts).size).toBe(1);
  });

  it("puts what belongs to a row below it, under the second column", () => {
    const lines = render(80, (row) => (row === 0 ? ["+ rare"] : []));
    expect(lines[2]!.trimStart()).toBe("+ rare");
    expect(lines[2]!.indexOf("+")).toBe(lines[0]!.indexOf("events"));
    expect(lines).toHaveLength(6);
  });
});
