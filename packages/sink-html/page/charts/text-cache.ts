import LRU from "zrender/lib/core/LRU.js";

/** Keeps keys apart from what every object has: `__proto__`, `constructor`, `toString`. */
const PREFIX = "=";

/**
 * The chart library remembers the widths of texts in a plain object by the text: a program named `__proto__` would change the
 * prototype of all objects of the page. To be called once, before the first chart.
 */
export function keepTextsFromBeingNames(): void {
  const { get, put } = LRU.prototype;
  Object.assign(LRU.prototype, {
    get(this: LRU<unknown>, key: string) {
      return get.call(this, PREFIX + key);
    },
    put(this: LRU<unknown>, key: string, value: unknown) {
      return put.call(this, PREFIX + key, value);
    },
  });
}
