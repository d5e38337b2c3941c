import type { Plugin } from "@winnow/core";
import { sentinelConnector } from "./sentinel/plugin.ts";

export type { SentinelConnectorOptions } from "./sentinel/options.ts";
export { sentinelConnector };

export const plugins: readonly Plugin[] = [sentinelConnector as Plugin];
