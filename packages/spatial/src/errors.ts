/** What a {@link SpatialError} is about; stable, made for matching. */
export type SpatialErrorCode = "bad-shape" | "not-finite" | "bad-weight" | "bad-radius" | "bad-count";

/** A failure of this package: a stable code, the fact, and the next step. */
export class SpatialError extends Error {
  override readonly name: string = "SpatialError";
  readonly code: SpatialErrorCode;
  readonly hint: string;
  /** 0-based row the fault was found in, where there is one. */
  readonly row: number | undefined;
  /** 0-based column the fault was found in, where there is one. */
  readonly column: number | undefined;

  constructor(code: SpatialErrorCode, message: string, hint: string, row?: number, column?: number) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.row = row;
    this.column = column;
  }
}

/** The arrays do not have the sizes that rows and dimensions call for. */
export function badShape(what: string, expected: number, actual: number): SpatialError {
  return new SpatialError(
    "bad-shape",
    `${what}: expected ${expected} values, got ${actual}`,
    "Give data as rows x dimensions values, row after row, and weights as one value per row.",
  );
}

/** A coordinate is NaN or infinite. */
export function notFinite(row: number, column: number, value: number): SpatialError {
  return new SpatialError(
    "not-finite",
    `row ${row}, column ${column}: ${value} is not a finite number`,
    "Distances need finite coordinates: drop the row or give the value a finite substitute.",
    row,
    column,
  );
}

/** A weight is negative, NaN or infinite. */
export function badWeight(row: number, value: number): SpatialError {
  return new SpatialError(
    "bad-weight",
    `row ${row}: weight ${value} is not a finite number of 0 or more`,
    "A weight says how many times the point occurs.",
    row,
  );
}

/** A search radius is negative or NaN. */
export function badRadius(value: number): SpatialError {
  return new SpatialError(
    "bad-radius",
    `radius ${value} is not a number of 0 or more`,
    "0 finds identical points only.",
  );
}

/** A number of neighbours is not usable. */
export function badCount(what: string, value: number): SpatialError {
  return new SpatialError("bad-count", `${what} ${value} is not a number above 0`, "Ask for at least one point.");
}
