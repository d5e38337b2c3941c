import type { AnswerRows, BaseRows, Change } from "./messages.ts";

/** Most gained rows with reasons: the first in reading order. */
const MOST_REASONS = 100;

/** Compares rows with those of the run, by their exemplars. */
export function changeOf(rows: AnswerRows, base: BaseRows, reasonsOf: (row: number) => readonly string[]): Change {
  const before = new Map(Array.from(base.exemplars, (event, row) => [event, row]));
  const after = new Map(Array.from(rows.exemplars, (event, row) => [event, row]));
  const gained: Change["gained"][number][] = [];
  let [grown, shrunk] = [0, 0];
  for (const [event, row] of after) {
    const known = before.get(event);
    if (known === undefined) {
      const from = base.ofGroup[rows.groups[rows.starts[row]!]!]!;
      gained.push({ row, from, reasons: gained.length < MOST_REASONS ? reasonsOf(row) : [] });
    } else if (rows.sizes[row]! > base.sizes[known]!) grown++;
    else if (rows.sizes[row]! < base.sizes[known]!) shrunk++;
  }
  return { gained, lost: lostRows(rows, base, before, after), grown, shrunk };
}

function lostRows(
  rows: AnswerRows,
  base: BaseRows,
  before: ReadonlyMap<number, number>,
  after: ReadonlyMap<number, number>,
): Change["lost"] {
  const gone = [...before].filter(([event]) => !after.has(event)).map(([, row]) => row);
  if (gone.length === 0) return [];
  const rowOfGroup = new Int32Array(base.ofGroup.length);
  for (let row = 0; row < rows.count; row++) {
    for (let at = rows.starts[row]!; at < rows.starts[row + 1]!; at++) rowOfGroup[rows.groups[at]!] = row;
  }
  return gone.map((row) => ({ row, to: rowOfGroup[base.exemplarGroups[row]!]! }));
}
