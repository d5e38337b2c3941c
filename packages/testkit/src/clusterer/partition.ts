/**
 * Where two labellings of the same rows part, apart from the numbering of their clusters, or `undefined` when they agree.
 * Noise, −1, is no cluster: it agrees with noise only.
 */
export function partOfWays(one: ArrayLike<number>, other: ArrayLike<number>): string | undefined {
  if (one.length !== other.length) return `${one.length} labels against ${other.length}`;
  const forward = new Map<number, number>([[-1, -1]]);
  const backward = new Map<number, number>([[-1, -1]]);
  for (let row = 0; row < one.length; row++) {
    const a = one[row]!;
    const b = other[row]!;
    if ((forward.get(a) ?? b) !== b || (backward.get(b) ?? a) !== a) {
      return `row ${row} is ${named(a)} here and ${named(b)} there, unlike the rows before it`;
    }
    forward.set(a, b);
    backward.set(b, a);
  }
  return undefined;
}

function named(label: number): string {
  return label === -1 ? "noise" : `in cluster ${label}`;
}

/** What is wrong with labels in themselves, or `undefined`. */
export function labelFault(labels: unknown, rows: number, noise: boolean): string | undefined {
  if (!(labels instanceof Int32Array)) return "labels is not an Int32Array";
  if (labels.length !== rows) return `there are ${labels.length} labels for ${rows} points`;
  const used = [...new Set(labels)].sort((a, b) => a - b);
  if (used[0] !== undefined && used[0] < -1) return `a label is ${used[0]}`;
  if (used[0] === -1) {
    used.shift();
    if (!noise) return "a point is noise, and the plugin does not have the noise trait";
  }
  const gap = used.findIndex((label, number) => label !== number);
  return gap === -1 ? undefined : `there is a cluster ${used[gap]} and no cluster ${gap}`;
}
