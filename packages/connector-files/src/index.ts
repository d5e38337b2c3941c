import type { Plugin } from "@winnow/core";
import { filesConnector } from "./files/plugin.ts";

export type { FilesConnectorOptions } from "./files/options.ts";
export { filesConnector };

export const plugins: readonly Plugin[] = [filesConnector as Plugin];
