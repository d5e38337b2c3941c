import type { ReportData } from "../../../src/data/report-data.ts";
import { count, counted } from "../../text/words.ts";

/** Which events the page holds, in words. */
export function eventsHeld({ events, ledger }: Pick<ReportData, "events" | "ledger">): string {
  if (events.complete) return `All ${counted(events.size, "clustered event")}, with every column of the source.`;
  const shown = `${counted(events.size, "event")} of ${count(ledger.clustered)}: those that are shown (each row's own event and the rare values folded into it)`;
  return events.shownOnly === true
    ? `${shown}; ${GROUPED_THERE}.`
    : `${shown} and the first few of every row. assignments.csv of the run names the row of every event.`;
}

/** Where the other events of a row are. */
export function whereOthersAre({ events }: Pick<ReportData, "events">): string {
  return events.shownOnly === true ? GROUPED_THERE : "assignments.csv of the run names all of them";
}

const GROUPED_THERE = "the source grouped the events where they lie, and no other was fetched";
