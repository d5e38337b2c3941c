export type { Certificate } from "./certificate.ts";
export { makeCertificate } from "./certificate.ts";
export type { FaultOf } from "./faults.ts";
export type { FakeToken } from "./grafana/access.ts";
export type { Annotation } from "./grafana/annotations.ts";
export type { FakeRequest } from "./grafana/answer.ts";
export type { Folder, StoredDashboard } from "./grafana/dashboards.ts";
export type {
  FakeDataSource,
  FakeElasticsearch,
  FakeFrames,
  FakeLoki,
  FakeSqlColumn,
  FakeSqlTable,
  NamedDataSource,
} from "./grafana/data-sources.ts";
export type { FakeGrafana, FakeGrafanaOptions } from "./grafana/fake-grafana.ts";
export { startFakeGrafana } from "./grafana/fake-grafana.ts";
export type { Failure, Fault } from "./grafana/faults.ts";
export type { FrameMeta } from "./grafana/frames.ts";
export type { LokiLimits } from "./grafana/loki/limits.ts";
export type { LokiEntry } from "./grafana/loki/entry.ts";
export type { KqlType } from "./kql/types.ts";
export type { SentinelFailure, SentinelFault, SentinelRequest } from "./sentinel/faults.ts";
export type { FakeSentinel, FakeSentinelOptions, TokenState } from "./sentinel/fake-sentinel.ts";
export { FAKE_WORKSPACE, startFakeSentinel } from "./sentinel/fake-sentinel.ts";
export type { IngestedRow } from "./sentinel/ingestion.ts";
export type { SentinelLimits } from "./sentinel/limits.ts";
export type { FakeColumn, FakeRow, FakeTable, FakeTables, FakeValue } from "./sentinel/tables.ts";
