/**
 * Reorders the rows `start` to `end` so that the row at `middle` is the one a sort by one coordinate would put there, with no
 * larger value before it and no smaller value after it. Expected O(end - start).
 *
 * C. A. R. Hoare, "Algorithm 65: FIND", Communications of the ACM 4(7), 1961, with a median-of-three pivot. Whole rows are
 * moved, not an index: the passes that follow then read memory in order.
 */
export function selectRows(
  points: Float64Array,
  order: Int32Array,
  weights: Float64Array,
  dimensions: number,
  dimension: number,
  start: number,
  end: number,
  middle: number,
): void {
  let low = start;
  let high = end - 1;
  while (low < high) {
    const pivot = medianOfThree(
      points[low * dimensions + dimension]!,
      points[((low + high) >> 1) * dimensions + dimension]!,
      points[high * dimensions + dimension]!,
    );
    let i = low;
    let j = high;
    while (i <= j) {
      while (points[i * dimensions + dimension]! < pivot) i++;
      while (points[j * dimensions + dimension]! > pivot) j--;
      if (i > j) break;
      if (i < j) swapRows(points, order, weights, dimensions, i, j);
      i++;
      j--;
    }
    // Rows low..j are at most the pivot, i..high at least; what lies between equals it.
    if (middle <= j) high = j;
    else if (middle >= i) low = i;
    else return;
  }
}

function medianOfThree(a: number, b: number, c: number): number {
  if (a < b) {
    if (b < c) return b;
    return a < c ? c : a;
  }
  if (a < c) return a;
  return b < c ? c : b;
}

function swapRows(
  points: Float64Array,
  order: Int32Array,
  weights: Float64Array,
  dimensions: number,
  a: number,
  b: number,
): void {
  const row = order[a]!;
  order[a] = order[b]!;
  order[b] = row;
  const weight = weights[a]!;
  weights[a] = weights[b]!;
  weights[b] = weight;
  const offsetA = a * dimensions;
  const offsetB = b * dimensions;
  for (let j = 0; j < dimensions; j++) {
    const value = points[offsetA + j]!;
    points[offsetA + j] = points[offsetB + j]!;
    points[offsetB + j] = value;
  }
}
