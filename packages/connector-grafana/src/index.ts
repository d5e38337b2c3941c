import type { Plugin } from "@winnow/core";
import { grafanaAnnotations } from "./sink/annotations/plugin.ts";
import { grafanaDashboard } from "./sink/dashboard/plugin.ts";
import { grafanaConnector } from "./source/plugin.ts";

export type { LineForm } from "./loki/lines/parser.ts";
export type { DataSourceChoice } from "./service/data-sources.ts";
export type { ServiceOptions } from "./service/options.ts";
export type { GrafanaAnnotationsOptions } from "./sink/annotations/options.ts";
export type { GrafanaDashboardOptions } from "./sink/dashboard/options.ts";
export type { GrafanaConnectorOptions } from "./source/options.ts";
export { grafanaAnnotations, grafanaConnector, grafanaDashboard };

export const plugins: readonly Plugin[] = [
  grafanaConnector as Plugin,
  grafanaAnnotations as Plugin,
  grafanaDashboard as Plugin,
];
