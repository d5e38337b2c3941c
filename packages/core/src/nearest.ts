/** Nobody mistypes a name as long as this; a damaged header may hold one of megabytes. */
const LONGEST = 500;

/**
 * The candidate nearest to `wanted` by optimal string alignment distance, letter case ignored, or `undefined` when
 * none is near enough (more than a third of the letters differ) to be what was meant.
 */
export function nearest(wanted: string, candidates: Iterable<string>): string | undefined {
  const target = wanted.toLowerCase();
  const allowed = Math.max(1, Math.floor(wanted.length / 3));
  let best: string | undefined;
  let bestDistance = allowed + 1;
  if (target.length > LONGEST) return undefined;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - wanted.length) >= bestDistance) continue;
    const distance = alignmentDistance(target, candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** `Did you mean "x"? ` or nothing: the start of many a hint. */
export function didYouMean(wanted: string, candidates: Iterable<string>): string {
  const guess = nearest(wanted, candidates);
  return guess === undefined ? "" : `Did you mean "${guess}"? `;
}

/** Edits (insert, delete, replace, swap of neighbours) that turn `a` into `b`. Time and space |a|·|b|. */
export function alignmentDistance(a: string, b: string): number {
  const width = b.length + 1;
  const cells = new Uint16Array((a.length + 1) * width);
  for (let j = 0; j < width; j++) cells[j] = j;
  for (let i = 1; i <= a.length; i++) {
    cells[i * width] = i;
    for (let j = 1; j < width; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let edits = Math.min(
        cells[(i - 1) * width + j]! + 1,
        cells[i * width + j - 1]! + 1,
        cells[(i - 1) * width + j - 1]! + cost,
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        edits = Math.min(edits, cells[(i - 2) * width + j - 2]! + 1);
      }
      cells[i * width + j] = edits;
    }
  }
  return cells[a.length * width + b.length]!;
}
