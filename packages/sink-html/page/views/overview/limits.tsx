import type { VNode } from "preact";
import type { ReportData } from "../../../src/data/report-data.ts";
import type { Report } from "../../state/report.ts";
import { count, counted } from "../../text/words.ts";
import { eventsHeld } from "./held.ts";

/** What was left out of the page, in words: nobody should have to guess. */
export function Limits({ report }: { readonly report: Report }): VNode {
  return (
    <ul class="plain limits">
      {sentencesOn(report.data).map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}

function groupsIn({ groups, mergedFrom }: ReportData["analysis"]): string {
  const held = counted(groups.size, "group");
  if (mergedFrom === undefined) return `${held} of equal events`;
  return (
    `${held}, made of the run's ${count(mergedFrom)} by merging those that neither clusters nor rare values tell apart ` +
    "(after re-clustering, clusters are exact, and the order of rows can differ a little from that of a run)"
  );
}

function timesIn(overall: ReportData["overall"]): string {
  if (overall === undefined) return "No counts over time beyond the events held: the source cannot tell.";
  return "Counts over time of all events together: there are too many groups to tell them apart.";
}

function sentencesOn(data: ReportData): string[] {
  const { events, ledger, rows, activity, slots, range, analysis, overall } = data;
  return [
    eventsHeld(data),
    `All ${counted(rows.length, "row")}, and ${groupsIn(analysis)}: re-clustering in the page works on all ` +
      `${counted(ledger.clustered, "event")}, whatever of their text is held.`,
    ...(range === null || activity !== null || events.complete ? [] : [timesIn(overall)]),
    ...(activity === null ? [] : ["Counts over time of all events, by group."]),
    ...(slots === null && !events.complete ? ["What varies in command lines is counted over the events held."] : []),
    ...(ledger.filtered > 0
      ? [`Not in here: the ${counted(ledger.filtered, "event")} that the profile filters out.`]
      : []),
    ...(ledger.rejected > 0
      ? [`Not in here: ${counted(ledger.rejected, "record")} that could not be read; rejects.csv of the run has them.`]
      : []),
    "The page asks no server for anything, and nothing leaves it.",
  ];
}
