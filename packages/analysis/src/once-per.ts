/**
 * Remembers what was made of a thing for as long as the thing is there. Groups and plans never change, and a report goes
 * from the same groups to rows again and again.
 */
export function oncePer<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, { readonly made: V }>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found.made;
    const made = make(key);
    known.set(key, { made });
    return made;
  };
}
