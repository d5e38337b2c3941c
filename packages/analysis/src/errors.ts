import { defineError, isWinnowError, type ErrorFactory, type WinnowError } from "@winnow/core";

export const pluginFailed: ErrorFactory<{ plugin: string; stage: string; problem: string }> = defineError({
  code: "WN1304",
  summary: "A plugin threw an error that is not one of Winnow's, or returned something its contract does not allow.",
  message: ({ plugin, stage, problem }) => `${plugin} failed while the run was at "${stage}": ${problem}.`,
  hint: () => "Nothing was written. The plugin's author can find out more with WINNOW_DEBUG=1.",
});

export const guardBroken: ErrorFactory<{ field: string; value: string }> = defineError({
  code: "WN1318",
  summary: "A guarded value would have been hidden. A fault of Winnow or of a plugin; no result is given.",
  message: ({ field, value }) => `the guarded value ${JSON.stringify(value)} of ${field} is shown in no row.`,
  hint: () => "Please report this, with the profile and the source's format.",
});

/** Winnow's own errors as they are; anything else is a fault of the plugin, reported by name and stage. */
export function asPluginFailure(cause: unknown, plugin: string, stage: string): WinnowError {
  if (isWinnowError(cause)) return cause;
  return pluginFailed({ plugin, stage, problem: saidBy(cause) }, { cause });
}

/** What a thrown value says, in one line. Anything can be thrown, and asking it can fail, too. */
function saidBy(thrown: unknown): string {
  try {
    const text =
      thrown instanceof Error ? thrown.message || thrown.name : typeof thrown === "object" ? "" : String(thrown ?? "");
    return text.trim().split(/\r?\n/, 1)[0]!.replace(/\.$/, "") || "it did not say why";
  } catch {
    return "it threw something that cannot be shown";
  }
}
