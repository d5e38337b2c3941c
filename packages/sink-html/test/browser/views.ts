import { readFileSync } from "node:fs";

const registry = readFileSync(new URL("../../page/views/registry.ts", import.meta.url), "utf8");

/** The names of all views, as the registry lists them: in Node the views themselves cannot be imported, nor their styles. */
export const VIEWS: readonly string[] = Array.from(registry.matchAll(/from "\.\/([a-z]+)\//g), ([, name]) => name!);
