import { type ConnectorPlugin, defineConnector } from "@winnow/core";
import { type SentinelConnectorOptions, sentinelConnectorOptions } from "./options.ts";

/** Reads Microsoft Sentinel. What it needs is loaded when it is used: other runs do not wait for it. */
export const sentinelConnector: ConnectorPlugin<SentinelConnectorOptions> = defineConnector({
  name: "sentinel",
  summary: "Microsoft Sentinel (Azure Monitor Logs): a table or a KQL query, reduced there or pulled",
  options: sentinelConnectorOptions,
  connect: async (options, context) => {
    const { connectSentinel } = await import("./connect.ts");
    return connectSentinel(options, context);
  },
  async *probe(options, context) {
    const { probeSentinel } = await import("./probe.ts");
    yield* probeSentinel(options, context);
  },
});
