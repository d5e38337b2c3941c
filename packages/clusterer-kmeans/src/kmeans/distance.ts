/** The sum of squared differences, left to right, of a vector and the row of `data` that starts at `offset`. */
export function squaredDistance(vector: ArrayLike<number>, data: ArrayLike<number>, offset: number = 0): number {
  let sum = 0;
  for (let j = 0; j < vector.length; j++) {
    const difference = vector[j]! - data[offset + j]!;
    sum += difference * difference;
  }
  return sum;
}
