import { createRequire } from "node:module";
import type { Plugin } from "@winnow/core";
import { createRegistry, loadProfilePlugins, type Registry, type RegistryEntry } from "@winnow/orchestrator";
import { builtInProfiles } from "./builtin-profiles.ts";

/** The plugins that every Winnow brings, package by package. Loaded when a command needs them, all at once. */
const PACKAGES: Readonly<Record<string, () => Promise<{ readonly plugins: readonly Plugin[] }>>> = {
  "@winnow/connector-files": () => import("@winnow/connector-files"),
  "@winnow/connector-grafana": () => import("@winnow/connector-grafana"),
  "@winnow/connector-sentinel": () => import("@winnow/connector-sentinel"),
  "@winnow/field-maps": () => import("@winnow/field-maps"),
  "@winnow/features-windows": () => import("@winnow/features-windows"),
  "@winnow/features-linux": () => import("@winnow/features-linux"),
  "@winnow/clusterer-dbscan": () => import("@winnow/clusterer-dbscan"),
  "@winnow/clusterer-hdbscan": () => import("@winnow/clusterer-hdbscan"),
  "@winnow/clusterer-kmeans": () => import("@winnow/clusterer-kmeans"),
  "@winnow/sink-files": () => import("@winnow/sink-files"),
  "@winnow/sink-html": () => import("@winnow/sink-html"),
};

/** A registry of the built-in plugins, to which a profile may add its own. */
export async function builtInRegistry(): Promise<Registry> {
  const entries = await Promise.all(Object.entries(PACKAGES).map(([name, load]) => entriesOf(name, load)));
  return createRegistry(entries.flat());
}

/** The built-in plugins, and those that a profile brings where one is named. */
export async function registryWith(profile: string | undefined): Promise<Registry> {
  const registry = await builtInRegistry();
  return profile === undefined
    ? registry
    : loadProfilePlugins({ path: profile }, { registry, builtIn: builtInProfiles });
}

async function entriesOf(name: string, load: () => Promise<{ plugins: readonly Plugin[] }>): Promise<RegistryEntry[]> {
  const { plugins } = await load();
  const { version } = createRequire(import.meta.url)(`${name}/package.json`) as { readonly version: string };
  return plugins.map((plugin) => ({ plugin, origin: name, version }));
}
