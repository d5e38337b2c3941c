/**
 * How far two clusterings of the same rows agree, noise counted as one more cluster.
 * @param {Int32Array} ours
 * @param {Int32Array} theirs
 * @returns {{ readonly equal: boolean, readonly index: number }} whether they are the same partition, and the adjusted
 *   Rand index (L. Hubert, P. Arabie, "Comparing partitions", Journal of Classification 2, 1985): 1 for equal ones, about 0
 *   for unrelated ones
 */
export function agreement(ours, theirs) {
  const [rowSums, columnSums, cells] = [new Map(), new Map(), new Map()];
  const width = largest(theirs) + 2;
  for (let i = 0; i < ours.length; i++) {
    const [a, b] = [(ours[i] ?? -1) + 1, (theirs[i] ?? -1) + 1];
    add(rowSums, a);
    add(columnSums, b);
    add(cells, a * width + b);
  }
  const [together, inOurs, inTheirs] = [pairs(cells), pairs(rowSums), pairs(columnSums)];
  const expected = (inOurs * inTheirs) / pairsOf(ours.length);
  const most = (inOurs + inTheirs) / 2;
  const noiseAgrees = ours.every((label, i) => label < 0 === (theirs[i] ?? -1) < 0);
  return {
    equal: noiseAgrees && cells.size === rowSums.size && cells.size === columnSums.size,
    index: most === expected ? 1 : (together - expected) / (most - expected),
  };
}

/** @param {Int32Array} labels */
function largest(labels) {
  return labels.reduce((most, label) => Math.max(most, label), -1);
}

/** @param {Map<number, number>} counts @param {number} key */
function add(counts, key) {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** @param {ReadonlyMap<number, number>} counts */
function pairs(counts) {
  let sum = 0;
  for (const count of counts.values()) sum += pairsOf(count);
  return sum;
}

/** @param {number} count */
function pairsOf(count) {
  return (count * (count - 1)) / 2;
}
