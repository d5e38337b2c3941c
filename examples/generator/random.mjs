/**
 * A seeded source of chance: the same seed gives the same data on every machine. Only integer arithmetic and
 * division, no `Math.log` or the like, whose last bit may differ between engines.
 * @param {number} seed
 */
export function createRandom(seed) {
  let state = seed >>> 0;

  /** Uniform in [0, 1), 32 bits of it (mulberry32). */
  function next() {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  /** A whole number from `low` to `high`, both included. @param {number} low @param {number} high */
  function integer(low, high) {
    return low + Math.floor(next() * (high - low + 1));
  }

  /** One of `items`, all equally likely. @template T @param {readonly T[]} items @returns {T} */
  function pick(items) {
    return /** @type {T} */ (items[integer(0, items.length - 1)]);
  }

  /** @param {number} probability */
  function chance(probability) {
    return next() < probability;
  }

  /** Hexadecimal digits in small letters. @param {number} digits */
  function hex(digits) {
    let text = "";
    while (text.length < digits) text += integer(0, 15).toString(16);
    return text;
  }

  function guid() {
    return [8, 4, 4, 4, 12].map(hex).join("-");
  }

  return { integer, pick, chance, hex, guid };
}

/** @typedef {ReturnType<typeof createRandom>} Random */
