import type { Plugin } from "@winnow/core";
import { grafanaConnector } from "./source/plugin.ts";

export type { GrafanaClient } from "./service/client.ts";
export type { GrafanaConnectorOptions } from "./source/options.ts";
export { grafanaConnector };

export const plugins: readonly Plugin[] = [grafanaConnector as Plugin];
