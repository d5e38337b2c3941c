import type { Steps } from "@winnow/spatial";

/** Sorted at once by the engine: a few milliseconds' worth. */
const RUN_LENGTH = 4096;
/** Numbers merged in a step. */
const MERGED_PER_STEP = 32_768;

/** The numbers 0 … count−1 in an order, by merge sort in steps: a sort of millions would hold up everything else. */
export function* sortedOrder(count: number, compare: (a: number, b: number) => number): Steps<Uint32Array> {
  const passes = 1 + Math.ceil(Math.log2(Math.max(1, count / RUN_LENGTH)));
  let order = new Uint32Array(count).map((_, i) => i);
  for (let begin = 0; begin < count; begin += RUN_LENGTH) {
    order.subarray(begin, begin + RUN_LENGTH).sort(compare);
    yield begin / count / passes;
  }
  let spare = new Uint32Array(count);
  for (let length = RUN_LENGTH, pass = 1; length < count; length *= 2, pass++) {
    for (let begin = 0; begin < count; begin += 2 * length) {
      const end = Math.min(count, begin + 2 * length);
      for (const merged of mergeSteps(order, spare, compare, begin, begin + length, end)) {
        yield (pass + merged / count) / passes;
      }
    }
    [order, spare] = [spare, order];
  }
  return order;
}

/** Merges the sorted parts of `from` before and after `middle` into `to`; yields how far it is. */
function* mergeSteps(
  from: Uint32Array,
  to: Uint32Array,
  compare: (a: number, b: number) => number,
  begin: number,
  middle: number,
  end: number,
): Steps<void> {
  let left = begin;
  let right = middle;
  for (let out = begin; out < end; out++) {
    const takeLeft = right >= end || (left < middle && compare(from[left]!, from[right]!) <= 0);
    to[out] = takeLeft ? from[left++]! : from[right++]!;
    if (out % MERGED_PER_STEP === 0) yield out;
  }
}
