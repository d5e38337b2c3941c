/** A strict reader of RFC 4180 with LF line ends: `null` for a cell of nothing, `""` for a quoted empty one. */
export function readCsv(text: string): (string | null)[][] {
  const records: (string | null)[][] = [];
  let at = 0;
  while (at < text.length) {
    const record: (string | null)[] = [];
    for (;;) {
      const [cell, next] = text[at] === '"' ? readQuoted(text, at + 1) : readPlain(text, at);
      record.push(cell);
      const end = text[next];
      at = next + 1;
      if (end === ",") continue;
      if (end !== "\n") throw new Error(`neither comma nor line end at ${next}: ${JSON.stringify(end)}`);
      break;
    }
    records.push(record);
  }
  return records;
}

function readPlain(text: string, start: number): [string | null, number] {
  const length = text.slice(start).search(/[,\n]/);
  if (length === -1) throw new Error("the last line does not end");
  const cell = text.slice(start, start + length);
  if (/["\r]/.test(cell)) throw new Error(`a bare quote or carriage return in ${JSON.stringify(cell)}`);
  return [cell === "" ? null : cell, start + length];
}

function readQuoted(text: string, start: number): [string, number] {
  let cell = "";
  for (let at = start; ;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) throw new Error("an unclosed quote");
    cell += text.slice(at, quote);
    if (text[quote + 1] !== '"') return [cell, quote + 1];
    cell += '"';
    at = quote + 2;
  }
}
