type Mapping = Readonly<Record<string, unknown>>;

/**
 * What `extends:` means: mappings merge key by key, lists and everything else are replaced. Options (`with`) belong
 * to their plugin: where `use` changes, they start empty.
 */
export function mergeProfiles(base: unknown, own: unknown): unknown {
  if (!isMapping(base) || !isMapping(own)) return own;
  const merged: Record<string, unknown> = { ...base };
  if ("use" in base && "use" in own && base["use"] !== own["use"]) delete merged["with"];
  for (const [key, value] of Object.entries(own)) {
    merged[key] = key in merged ? mergeProfiles(merged[key], value) : value;
  }
  return merged;
}

/**
 * Sets `value` at a dotted path (`cluster.with.eps`, `features.0.use`), making mappings on the way. As in
 * {@link mergeProfiles}, a plugin that takes another's place starts without options.
 */
export function setAt(root: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(root)) {
    const index = Number(key);
    if (!Number.isInteger(index) || index < 0 || index >= root.length) {
      throw new RangeError(`the list has no item ${key}; it has ${root.length}`);
    }
    return root.map((item, i) => (i === index ? setAt(item, rest, value) : item));
  }
  if (root !== undefined && root !== null && !isMapping(root)) {
    throw new TypeError(`"${key}" would stand inside ${JSON.stringify(root)}, which holds no keys`);
  }
  const own: Mapping = root ?? {};
  const next = setAt(own[key], rest, value);
  return key === "use" ? mergeProfiles(own, { use: next }) : { ...own, [key]: next };
}

export function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
