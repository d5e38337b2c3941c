import { defineSink, type SinkPlugin } from "@winnow/core";
import { type GrafanaDashboardOptions, grafanaDashboardOptions } from "./options.ts";

/** A dashboard of the result, written anew by every run of the profile. */
export const grafanaDashboard: SinkPlugin<GrafanaDashboardOptions> = defineSink({
  name: "grafana-dashboard",
  summary: "a dashboard in Grafana: the run, the rows to read first, their events over time, the log behind them",
  options: grafanaDashboardOptions,
  write: async (result, options, context) => (await import("./write.ts")).writeDashboard(result, options, context),
  probe: async function* (options, context) {
    const { probeDashboard } = await import("../probe.ts");
    yield* probeDashboard(options, context);
  },
});
