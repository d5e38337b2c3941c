export { builtInRegistry } from "./builtin-plugins.ts";
export { builtInProfiles } from "./builtin-profiles.ts";
export type { Environment, Io, OutputStream } from "./io.ts";
export { main } from "./program.ts";
