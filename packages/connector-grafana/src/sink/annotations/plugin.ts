import { defineSink, type SinkPlugin } from "@winnow/core";
import { type GrafanaAnnotationsOptions, grafanaAnnotationsOptions } from "./options.ts";

/** Marks each row of the result in Grafana, from its first event to its last. */
export const grafanaAnnotations: SinkPlugin<GrafanaAnnotationsOptions> = defineSink({
  name: "grafana-annotations",
  summary:
    "one annotation in Grafana per row, from its first event to its last; run again, it changes and never doubles",
  options: grafanaAnnotationsOptions,
  write: async (result, options, context) => (await import("./write.ts")).writeAnnotations(result, options, context),
  probe: async function* (options, context) {
    const { probeAnnotations } = await import("../probe.ts");
    yield* probeAnnotations(options, context);
  },
});
