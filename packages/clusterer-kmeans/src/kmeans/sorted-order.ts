import type { Pace } from "./pace.ts";

/** Sorted at once by the engine: a few milliseconds' worth. */
const RUN_LENGTH = 4096;
/** Numbers merged between two pauses. */
const MERGED_PER_PAUSE = 32_768;

/** The numbers 0 … count−1 in an order, by merge sort with pauses: a sort of millions would hold up everything else. */
export async function sortedOrder(
  count: number,
  compare: (a: number, b: number) => number,
  pace: Pace,
): Promise<Uint32Array> {
  let order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let begin = 0; begin < count; begin += RUN_LENGTH) {
    order.subarray(begin, begin + RUN_LENGTH).sort(compare);
    await pace();
  }
  let spare = new Uint32Array(count);
  for (let length = RUN_LENGTH; length < count; length *= 2) {
    for (let begin = 0; begin < count; begin += 2 * length) {
      const merging = mergeSteps(order, spare, compare, begin, begin + length, Math.min(count, begin + 2 * length));
      while (merging.next().done !== true) await pace();
    }
    [order, spare] = [spare, order];
  }
  return order;
}

/** Merges the sorted parts of `from` before and after `middle` into `to`. */
function* mergeSteps(
  from: Uint32Array,
  to: Uint32Array,
  compare: (a: number, b: number) => number,
  begin: number,
  middle: number,
  end: number,
): Generator<undefined, void, void> {
  let left = begin;
  let right = middle;
  for (let out = begin; out < end; out++) {
    const takeLeft = right >= end || (left < middle && compare(from[left]!, from[right]!) <= 0);
    to[out] = takeLeft ? from[left++]! : from[right++]!;
    if (out % MERGED_PER_PAUSE === 0) yield;
  }
}
