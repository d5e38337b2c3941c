import { closeSync, openSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ConnectorPlugin } from "@winnow/core";
import { connectorChecks, type ConnectorSettings } from "../../src/index.ts";
import { soundSettings } from "./sound-connector.ts";

/** A connector with one bug, and the checks that must fail. */
export interface Broken {
  readonly bug: string;
  readonly plugin: ConnectorPlugin;
  readonly fails: readonly string[];
}

/** Ids of the checks that a connector fails. */
export async function failuresOf(
  plugin: ConnectorPlugin,
  settings: ConnectorSettings = soundSettings,
): Promise<string[]> {
  const failures: string[] = [];
  for (const check of connectorChecks(plugin, settings)) await check.run().catch(() => failures.push(check.id));
  return failures;
}

const leaked: number[] = [];

/** Opens a file and leaves it open until {@link closeLeaked}. */
export function leak(): void {
  leaked.push(openSync(fileURLToPath(import.meta.url), "r"));
}

export function closeLeaked(): void {
  for (const descriptor of leaked.splice(0)) closeSync(descriptor);
}
