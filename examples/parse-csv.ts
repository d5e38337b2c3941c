/** The rows of an RFC 4180 text by the names of its header. */
export function parseCsv(text: string): Record<string, string>[] {
  const [header = [], ...rows] = records(text);
  return rows.map((cells) => Object.fromEntries(header.map((name, i) => [name, cells[i] ?? ""])));
}

function records(text: string): string[][] {
  const rows: string[][] = [];
  let cells: string[] = [];
  // A cell, quoted or plain, and what ends it. Never matches nothing but at the end of the text.
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    if (end === "" && quoted === undefined && plain === "" && cells.length === 0) break;
    cells.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === ",") continue;
    rows.push(cells);
    cells = [];
  }
  return rows;
}
