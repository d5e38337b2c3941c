import type { Plugin } from "@winnow/core";
import { grafanaAnnotations } from "./sink/annotations/plugin.ts";
import { grafanaDashboard } from "./sink/dashboard/plugin.ts";
import { grafanaConnector } from "./source/plugin.ts";

export type { GrafanaClient } from "./service/client.ts";
export type { GrafanaAnnotationsOptions } from "./sink/annotations/options.ts";
export type { GrafanaDashboardOptions } from "./sink/dashboard/options.ts";
export type { GrafanaConnectorOptions } from "./source/options.ts";
export { grafanaAnnotations, grafanaConnector, grafanaDashboard };

export const plugins: readonly Plugin[] = [
  grafanaConnector as Plugin,
  grafanaAnnotations as Plugin,
  grafanaDashboard as Plugin,
];
