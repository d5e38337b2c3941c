import { defineError } from "@winnow/core";
import type { ErrorFactory } from "@winnow/core";

export const notFinite: ErrorFactory<{ readonly row: number; readonly column: string; readonly value: number }> =
  defineError({
    code: "WN1821",
    summary: "A coordinate of a point given to HDBSCAN is NaN or infinite.",
    message: ({ row, column, value }) => `row ${row}, column "${column}": ${value} is not a finite number`,
    hint: () => "Distances need finite coordinates: drop the row or give the value a finite substitute.",
  });

export const badWeight: ErrorFactory<{ readonly row: number; readonly weight: number }> = defineError({
  code: "WN1822",
  summary: "The weight of a point given to HDBSCAN is not a finite number above 0.",
  message: ({ row, weight }) => `row ${row}: weight ${weight} is not a finite number above 0`,
  hint: () => "A weight says how many times the row occurs; leave out rows that do not.",
});

export const badLength: ErrorFactory<{ readonly what: string; readonly expected: number; readonly actual: number }> =
  defineError({
    code: "WN1823",
    summary:
      "Points, labels or a vector given to HDBSCAN have another number of values than rows and columns call for.",
    message: ({ what, expected, actual }) => `${what}: expected ${expected} values, got ${actual}`,
    hint: () =>
      "Give data as rows x columns values, row after row, weights and labels as one value per row, " +
      "and a vector as one value per column.",
  });

export const badRows: ErrorFactory<{ readonly rows: number }> = defineError({
  code: "WN1824",
  summary: "The number of points given to HDBSCAN is not a count.",
  message: ({ rows }) => `rows: ${rows} is not an integer of 0 or more`,
  hint: () => "Give the number of points.",
});

export const noColumns: ErrorFactory<Record<string, never>> = defineError({
  code: "WN1825",
  summary: "The points given to HDBSCAN have no columns.",
  message: () => "columns: there are none",
  hint: () => "Distances need at least one column.",
});

export const badOption: ErrorFactory<{ readonly option: string; readonly value: unknown; readonly allowed: string }> =
  defineError({
    code: "WN1826",
    summary: "An option of HDBSCAN is out of range.",
    message: ({ option, value }) => `${option}: ${String(value)} is not allowed`,
    hint: ({ allowed }) => `It must be ${allowed}.`,
  });

export const vectorNotFinite: ErrorFactory<{ readonly column: string; readonly value: number }> = defineError({
  code: "WN1827",
  summary: "A vector to predict with HDBSCAN holds NaN or Infinity.",
  message: ({ column, value }) => `vector, column "${column}": ${value} is not a finite number`,
  hint: () => "Distances need finite coordinates: give the value a finite substitute.",
});

export const badLabel: ErrorFactory<{ readonly row: number; readonly label: number }> = defineError({
  code: "WN1828",
  summary: "A label given to the validity index is neither a cluster nor noise.",
  message: ({ row, label }) => `row ${row}: ${label} is not a label`,
  hint: () => "A label is a cluster number from 0 to rows - 1, or -1 for noise.",
});
