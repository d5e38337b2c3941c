/** What a {@link DbscanError} is about; stable, made for matching. */
export type DbscanErrorCode = "bad-eps" | "bad-min-points";

/** A failure of this package: a stable code, the fact, and the next step. */
export class DbscanError extends Error {
  override readonly name: string = "DbscanError";
  readonly code: DbscanErrorCode;
  readonly hint: string;

  constructor(code: DbscanErrorCode, message: string, hint: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

/** eps is negative or NaN. */
export function badEps(value: number): DbscanError {
  return new DbscanError(
    "bad-eps",
    `eps ${value} is not a number of 0 or more`,
    "0 puts only identical points together.",
  );
}

/** minPoints is not a usable weight. */
export function badMinPoints(value: number): DbscanError {
  return new DbscanError(
    "bad-min-points",
    `minPoints ${value} is not a number above 0`,
    "It is the weight that makes a point's surroundings dense, the point itself included; 2 or more is usual.",
  );
}
