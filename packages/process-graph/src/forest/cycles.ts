const NONE = -1;

/**
 * Cuts every cycle of a parent relation at its first member, which loses its parent.
 *
 * @param parents index of each one's parent, −1 for none; changed in place
 * @returns the members of each cycle, from the one that was cut down to the one that was its parent
 */
export function cutCycles(parents: Int32Array): number[][] {
  const cycles: number[][] = [];
  const walks = new Int32Array(parents.length).fill(NONE);
  for (let start = 0; start < parents.length; start++) {
    let at = start;
    while (at !== NONE && walks[at] === NONE) {
      walks[at] = start;
      at = parents[at]!;
    }
    // Back on the path of this very walk: a cycle, and `at` is on it.
    if (at !== NONE && walks[at] === start) cycles.push(cut(parents, at));
  }
  return cycles;
}

function cut(parents: Int32Array, member: number): number[] {
  const upwards = [member];
  for (let at = parents[member]!; at !== member; at = parents[at]!) upwards.push(at);
  const first = upwards.reduce((least, index) => Math.min(least, index), member);
  parents[first] = NONE;
  const downwards = upwards.reverse();
  const place = downwards.indexOf(first);
  return [...downwards.slice(place), ...downwards.slice(0, place)];
}
