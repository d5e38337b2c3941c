import type {
  ClustererPlugin,
  ConnectorPlugin,
  ExtractorPlugin,
  FieldMapPlugin,
  Plugin,
  PluginKind,
  SinkPlugin,
} from "@winnow/core";
import { API, isWinnowError } from "@winnow/core";
import { duplicatePlugin, notAPlugin } from "../errors.ts";

/** A plugin and where it came from: a package's name or a path, and its npm version. */
export interface RegistryEntry {
  readonly plugin: Plugin;
  readonly origin: string;
  readonly version: string;
}

/** What the plugins of each kind are. */
export interface PluginOfKind {
  readonly connector: ConnectorPlugin;
  readonly extractor: ExtractorPlugin;
  readonly clusterer: ClustererPlugin;
  readonly sink: SinkPlugin;
  readonly "field-map": FieldMapPlugin;
}

const KINDS: readonly string[] = ["connector", "extractor", "clusterer", "sink", "field-map"];

/** The plugins that a run may use, under `kind:name`. */
export class Registry {
  readonly #entries = new Map<string, RegistryEntry>();

  /** @throws `WN1302` not a plugin of this contract, `WN1303` a second one of the same kind and name */
  add(entry: RegistryEntry): void {
    assertPlugin(entry.plugin, entry.origin);
    const key = `${entry.plugin.kind}:${entry.plugin.name}`;
    const taken = this.#entries.get(key);
    if (taken !== undefined) throw duplicatePlugin({ key, first: taken.origin, second: entry.origin });
    this.#entries.set(key, entry);
  }

  get<K extends PluginKind>(kind: K, name: string): PluginOfKind[K] | undefined {
    return this.#entries.get(`${kind}:${name}`)?.plugin as PluginOfKind[K] | undefined;
  }

  list(): RegistryEntry[];
  list<K extends PluginKind>(kind: K): (RegistryEntry & { readonly plugin: PluginOfKind[K] })[];
  list(kind?: PluginKind): RegistryEntry[] {
    return [...this.#entries.values()].filter((entry) => kind === undefined || entry.plugin.kind === kind);
  }

  names(kind: PluginKind): string[] {
    return this.list(kind).map((entry) => entry.plugin.name);
  }

  entry(kind: PluginKind, name: string): RegistryEntry | undefined {
    return this.#entries.get(`${kind}:${name}`);
  }

  /** A registry with the same plugins, to which a profile's own may be added. */
  copy(): Registry {
    return createRegistry(this.list());
  }
}

export function createRegistry(entries: Iterable<RegistryEntry>): Registry {
  const registry = new Registry();
  for (const entry of entries) registry.add(entry);
  return registry;
}

/** What a plugin of each kind is asked to do. */
const METHODS: Readonly<Record<string, string>> = {
  connector: "connect",
  extractor: "features",
  clusterer: "cluster",
  sink: "write",
};

/** Says what is wrong with a value that stands where a plugin should, guessing the usual mistakes. */
function assertPlugin(value: unknown, specifier: string): asserts value is Plugin {
  try {
    assertShape(value, specifier);
  } catch (error) {
    if (isWinnowError(error)) throw error;
    throw notAPlugin({ specifier, problem: "it fails when it is looked at" }, { cause: error });
  }
}

function assertShape(value: unknown, specifier: string): asserts value is Plugin {
  const fail = (problem: string): Error => notAPlugin({ specifier, problem });
  if (typeof value === "function") throw fail("it exports a function; export what the function returns");
  if (typeof value !== "object" || value === null) throw fail("it exports something that is not an object");
  const { api, kind, name } = value as Partial<Plugin>;
  if (typeof kind !== "string" || !KINDS.includes(kind)) {
    throw fail(`its kind is ${JSON.stringify(kind)}, not one of ${KINDS.join(", ")}`);
  }
  if (api !== API) throw fail(`it speaks contract ${String(api)}, this Winnow speaks ${API}`);
  if (typeof name !== "string" || !/^[a-z][a-z0-9-]*$/.test(name)) {
    throw fail(`its name ${JSON.stringify(name)} is not lower case words joined by hyphens`);
  }
  const fault = faultOfParts(value as Readonly<Record<string, unknown>>, kind);
  if (fault !== undefined) throw fail(`${kind} "${name}" ${fault}`);
}

function faultOfParts(plugin: Readonly<Record<string, unknown>>, kind: string): string | undefined {
  if (typeof plugin["summary"] !== "string") return "has no summary";
  if (kind === "field-map") return typeof plugin["map"] === "object" ? undefined : "has no map";
  const schema = (plugin["options"] as Partial<Plugin["options"]> | undefined)?.["~standard"];
  if (typeof schema?.validate !== "function") return "has no schema of its options";
  if (typeof schema.jsonSchema?.input !== "function") return "has a schema of options that gives no JSON Schema";
  const method = METHODS[kind]!;
  if (typeof plugin[method] !== "function") return `has no ${method}()`;
  if (kind === "clusterer" && typeof plugin["traits"] !== "object") return "has no traits";
  if (kind !== "extractor") return undefined;
  return ["accepts", "catalogue"]
    .map((list) => (Array.isArray(plugin[list]) ? undefined : `has no list \`${list}\``))
    .find(Boolean);
}
