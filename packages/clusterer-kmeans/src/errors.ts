import { defineError } from "@winnow/core";
import type { ErrorFactory } from "@winnow/core";

export const notFinite: ErrorFactory<{ readonly row: number; readonly column: string; readonly value: number }> =
  defineError({
    code: "WN1801",
    summary: "A coordinate of a point given to k-means is NaN or infinite.",
    message: ({ row, column, value }) => `kmeans: row ${row}, column "${column}": ${value} is not a finite number`,
    hint: () => "Distances need finite coordinates: drop the row or give the value a finite substitute.",
  });
