import { defineSink, type SinkPlugin } from "@winnow/core";
import { sentinelSinkOptions, type SentinelSinkOptions } from "./options.ts";

/** Writes rows to a custom table. What it needs is loaded when it is used: other runs do not wait for it. */
export const sentinelSink: SinkPlugin<SentinelSinkOptions> = defineSink({
  name: "sentinel",
  summary: "Rows into a custom table of Microsoft Sentinel, through a data collection rule",
  options: sentinelSinkOptions,
  write: async (result, options, context) => {
    const { writeToSentinel } = await import("./write.ts");
    return writeToSentinel(result, options, context);
  },
  async *probe(options, context) {
    const { probeSentinelSink } = await import("./probe.ts");
    yield* probeSentinelSink(options, context);
  },
});
