/**
 * mulberry32: whole numbers of 32 random bits, the same for the same seed on every machine.
 * @param {number} seed
 * @returns {() => number}
 */
export function createIntegers(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

/** Numbers in [0, 1). @param {number} seed @returns {() => number} */
export function createRandom(seed) {
  const integers = createIntegers(seed);
  return () => integers() / 2 ** 32;
}

/** @param {() => number} integers of 32 random bits */
export function guid(integers) {
  const digits = Array.from({ length: 4 }, () => integers().toString(16).padStart(8, "0")).join("");
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
}
