import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "@winnow/core";
import { damagedResult, noEventRecord, unknownDataRow } from "../errors.ts";
import type { Io } from "../io.ts";
import { placesOf, type Place } from "./assignments.ts";
import { eventText } from "./event-text.ts";
import { whyOutside, type Outside } from "./outside.ts";
import type { Question } from "./question.ts";
import { readRows, type FoldedEvent, type ResultRow } from "./result-rows.ts";
import { searchEvents, type Found, type FoundEvent } from "./search.ts";

/** A finished run to ask. */
export interface Asked {
  /** Its output directory, as the user wrote it. */
  readonly out: string;
  /** The directory with its files. */
  readonly directory: string;
  readonly manifest: Manifest;
}

/** An event and its text; `null` where the text is not in the files of the result. */
export interface EventLine {
  readonly dataRow: number;
  readonly text: string | null;
}

/** An event in a row of the result. */
export interface EventInRow extends EventLine {
  readonly state: "row";
  readonly rank: number;
  /** −1 for noise, as in clusters.csv. */
  readonly cluster: number;
  /** Events in the row. */
  readonly size: number;
  /** ISO 8601, UTC; `null` where the source has no time. */
  readonly firstTime: string | null;
  readonly lastTime: string | null;
  /** Where the event's own text is displayed: it represents the row, is beside the exemplar, or is not displayed. */
  readonly displayed: "exemplar" | "beside" | "no";
  /** The rare values for which it is displayed beside the exemplar. */
  readonly rare: FoldedEvent["rare"];
  /** The event that represents the row. */
  readonly exemplar: EventLine;
  /** Why the row ranks there, as in clusters.csv: the most important first. */
  readonly reasons: string;
}

export type Answer = EventInRow | (EventLine & Outside);

/** What `--json` prints. */
export interface WhyResult {
  readonly event: string;
  /** Events that match; the first of them are in `answers`. */
  readonly matches: number;
  /** The rows that they are in, by rank, and how many are in each. */
  readonly rows: readonly { readonly rank: number; readonly events: number }[];
  /** Matching events that are in no row. */
  readonly outside: number;
  readonly answers: readonly Answer[];
}

/** Events that are explained one by one. */
const MOST_ANSWERS = 5;

/**
 * Explains where events of a finished run are, and why.
 * @param event the question as it was typed
 * @throws `WN2020` to `WN2025`
 */
export async function explainEvents(asked: Asked, question: Question, event: string, io: Io): Promise<WhyResult> {
  const { out, directory, manifest } = asked;
  const assignments = join(directory, "assignments.csv");
  if (!existsSync(assignments)) throw noEventRecord({ out });
  const found = await findEvents(asked, question, io);
  const { places, ranks, outside, shown } = await placesOf(assignments, found.rows, MOST_ANSWERS, io.signal);
  const clusters = join(directory, "clusters.csv");
  const wanted = new Set(places.flatMap(({ rank }) => rank ?? []));
  const rows = await readRows(clusters, wanted, io.signal);
  const answers: Answer[] = [];
  for (const [index, place] of places.entries()) {
    const own = found.first[index];
    const row = place.rank === null ? undefined : rows.get(place.rank)!;
    if (row === undefined) {
      const why = await whyOutside(place, own, manifest, directory);
      answers.push({ dataRow: place.row, text: own?.text ?? null, ...why });
    } else {
      const exemplar = exemplarOf(row, shown.get(row.rank) ?? []);
      if (exemplar === undefined) throw damagedResult({ path: clusters });
      answers.push(answerOf(place, own, row, exemplar, manifest));
    }
  }
  const counts = Array.from(ranks, ([rank, events]) => ({ rank, events }));
  return { event, matches: found.rows.length, rows: counts, outside, answers };
}

async function findEvents({ out, manifest }: Asked, question: Question, io: Io): Promise<Found> {
  if (question.kind === "value") return searchEvents(manifest, { out, ...question, limit: MOST_ANSWERS }, io);
  const { row } = question;
  const { read } = manifest.ledger;
  if (row >= read) throw unknownDataRow({ row, rows: read });
  return { rows: [row], first: [] };
}

/** The data row of the exemplar: of the events that are displayed in the row, the one that is not folded. */
function exemplarOf({ folded }: ResultRow, shown: readonly number[]): number | undefined {
  return shown.find((event) => !folded.some(({ row }) => row === event));
}

function answerOf(
  { row: dataRow, isShown }: Place,
  own: FoundEvent | undefined,
  row: ResultRow,
  exemplar: number,
  { fieldMap }: Manifest,
): EventInRow {
  const { rank, clusterId: cluster, size, firstTime, lastTime, reasons, cells, folded } = row;
  const entry = folded.find((event) => event.row === dataRow);
  const textWith = (differs: FoldedEvent["differs"]): string =>
    eventText(fieldMap.fields, [...cells.keys()], (name) =>
      Object.hasOwn(differs, name) ? differs[name] : cells.get(name),
    );
  const displayed = dataRow === exemplar ? "exemplar" : isShown ? "beside" : "no";
  const shownText = displayed === "no" ? null : textWith(entry?.differs ?? {});
  return {
    dataRow,
    // The result first: in it, all texts of a row are masked with one key.
    text: shownText ?? own?.text ?? null,
    state: "row",
    rank,
    cluster,
    size,
    firstTime,
    lastTime,
    displayed,
    rare: entry?.rare ?? [],
    exemplar: { dataRow: exemplar, text: textWith({}) },
    reasons,
  };
}
