// What the command prints. Log content is written by attackers: nothing of it reaches the terminal unescaped.
import { baseName, behavioursOf, firstReads, itemsOf } from "./score.mjs";

/** @typedef {import("./score.mjs").Event} Event */
/** @typedef {import("./score.mjs").OutputRow} OutputRow */
/** @typedef {import("./score.mjs").Score} Score */
/** @typedef {import("./recordings.mjs").Bar} Bar */
/** @typedef {{ readonly set: string, readonly method: string, readonly title: string, readonly simple: boolean }} Names */
/**
 * `score` or `failure`; the rows are those scored.
 * @typedef {Names & { readonly score?: Score, readonly rows?: readonly OutputRow[], readonly failure?: string }} Outcome
 */

const COLUMNS = /** @type {const} */ ([
  "events",
  "rows",
  "reads",
  "items",
  "need",
  "hidden",
  "x50",
  "x80",
  "x100",
  "waste",
]);

/** @param {readonly Outcome[]} outcomes @returns {string} a Markdown table, its columns aligned */
export function table(outcomes) {
  const lines = [
    ["set", "method", ...COLUMNS],
    ...outcomes.map(({ set, title, score }) => [set, title, ...COLUMNS.map((column) => cell(column, score))]),
  ];
  const widths = lines[0]?.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0))) ?? [];
  const pad = (/** @type {string[]} */ line) =>
    `| ${line.map((text, i) => (i < 2 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0))).join(" | ")} |`;
  const rule = `|${widths.map((width, i) => (i < 2 ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`;
  const [header = [], ...body] = lines;
  return [pad(header), rule, ...body.map(pad)].join("\n");
}

/** @param {(typeof COLUMNS)[number]} column @param {Score | undefined} score */
function cell(column, score) {
  const value = score?.[column] ?? null;
  if (value === null) return "–";
  return column === "hidden" ? `${Math.round(value * 100)} %` : value.toLocaleString("en-US");
}

/**
 * How Winnow stands to the set's bar, or where it has none to the best simple method of the same run and half its waste.
 * @param {readonly Outcome[]} outcomes of one set
 * @param {Bar} [bar]
 * @returns {string} one line, "" where there is nothing to compare
 */
export function verdict(outcomes, bar = barOf(outcomes)) {
  const ours = outcomes.find(({ method }) => method === "winnow");
  if (ours?.score === undefined || ours.score.need === null || bar === undefined) return "";
  const { x80, hidden, rows } = ours.score;
  // For logons, grouping by address is what an item is: nothing has fewer rows.
  const grouped = outcomes.some(({ method }) => method === "pairs")
    ? outcomes.find(({ method }) => method === "grouped")?.score
    : undefined;
  const faults = [
    ...(hidden === 0 ? [] : [`hides ${Math.round((hidden ?? 0) * 100)} %`]),
    ...(grouped === undefined || rows < grouped.rows
      ? []
      : [`${rows} rows, not under the ${grouped.rows} of grouping`]),
    ...(x80 !== null && x80 <= bar.atMost ? [] : ["80 % too late"]),
  ];
  const standing =
    faults.length > 0 ? `BEHIND (${faults.join("; ")})` : (x80 ?? 0) <= bar.aim ? "at the aim" : "at the bar";
  return `${ours.set}: ${standing}: 80 % after ${x80 ?? "–"} reads; at most ${bar.atMost}, aim ${bar.aim}`;
}

/** @param {readonly Outcome[]} outcomes @returns {Bar | undefined} */
function barOf(outcomes) {
  const scores = outcomes.flatMap(({ simple, score }) => (simple && score !== undefined ? [score] : []));
  const atMost = Math.min(...scores.map(({ x80 }) => x80 ?? Infinity));
  const need = scores[0]?.need ?? 0;
  return atMost === Infinity ? undefined : { atMost, aim: need + Math.floor((atMost - need) / 2) };
}

/**
 * The items that a reader of these rows never sees.
 * @param {readonly Event[]} events
 * @param {readonly OutputRow[]} rows
 * @returns {string[]} a line for each: events, the row that holds them, and the first event's text
 */
export function hiddenItems(events, rows) {
  const behaviours = behavioursOf(events);
  const items = itemsOf(events, behaviours);
  const found = firstReads(rows, behaviours, items);
  return [...items]
    .filter((item) => !found.has(item))
    .map((item) => {
      const members = events.flatMap((_, i) => (behaviours[i] === item ? [i] : []));
      const [first = 0] = members;
      const rank = rows.findIndex((row) => row.members.includes(first)) + 1;
      return `${members.length} × in row ${rank}  ${describe(events[first])}`;
    });
}

/**
 * The reading order: a line for each read, with the reasons of its row.
 * Marks: `+` shows a new item, `=` one shown before, `!` malicious but also benign somewhere, `(+n)` items of the row
 * that the row itself does not show.
 * @param {readonly Event[]} events
 * @param {readonly OutputRow[]} rows
 * @returns {string[]}
 */
export function trace(events, rows) {
  const behaviours = behavioursOf(events);
  const items = itemsOf(events, behaviours);
  const found = firstReads(rows, behaviours, items);
  let read = 0;
  let seen = 0;
  return rows.flatMap(({ members, shown, reasons }, index) => {
    const texts = new Set(shown.map((event) => behaviours[event]));
    const unseen = new Set(
      members.flatMap((event) => {
        const behaviour = behaviours[event] ?? "";
        return items.has(behaviour) && !texts.has(behaviour) ? [behaviour] : [];
      }),
    );
    const lines = shown.map((event, place) => {
      read++;
      const behaviour = behaviours[event] ?? "";
      const isNew = found.get(behaviour) === read;
      if (isNew) seen++;
      const mark = isNew ? "+" : items.has(behaviour) ? "=" : events[event]?.["label"] === "1" ? "!" : " ";
      const row = place === 0 ? `row ${index + 1} (${members.length})` : "";
      return `${String(read).padStart(5)} ${mark} ${String(seen).padStart(4)}/${items.size} ${row.padEnd(16)} ${describe(events[event])}`;
    });
    const missed =
      unseen.size === 0 ? [] : [`${" ".repeat(31)}(+${unseen.size}) items of this row are not shown in it`];
    return [...lines, ...missed, ...(reasons ? [`${" ".repeat(31)}${inert(reasons, 300)}`] : [])];
  });
}

/** @param {Event | undefined} event */
function describe(event = {}) {
  if (event["CommandLine"] === undefined) {
    return inert(
      `${event["IpAddress"]} ${event["Account"] ?? event["TargetUserName"] ?? ""} ${event["EventID"] ?? ""}`,
      120,
    );
  }
  const names = `${baseName(event["ParentProcessName"] ?? "")} > ${baseName(event["NewProcessName"] ?? "")}`;
  return inert(`${names} | ${event["SubjectUserName"] ?? ""} | ${event["CommandLine"]}`, 220);
}

/** @param {string} text @param {number} width in characters */
function inert(text, width) {
  const plain = text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
  return plain.length > width ? `${plain.slice(0, width - 1)}…` : plain;
}
