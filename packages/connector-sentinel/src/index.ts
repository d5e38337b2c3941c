import type { Plugin } from "@winnow/core";
import { sentinelConnector } from "./sentinel/plugin.ts";
import { sentinelSink } from "./sink/plugin.ts";

export type { AuthOptions, Cloud, ConnectionOptions } from "./service/connection-options.ts";
export type { QueryServiceOptions } from "./service/service.ts";
export type { SentinelConnectorOptions } from "./sentinel/options.ts";
export type { SentinelSinkOptions } from "./sink/options.ts";
export type { TableSchemaFormat } from "./sink/table-schema.ts";
export { tableSchema } from "./sink/table-schema.ts";
export { sentinelConnector, sentinelSink };

export const plugins: readonly Plugin[] = [sentinelConnector as Plugin, sentinelSink as Plugin];
