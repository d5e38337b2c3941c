export type { FakeToken } from "./grafana/access.ts";
export type { Annotation } from "./grafana/annotations.ts";
export type { FakeRequest } from "./grafana/answer.ts";
export type { StoredDashboard } from "./grafana/dashboards.ts";
export type { FakeDataSource } from "./grafana/data-sources.ts";
export type { FakeGrafana, FakeGrafanaOptions } from "./grafana/fake-grafana.ts";
export { startFakeGrafana } from "./grafana/fake-grafana.ts";
export type { Failure, Fault } from "./grafana/faults.ts";
export type { LokiEntry } from "./grafana/loki.ts";
