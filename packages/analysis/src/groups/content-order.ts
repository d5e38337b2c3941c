import type { ReducedGroups } from "@winnow/core";

/** What the order of groups depends on. */
export type OrderedGroups = Pick<ReducedGroups, "size" | "firstTimes" | "features" | "kept" | "dictionaries">;

/**
 * Order of groups by what they hold: by first time, then by kept values, then by features. Two groups of a reduction
 * differ in one of these, so that neither the order of the input nor an engine decides.
 * @param sortText what stands for a kept value in comparisons; the value itself when left out
 * @returns group numbers in content order
 */
export function contentOrder(groups: OrderedGroups, sortText: (text: string) => string = (text) => text): Int32Array {
  const { size, firstTimes } = groups;
  const order = Int32Array.from({ length: size }, (_, group) => group);
  const compare = comparison(groups, sortText);
  if (!isAscending(firstTimes)) return order.sort((a, b) => compareTimes(firstTimes, a, b) || compare(a, b));
  // Engines number groups by time: only those of one instant are left to sort.
  for (let start = 0; start < size;) {
    let end = start + 1;
    while (end < size && firstTimes[end] === firstTimes[start]) end++;
    if (end - start > 1) order.subarray(start, end).sort(compare);
    start = end;
  }
  return order;
}

function isAscending(times: BigInt64Array): boolean {
  for (let i = 1; i < times.length; i++) if (times[i]! < times[i - 1]!) return false;
  return true;
}

function compareTimes(times: BigInt64Array, a: number, b: number): number {
  return times[a]! < times[b]! ? -1 : times[a]! > times[b]! ? 1 : 0;
}

function comparison(
  { size, features, kept, dictionaries }: OrderedGroups,
  sortText: (text: string) => string,
): (a: number, b: number) => number {
  const [texts, numbers] = [dictionaries.length, size === 0 ? 0 : features.length / size];
  return (a, b) => {
    for (let i = 0; i < texts; i++) {
      const [left, right] = [kept[a * texts + i]!, kept[b * texts + i]!];
      if (left === right) continue;
      const difference = compareTexts(dictionaries[i]![left]!, dictionaries[i]![right]!, sortText);
      if (difference !== 0) return difference;
    }
    for (let i = 0; i < numbers; i++) {
      const difference = features[a * numbers + i]! - features[b * numbers + i]!;
      if (difference !== 0) return difference;
    }
    return 0;
  };
}

function compareTexts(a: string, b: string, sortText: (text: string) => string): number {
  const [left, right] = [sortText(a), sortText(b)];
  if (left !== right) return left < right ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Numbers groups in this order and their dictionaries in the order in which values then appear. Moves rows within the
 * arrays of `groups`, which are not to be used afterwards: groups may fill most of the memory.
 */
export function reorderGroups(groups: ReducedGroups, order: Int32Array): ReducedGroups {
  if (order.every((group, at) => group === at)) return groups;
  const { size, dictionaries, ...tables } = groups;
  // Peaks can be the exemplars themselves.
  for (const table of new Set(Object.values(tables))) permuteRows(table, table.length / size, order);
  return { ...groups, ...renumbered(tables.kept, dictionaries) };
}

/** Puts row `order[i]` at place `i`, cycle by cycle. */
function permuteRows(table: Float64Array | Int32Array | BigInt64Array, width: number, order: Int32Array): void {
  const isPlaced = new Uint8Array(order.length);
  for (let start = 0; start < order.length; start++) {
    if (isPlaced[start] === 1 || order[start] === start) continue;
    const first = table.slice(start * width, (start + 1) * width);
    let at = start;
    for (let from = order[at]!; from !== start; from = order[at]!) {
      table.copyWithin(at * width, from * width, (from + 1) * width);
      isPlaced[at] = 1;
      at = from;
    }
    table.set(first as never, at * width);
    isPlaced[at] = 1;
  }
}

function renumbered(
  kept: Int32Array,
  dictionaries: ReducedGroups["dictionaries"],
): Pick<ReducedGroups, "kept" | "dictionaries"> {
  const width = dictionaries.length;
  const numbers = dictionaries.map((dictionary) => new Int32Array(dictionary.length).fill(-1));
  const appeared = dictionaries.map((): string[] => []);
  kept.forEach((value, at) => {
    const field = at % width;
    const known = numbers[field]![value]!;
    kept[at] = known >= 0 ? known : (numbers[field]![value] = appeared[field]!.push(dictionaries[field]![value]!) - 1);
  });
  return { kept, dictionaries: appeared };
}
