/** One factory per failure. Each message names its subject, the fact, and what to do next. */

/** A coordinate is NaN or infinite. */
export function nonFiniteCoordinate(row: number, column: string, value: number): RangeError {
  return new RangeError(
    `points: row ${row}, column "${column}" is ${value}. HDBSCAN needs finite numbers: drop or fill the row first.`,
  );
}

/** A weight is not a positive finite number. */
export function invalidWeight(row: number, value: number): RangeError {
  return new RangeError(
    `points: row ${row} has weight ${value}. A weight is a positive finite number: how often the row occurs.`,
  );
}

/** An array of the points has another length than rows and columns ask for. */
export function wrongLength(array: string, actual: number, expected: number): RangeError {
  return new RangeError(`points: ${array} holds ${actual} numbers where rows and columns ask for ${expected}.`);
}

/** `rows` is not a count. */
export function invalidRows(rows: number): RangeError {
  return new RangeError(`points: rows is ${rows}. It must be an integer of 0 or more.`);
}

/** Points have no columns. */
export function noColumns(): RangeError {
  return new RangeError("points: there are no columns. Distances need at least one.");
}

/** An option is outside its range. */
export function invalidOption(option: string, value: unknown, allowed: string): RangeError {
  return new RangeError(`hdbscan: ${option} is ${String(value)}. It must be ${allowed}.`);
}

/** A vector to predict has another length than the points. */
export function wrongVectorLength(actual: number, expected: number): RangeError {
  return new RangeError(`predict: the vector holds ${actual} numbers where the points have ${expected} columns.`);
}

/** A vector to predict holds NaN or Infinity. */
export function nonFiniteVector(column: string, value: number): RangeError {
  return new RangeError(`predict: column "${column}" is ${value}. HDBSCAN needs finite numbers.`);
}

/** Labels and points differ in number. */
export function wrongLabelCount(actual: number, expected: number): RangeError {
  return new RangeError(`validity: there are ${actual} labels for ${expected} rows.`);
}

/** A label is neither a cluster nor noise. */
export function invalidLabel(row: number, value: number): RangeError {
  return new RangeError(
    `validity: row ${row} has label ${value}. A label is an integer of 0 or more, or -1 for noise.`,
  );
}
