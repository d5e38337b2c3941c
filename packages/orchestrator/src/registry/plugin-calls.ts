/** Options as the plugin's schema gives them back, defaults filled in. They were checked with the profile. */
export function validated(
  plugin: { readonly options: { readonly "~standard": { validate(value: unknown): unknown } } },
  options: Readonly<Record<string, unknown>> | undefined,
): unknown {
  return (plugin.options["~standard"].validate(options ?? {}) as { readonly value: unknown }).value;
}
