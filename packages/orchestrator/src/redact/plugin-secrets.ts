type Members = Readonly<Record<string, unknown>>;

const SECRET =
  /^(?:token|secret|password|passphrase)$|(?:Token|Secret|Password|Passphrase)$|^(?:api|access|account|private)Key$/;
const FROM_ENVIRONMENT = /\$\{env:\w+\}/;

/** What stands in the manifest in place of a secret. */
const LEFT_OUT = "(left out: a secret)";

/**
 * A profile as data, for the manifest: what source and sinks are given under the name of a secret, and is written out
 * instead of taken from the environment, is left out. Manifests and reports are passed on; tokens must not be.
 */
export function withoutPluginSecrets(document: unknown): unknown {
  if (!isObject(document)) return document;
  const parts = ["source", "sinks"].filter((name) => Object.hasOwn(document, name));
  return { ...document, ...Object.fromEntries(parts.map((name) => [name, masked(document[name])])) };
}

function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, isWrittenOut(name, inner) ? LEFT_OUT : masked(inner)]),
  );
}

function isWrittenOut(name: string, value: unknown): boolean {
  return SECRET.test(name) && typeof value === "string" && !FROM_ENVIRONMENT.test(value);
}

function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
