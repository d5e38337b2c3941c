import type { Plugin, PluginBase, PluginKind } from "@winnow/core";
import { badSettings } from "../errors.ts";

/** What checks of options are put to: a plugin of any kind, and options as a profile would give them. */
export interface OptionSubject {
  readonly plugin: Pick<PluginBase<PluginKind, never>, "kind" | "name"> & { readonly options: Plugin["options"] };
  readonly settings: { readonly options: unknown };
}

export type Validation = { readonly value: unknown } | { readonly issues: readonly string[] };

/** What the plugin's schema makes of some options. */
export async function validated(plugin: OptionSubject["plugin"], options: unknown): Promise<Validation> {
  const result = await plugin.options["~standard"].validate(options);
  if (result.issues === undefined) return { value: result.value };
  return { issues: result.issues.map(({ message }) => message) };
}

/**
 * The options of a profile, as the plugin gets them.
 *
 * @throws `WN2104` when the plugin does not accept them
 */
export async function pluginOptions(plugin: OptionSubject["plugin"], options: unknown): Promise<unknown> {
  const result = await validated(plugin, options);
  if ("issues" in result) {
    throw badSettings({ plugin: `${plugin.kind} "${plugin.name}"`, issues: result.issues.join("; ") });
  }
  return result.value;
}
