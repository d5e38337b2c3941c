import type { Plugin } from "@winnow/core";
import { filesConnector } from "./files/plugin.ts";

export type { FilesConnectorOptions, SourceFormat } from "./files/options.ts";
export type { LogKind } from "./readers/detect.ts";
export { filesConnector };

export const plugins: readonly Plugin[] = [filesConnector as Plugin];
