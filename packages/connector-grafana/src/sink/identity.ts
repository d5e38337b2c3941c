import { createHash } from "node:crypto";
import type { EventBatch, OutputRow } from "@winnow/core";

/** The tag of all that Winnow writes. */
export const WINNOW_TAG = "winnow";

/** How the tag of a single row begins. */
export const ROW_TAG = "winnow-row-";

/** Grafana keeps 100 characters of a tag. Tags bear no colon: Grafana would take them apart there. */
const LONGEST_NAME = 60;

export function profileTag(profile: string): string {
  return `winnow-profile-${shortened(profile, LONGEST_NAME)}`;
}

/** Grafana allows 40 characters: letters, digits, `-` and `_`. */
export function dashboardUid(profile: string): string {
  return `winnow-${shortened(profile.replaceAll(/[^A-Za-z0-9_-]/g, "-"), 20)}-${digest(profile).slice(0, 8)}`;
}

function shortened(name: string, longest: number): string {
  return name.length <= longest ? name : `${name.slice(0, longest - 9)}-${digest(name).slice(0, 8)}`;
}

/**
 * One tag for each row, by the profile and the content of the row's exemplar: the earliest event of the row, so that
 * another run over the same events, or over more of them later on, gives it the same tag.
 */
export function rowTags(profile: string, rows: readonly OutputRow[], exemplars: EventBatch): readonly string[] {
  const seen = new Map<string, number>();
  return rows.map((_, row) => {
    const tag = `${ROW_TAG}${digest(JSON.stringify([profile, contentOf(exemplars, row)])).slice(0, 16)}`;
    const count = seen.get(tag) ?? 0;
    seen.set(tag, count + 1);
    return count === 0 ? tag : `${tag}-${count + 1}`;
  });
}

function contentOf({ columns, values }: EventBatch, row: number): readonly (readonly [string, string])[] {
  return columns
    .map((column, c) => [column, values[c]![row] ?? null] as const)
    .filter((cell): cell is readonly [string, string] => cell[1] !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
