import type { Steps } from "@winnow/spatial";

/** Below this many edges a comparison sort beats the passes of a radix sort. */
const RADIX_FROM = 4096;

/** Edges ordered between two looks at the clock, where the pass is long. */
const CHUNK = 65536;

/** Indices of the weights in ascending order of weight. Weights are 0 or more, never NaN. Yields the fraction done. */
export function* orderByWeight(weight: Float64Array): Steps<Int32Array> {
  const order = new Int32Array(weight.length);
  for (let edge = 0; edge < order.length; edge++) order[edge] = edge;
  if (weight.length < RADIX_FROM) return order.sort((a, b) => weight[a]! - weight[b]!);
  return yield* radixOrder(weight, order);
}

/** Least significant digit first, 16 bits at a time: non-negative doubles order as their bit patterns do. */
function* radixOrder(weight: Float64Array, start: Int32Array): Steps<Int32Array> {
  const digits = new Uint16Array(weight.buffer, weight.byteOffset, weight.length * 4);
  let order = start;
  let next: Int32Array = new Int32Array(weight.length);
  for (const digit of digitPlaces()) {
    const starts = digitStarts(digits, digit);
    if (starts === undefined) continue;
    for (let i = 0; i < order.length; i++) {
      const edge = order[i]!;
      next[starts[digits[edge * 4 + digit]!]!++] = edge;
      if (i % CHUNK === 0) yield 0;
    }
    [order, next] = [next, order];
  }
  return order;
}

/** The 16-bit places of a double in memory, least significant first, whichever way the machine stores it. */
function digitPlaces(): readonly number[] {
  const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
  return littleEndian ? [0, 1, 2, 3] : [3, 2, 1, 0];
}

/** Where each digit's run begins in the next order; undefined when all weights share one digit. */
function digitStarts(digits: Uint16Array, place: number): Int32Array | undefined {
  const starts = new Int32Array(65536);
  for (let i = place; i < digits.length; i += 4) starts[digits[i]!]!++;
  let sum = 0;
  for (let value = 0; value < 65536; value++) {
    const count = starts[value]!;
    if (count * 4 === digits.length) return undefined;
    starts[value] = sum;
    sum += count;
  }
  return starts;
}
