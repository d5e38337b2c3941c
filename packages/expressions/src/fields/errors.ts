import { defineError, type ErrorFactory, didYouMean, nearest } from "@winnow/core";
import { listNames } from "../list-names.ts";

/** Guesses which column was meant by the first of `wanted` that is like one. */
function guessColumn(wanted: readonly string[], columns: readonly string[]): string {
  const guess = wanted.map((name) => nearest(name, columns)).find((name) => name !== undefined);
  return guess === undefined ? "" : `Did you mean the column "${guess}"? `;
}

const forWhom = (wantedBy: string | undefined): string => (wantedBy === undefined ? "" : `, which ${wantedBy} needs`);

/** A field that a run needs, and where it was looked for. */
export interface UnboundField {
  readonly field: string;
  /** Who wants the field: `feature "pathScore"`, `guard`. */
  readonly wantedBy: string | undefined;
  readonly map: string;
  /** The columns that the map would take the field from. */
  readonly sources: readonly string[];
  /** The columns that are there. */
  readonly columns: readonly string[];
}

export const unboundField: ErrorFactory<UnboundField> = defineError({
  code: "WN1110",
  summary: "A field that the run needs has no column in the source.",
  message: ({ field, wantedBy }) => `the source has no column for ${field}${forWhom(wantedBy)}`,
  hint: ({ field, map, sources, columns }) => {
    const lastName = field.slice(field.lastIndexOf(".") + 1);
    const looked = sources.length === 0 ? "does not have it" : `looks for ${listNames(sources)}`;
    return (
      `${guessColumn([...sources, field, lastName], columns)}The field map "${map}" ${looked}. ` +
      `Columns: ${listNames(columns)}.\nName the column yourself under \`fields:\`, ${field}: <column>.`
    );
  },
});

export const unknownField: ErrorFactory<{
  field: string;
  wantedBy: string | undefined;
  map: string;
  known: readonly string[];
}> = defineError({
  code: "WN1111",
  summary: "A field is named that neither Winnow nor the field map of the source knows.",
  message: ({ field, wantedBy }) => `there is no field "${field}"${forWhom(wantedBy)}`,
  hint: ({ field, map, known }) => `${didYouMean(field, known)}The field map "${map}" binds: ${listNames(known)}.`,
});

export const unboundTime: ErrorFactory<Omit<UnboundField, "field">> = defineError({
  code: "WN1112",
  summary: "The run needs the time of events, and no column of the source holds it.",
  message: ({ wantedBy }) => `the source has no column for @timestamp, the time of events${forWhom(wantedBy)}`,
  hint: ({ map, sources, columns }) =>
    `${guessColumn([...sources, "timestamp", "time"], columns)}The field map "${map}" ` +
    `${sources.length === 0 ? "does not have it" : `looks for ${listNames(sources)}`}. ` +
    `Columns: ${listNames(columns)}.\nName the column yourself under \`fields:\`, "@timestamp": <column>.`,
});

export const badFieldSource: ErrorFactory<{ field: string; problem: string; next: string }> = defineError({
  code: "WN1113",
  summary: "A field map says in a way that cannot be read where a field's values come from.",
  message: ({ field, problem }) => `the source of the field ${field} cannot be used: ${problem}`,
  hint: ({ next }) => next,
});
