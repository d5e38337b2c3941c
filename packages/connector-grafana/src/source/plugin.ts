import { type ConnectorPlugin, defineConnector } from "@winnow/core";
import { type GrafanaConnectorOptions, grafanaConnectorOptions } from "./options.ts";

/** Pulls events from any data source of Grafana. What talks to it is loaded when a profile uses it. */
export const grafanaConnector: ConnectorPlugin<GrafanaConnectorOptions> = defineConnector({
  name: "grafana",
  summary: "events behind Grafana: Loki to the nanosecond; Elasticsearch, Azure Monitor, ClickHouse, SQL and others",
  options: grafanaConnectorOptions,
  connect: async (options, context) => (await import("./connect.ts")).connect(options, context),
  probe: async function* (options, context) {
    const { probe } = await import("./probe.ts");
    yield* probe(options, context);
  },
});
