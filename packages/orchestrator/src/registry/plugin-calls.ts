/** Options as the plugin's schema gives them back, defaults filled in. They were checked with the profile. */
export function validated(
  plugin: { readonly options: { readonly "~standard": { validate(value: unknown): unknown } } },
  options: Readonly<Record<string, unknown>> | undefined,
): unknown {
  return (plugin.options["~standard"].validate(options ?? {}) as { readonly value: unknown }).value;
}

/** The same, so that a plugin that would change its options fails instead. */
export function frozenOptions(...[plugin, options]: Parameters<typeof validated>): unknown {
  return frozen(validated(plugin, options));
}

/** Freezes plain data all the way down; typed arrays cannot be frozen and stay as they are. */
export function frozen<T>(value: T): T {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) frozen(part);
  return value;
}
