// What the command prints. Log content is written by attackers: nothing of it reaches the terminal unescaped.
import { baseName, behavioursOf, firstReads, itemsOf } from "./score.mjs";

/** @typedef {import("./score.mjs").Event} Event */
/** @typedef {import("./score.mjs").OutputRow} OutputRow */
/** @typedef {import("./score.mjs").Score} Score */
/** @typedef {{ readonly set: string, readonly method: string, readonly title: string, readonly simple: boolean }} Names */
/** @typedef {Names & { readonly score?: Score, readonly failure?: string }} Outcome */

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
 * How Winnow stands beside the best simple method of the same run.
 * @param {readonly Outcome[]} outcomes of one set
 * @returns {string} one line, "" where there is nothing to compare
 */
export function verdict(outcomes) {
  const ours = outcomes.find(({ method }) => method === "winnow");
  const simple = outcomes.filter((outcome) => outcome.simple && outcome.score?.x80 != null);
  const best = simple.sort((a, b) => (a.score?.x80 ?? 0) - (b.score?.x80 ?? 0))[0];
  const grouped = outcomes.find(({ method }) => method === "grouped")?.score;
  if (ours?.score === undefined || best?.score === undefined || grouped === undefined) return "";
  const { x80, need, hidden, rows } = ours.score;
  const aim = (need ?? 0) + Math.floor((best.score.waste ?? 0) / 2);
  const atMost = best.score.x80 ?? 0;
  const faults = [
    ...(hidden === 0 ? [] : [`hides ${Math.round((hidden ?? 0) * 100)} %`]),
    ...(rows < grouped.rows ? [] : [`${rows} rows, not under the ${grouped.rows} of grouping`]),
    ...(x80 !== null && x80 <= atMost ? [] : [`80 % after ${x80 ?? "no number of"} reads`]),
  ];
  const standing = faults.length > 0 ? `BEHIND: ${faults.join("; ")}` : (x80 ?? 0) <= aim ? "at the aim" : "ahead";
  return `${ours.set}: ${standing} (80 % after ${x80 ?? "–"}; best simple method ${atMost}, ${best.method}; half its waste ${aim})`;
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
