import { defineError } from "@winnow/core";
import type { ErrorFactory } from "@winnow/core";

/** eps is negative or NaN. */
export const badEps: ErrorFactory<{ readonly eps: number }> = defineError({
  code: "WN1811",
  summary: "eps of DBSCAN is negative or not a number.",
  message: ({ eps }) => `eps: ${eps} is not a number of 0 or more`,
  hint: () => "eps is the radius of a neighbourhood; 0 puts only identical points together.",
});

/** minPoints is not a usable weight. */
export const badMinPoints: ErrorFactory<{ readonly minPoints: number }> = defineError({
  code: "WN1812",
  summary: "minPoints of DBSCAN is 0, negative or not a number.",
  message: ({ minPoints }) => `minPoints: ${minPoints} is not a number above 0`,
  hint: () => "It is the weight that makes a neighbourhood dense, the point itself included; 2 or more is usual.",
});

/** A coordinate is NaN or infinite. */
export const notFinite: ErrorFactory<{ readonly row: number; readonly column: string; readonly value: number }> =
  defineError({
    code: "WN1813",
    summary: "A coordinate of a point to cluster is NaN or infinite.",
    message: ({ row, column, value }) => `row ${row}, column "${column}": ${value} is not a finite number`,
    hint: () => "Distances need finite coordinates: drop the row or give the value a finite substitute.",
  });

/** A weight is negative, NaN or infinite. */
export const badWeight: ErrorFactory<{ readonly row: number; readonly weight: number }> = defineError({
  code: "WN1814",
  summary: "The weight of a point to cluster is negative, NaN or infinite.",
  message: ({ row, weight }) => `row ${row}: weight ${weight} is not a finite number of 0 or more`,
  hint: () => "A weight says how many times the point occurs.",
});

/** An array has another length than rows and columns call for. */
export const badLength: ErrorFactory<{ readonly what: string; readonly expected: number; readonly actual: number }> =
  defineError({
    code: "WN1815",
    summary: "Points to cluster, or a vector to predict, have another number of values than rows and columns call for.",
    message: ({ what, expected, actual }) => `${what}: expected ${expected} values, got ${actual}`,
    hint: () => "Give data as rows x columns values, row after row, weights as one value per row.",
  });

/** A vector to predict is not finite. */
export const vectorNotFinite: ErrorFactory<{ readonly coordinate: number; readonly value: number }> = defineError({
  code: "WN1817",
  summary: "A vector to predict with DBSCAN holds NaN or Infinity.",
  message: ({ coordinate, value }) => `vector, coordinate ${coordinate}: ${value} is not a finite number`,
  hint: () => "Distances need finite coordinates: give the value a finite substitute.",
});

/** A metric that there is not. */
export const badMetric: ErrorFactory<{ readonly metric: unknown }> = defineError({
  code: "WN1818",
  summary: "The metric given to DBSCAN is none that it can measure by.",
  message: ({ metric }) => `metric: ${String(metric)} is not allowed`,
  hint: () => 'It must be "euclidean", "manhattan" or "chebyshev".',
});

/** eps and the coordinates are too far apart for one floating-point scale. */
export const epsTooSmall: ErrorFactory<{ readonly eps: number; readonly largest: number }> = defineError({
  code: "WN1816",
  summary: "eps of DBSCAN is so small beside the coordinates that their distances cannot be compared with it.",
  message: ({ eps, largest }) => `eps: ${eps} cannot be compared with distances of coordinates as large as ${largest}`,
  hint: () => "Scale the features, or set eps to 0: it puts only identical points together.",
});
