import { readFileSync } from "node:fs";
import { plugins as dbscan } from "@winnow/clusterer-dbscan";
import { defineConnector, type EventEngine, noOptions, type Plugin } from "@winnow/core";
import { plugins as linux } from "@winnow/features-linux";
import { plugins as windows } from "@winnow/features-windows";
import { plugins as maps } from "@winnow/field-maps";
import { createRegistry, loadProfile, type LoadedProfile } from "@winnow/orchestrator";

const FOLDER = new URL("../../../cli/profiles/", import.meta.url);

/** A profile that ships with the command, on a given engine and without its sinks. */
export function builtIn(name: string, engine: EventEngine): Promise<LoadedProfile> {
  const connector = defineConnector({
    name: "given",
    summary: "an engine that a test opened",
    options: noOptions,
    connect: () => Promise.resolve(engine),
  });
  const plugins: readonly Plugin[] = [connector, ...maps, ...windows, ...linux, ...dbscan];
  const registry = createRegistry(plugins.map((plugin) => ({ plugin, origin: "test", version: "0.0.0" })));
  const text = readFileSync(new URL(`${name}.yaml`, FOLDER), "utf8").replace(/\nsinks:[\s\S]*$/, "\n");
  return loadProfile({ text: `${text}\nsource: { use: given }\n` }, { registry });
}
