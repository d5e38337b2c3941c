import { count, counted } from "../terminal/numbers.ts";
import type { Style } from "../terminal/style.ts";
import { visible } from "../terminal/visible.ts";
import { fit } from "../terminal/width.ts";
import { wrap } from "../terminal/wrap.ts";
import type { Answer, EventInRow, WhyResult } from "./answer.ts";
import type { Question } from "./question.ts";

/** Rows that the headline lists. */
const MOST_ROWS = 10;
/** The event's own text, below, has all of it. */
const LONGEST_VALUE = 60;

/** The answer for a terminal: where the events are, then each row with its events and reasons. */
export function describeWhy(result: WhyResult, question: Question, width: number, style: Style): string[] {
  const { answers, matches } = result;
  const ranks = new Set(answers.flatMap((answer) => (answer.state === "row" ? [answer.rank] : [])));
  const outside = answers.filter((answer) => answer.state !== "row");
  const first = matches > answers.length ? [`The first ${answers.length}:`] : [];
  return [
    ...wrapVisible(headline(result, question), width).map(style.bold),
    ...first,
    ...[...ranks].flatMap((rank) => ["", ...describeRow(answersIn(rank, answers), width)]),
    ...(outside.length > 0 ? ["", "In no row", ...outside.flatMap((answer) => describeOutside(answer, width))] : []),
  ];
}

function answersIn(rank: number, answers: readonly Answer[]): readonly EventInRow[] {
  return answers.filter((answer) => answer.state === "row" && answer.rank === rank) as readonly EventInRow[];
}

function headline({ event, matches, rows, outside }: WhyResult, question: Question): string {
  const [only] = rows;
  if (question.kind === "row") return `Data row ${event} is in ${only === undefined ? "no row" : `row ${only.rank}`}.`;
  if (matches === 1) return `1 event matches ${event}, in ${only === undefined ? "no row" : `row ${only.rank}`}.`;
  const places = rows.slice(0, MOST_ROWS).map(({ rank, events }) => `${count(events)} in row ${rank}`);
  const more = rows.slice(MOST_ROWS);
  if (more.length > 0) {
    const events = more.reduce((sum, row) => sum + row.events, 0);
    places.push(`${count(events)} in ${counted(more.length, "further row")}`);
  }
  if (outside > 0) places.push(`${count(outside)} in no row`);
  return `${count(matches)} events match ${event}: ${places.join(", ")}.`;
}

function describeRow(answers: readonly EventInRow[], width: number): string[] {
  const { rank, cluster, size, firstTime, lastTime, reasons } = answers[0]!;
  const facts = [cluster < 0 ? "noise" : `cluster ${cluster}`, counted(size, "event"), ...timesOf(firstTime, lastTime)];
  return [
    ...wrap(`Row ${rank}: ${facts.join(", ")}`, width),
    ...answers.flatMap((answer) => describeEvent(answer, width)),
    `  Why row ${rank} ranks here`,
    ...wrapVisible(reasons, width - 4).map((line) => `    ${line}`),
  ];
}

function describeEvent({ dataRow, text, displayed, rare, exemplar }: EventInRow, width: number): string[] {
  const own = text === null || text === "" ? [] : [fitted(text, width)];
  if (displayed === "exemplar") return [`  Data row ${dataRow} is displayed: it represents the row`, ...own];
  if (displayed === "beside") {
    const values = rare.map(
      ({ field, value, events }) => `${field} "${fit(value, LONGEST_VALUE)}", ${counted(events, "event")}`,
    );
    const why = values.length === 0 ? "because the row ranks by it" : `for its rare values: ${values.join("; ")}`;
    const line = `Data row ${dataRow} is displayed beside data row ${exemplar.dataRow}, which represents the row, ${why}`;
    return [...wrapVisible(line, width - 2).map((part) => `  ${part}`), ...own];
  }
  const same = own.length > 0 && text === exemplar.text;
  const line = `Data row ${dataRow} is not displayed: data row ${exemplar.dataRow} represents the row`;
  return [
    ...wrap(same ? `${line}, with the same text` : line, width - 2).map((part) => `  ${part}`),
    ...(own.length === 0 || same
      ? [fitted(exemplar.text ?? "", width)]
      : [fitted(`this event: ${text}`, width), fitted(`displayed:  ${exemplar.text}`, width)]),
  ];
}

function describeOutside(answer: Exclude<Answer, EventInRow>, width: number): string[] {
  const { dataRow, text, state, reason } = answer;
  const words = { filtered: "filtered out", rejected: "rejected", "filtered or rejected": "filtered out or rejected" };
  return [
    ...wrapVisible(`Data row ${dataRow} was ${words[state]}: ${reason}`, width - 2).map((line) => `  ${line}`),
    ...(text === null || text === "" ? [] : [fitted(text, width)]),
  ];
}

/** `2024-01-15 08:00:00 to 2024-01-15 08:00:08 UTC` */
function timesOf(first: string | null, last: string | null): string[] {
  if (first === null || last === null) return [];
  const [from, to] = [first, last].map((time) => time.replace("T", " ").replace(/(?:\.\d+)?Z$/, ""));
  return [from === to ? `${from} UTC` : `${from} to ${to} UTC`];
}

/** Log text as one indented line. */
function fitted(text: string, width: number): string {
  return `    ${fit(text, width - 4)}`;
}

function wrapVisible(text: string, width: number): string[] {
  return wrap(visible(text), width);
}
