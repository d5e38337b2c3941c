/** What an {@link HdbscanError} is about; stable, made for matching. */
export type HdbscanErrorCode = "bad-shape" | "not-finite" | "bad-weight" | "bad-option" | "bad-vector" | "bad-label";

/** A failure of this package: a stable code, the fact, and the next step. */
export class HdbscanError extends Error {
  override readonly name: string = "HdbscanError";
  readonly code: HdbscanErrorCode;
  readonly hint: string;
  /** 0-based row the fault was found in, where there is one. */
  readonly row: number | undefined;
  /** Name of the column the fault was found in, where there is one. */
  readonly column: string | undefined;

  constructor(code: HdbscanErrorCode, message: string, hint: string, row?: number, column?: string) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.row = row;
    this.column = column;
  }
}

/** A coordinate is NaN or infinite. */
export function nonFiniteCoordinate(row: number, column: string, value: number): HdbscanError {
  return new HdbscanError(
    "not-finite",
    `row ${row}, column "${column}": ${value} is not a finite number`,
    "Distances need finite coordinates: drop the row or give the value a finite substitute.",
    row,
    column,
  );
}

/** A weight is not a positive finite number. */
export function invalidWeight(row: number, value: number): HdbscanError {
  return new HdbscanError(
    "bad-weight",
    `row ${row}: weight ${value} is not a finite number above 0`,
    "A weight says how many times the row occurs; leave out rows that do not.",
    row,
  );
}

/** An array of the points has another length than rows and columns ask for. */
export function wrongLength(array: string, actual: number, expected: number): HdbscanError {
  return new HdbscanError(
    "bad-shape",
    `${array}: expected ${expected} values, got ${actual}`,
    "Give data as rows x columns values, row after row, and weights and labels as one value per row.",
  );
}

/** `rows` is not a count. */
export function invalidRows(rows: number): HdbscanError {
  return new HdbscanError("bad-shape", `rows: ${rows} is not an integer of 0 or more`, "Give the number of points.");
}

/** Points have no columns. */
export function noColumns(): HdbscanError {
  return new HdbscanError("bad-shape", "columns: there are none", "Distances need at least one column.");
}

/** An option is outside its range. */
export function invalidOption(option: string, value: unknown, allowed: string): HdbscanError {
  return new HdbscanError("bad-option", `${option}: ${String(value)} is not allowed`, `It must be ${allowed}.`);
}

/** A vector to predict has another length than the points. */
export function wrongVectorLength(actual: number, expected: number): HdbscanError {
  return new HdbscanError(
    "bad-vector",
    `vector: expected ${expected} values, got ${actual}`,
    "Give one value for each column of the points that were clustered.",
  );
}

/** A vector to predict holds NaN or Infinity. */
export function nonFiniteVector(column: string, value: number): HdbscanError {
  return new HdbscanError(
    "bad-vector",
    `vector, column "${column}": ${value} is not a finite number`,
    "Distances need finite coordinates: give the value a finite substitute.",
    undefined,
    column,
  );
}

/** A label is neither a cluster nor noise. */
export function invalidLabel(row: number, value: number): HdbscanError {
  return new HdbscanError(
    "bad-label",
    `row ${row}: ${value} is not a label`,
    "A label is a cluster number from 0 to rows - 1, or -1 for noise.",
    row,
  );
}
