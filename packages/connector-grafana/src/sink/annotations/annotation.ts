import type { OutputRow, RunResult } from "@winnow/core";
import { exemplarFields, fieldsText, sizeText } from "../describe.ts";
import { profileTag, rowTags, WINNOW_TAG } from "../identity.ts";
import { inertText, link } from "../inert.ts";
import type { GrafanaAnnotationsOptions } from "./options.ts";

/** An annotation as it shall be. Times are ms since 1970, both ends of the region included. */
export interface WantedAnnotation {
  /** Tells the row: no other annotation has it. */
  readonly rowTag: string;
  readonly tags: readonly string[];
  readonly time: number;
  readonly timeEnd: number;
  readonly text: string;
}

export interface Wanted {
  readonly annotations: readonly WantedAnnotation[];
  /** Rows that could not be annotated, as they have no time after 1970. */
  readonly timeless: number;
  /** Rows beyond the limit. */
  readonly beyond: number;
}

const DEFAULT_LIMIT = 100;
/** Grafana shows annotations as HTML. */
const BREAK = "<br>";

/** The annotations of a result: one for each row that is small enough, in reading order, up to the limit. */
export function wantedAnnotations(result: RunResult, options: GrafanaAnnotationsOptions): Wanted {
  const { limit = DEFAULT_LIMIT, maxEvents = Infinity, tags = [] } = options;
  const { name } = result.profile;
  const ofRows = rowTags(name, result.rows, result.exemplars);
  const fieldsOf = exemplarFields(result);
  const chosen = [...result.rows.entries()].filter(([, { size }]) => size <= maxEvents);
  const timed = chosen.filter(([, row]) => hasTime(row));
  const annotations = timed.slice(0, limit).map(([place, row]): WantedAnnotation => {
    const rowTag = ofRows[place]!;
    const fields = fieldsText(fieldsOf(place), BREAK);
    return {
      rowTag,
      tags: [WINNOW_TAG, profileTag(name), rowTag, ...tags],
      time: milliseconds(row.firstTime!),
      timeEnd: milliseconds(row.lastTime!),
      text: [...headline(row, name), fields, linkTo(options)].filter((line) => line !== "").join(BREAK),
    };
  });
  return { annotations, timeless: chosen.length - timed.length, beyond: timed.length - annotations.length };
}

/** Grafana takes a time of 0 for now, and knows none before 1970. */
function hasTime({ firstTime, lastTime }: OutputRow): boolean {
  return firstTime !== null && lastTime !== null && milliseconds(firstTime) > 0;
}

function milliseconds(time: bigint): number {
  return Math.floor(Number(time / 1000n));
}

function headline(row: OutputRow, profile: string): readonly string[] {
  const head = `Winnow ${inertText(profile)}, row ${row.rank}: ${inertText(sizeText(row))}`;
  return [head, ...row.reasons.map((reason) => inertText(reason))];
}

function linkTo({ reportUrl }: GrafanaAnnotationsOptions): string {
  return reportUrl === undefined ? "" : link(reportUrl, "report");
}
