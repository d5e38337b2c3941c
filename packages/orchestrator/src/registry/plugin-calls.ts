import { isWinnowError } from "@winnow/core";
import { pluginFailed } from "../errors.ts";

/** Options as the plugin's schema gives them back, defaults filled in. They were checked with the profile. */
export function validated(
  plugin: { readonly options: { readonly "~standard": { validate(value: unknown): unknown } } },
  options: Readonly<Record<string, unknown>> | undefined,
): unknown {
  return (plugin.options["~standard"].validate(options ?? {}) as { readonly value: unknown }).value;
}

/** Winnow's own errors as they are; anything else is a fault of the plugin, reported by name and stage. */
export function asPluginFailure(cause: unknown, plugin: string, stage: string): Error {
  if (isWinnowError(cause)) return cause;
  const problem = cause instanceof Error ? cause.message : String(cause);
  return pluginFailed({ plugin, stage, problem }, { cause });
}
