export type { ErrorFactory } from "./errors.ts";
export { defineError, isWinnowError, runAborted, throwIfAborted, WinnowError } from "./errors.ts";
export { alignmentDistance, didYouMean, nearest } from "./nearest.ts";
export type { ColumnInfo, EventBatch, EventKind, EventStream, Gap, Reject } from "./events.ts";
export type { FieldMap, FieldSource, TimeFormat } from "./fields.ts";
export type { Analysis, AnalysisPlan, NamedValue, ReducedGroups } from "./analysis.ts";
export type { Dialect, Expression, ExpressionInput, Value, ValueType } from "./expressions.ts";
export type { Feature, FeatureFunction } from "./features.ts";
export { isFeatureFunction, pickFeatures } from "./features.ts";
export type {
  Activity,
  Drill,
  EventDigest,
  EventEngine,
  EventQuery,
  GroupBatch,
  Histogram,
  InputIdentity,
  KeyColumn,
  MembershipBatch,
  ReducePlan,
  Reduction,
} from "./reduction.ts";
export { contentDigest } from "./digest.ts";
export type { InputLedger, Ledger } from "./ledger.ts";
export { LIMITS } from "./limits.ts";
export { assertLedger } from "./ledger.ts";
export type { Clustering, PointMatrix } from "./points.ts";
export type {
  AssignmentBatch,
  FieldReader,
  FoldedRarity,
  GuardSummary,
  Manifest,
  Mark,
  OutputRow,
  RunResult,
  SlotTally,
} from "./results.ts";
export type {
  ClustererPlugin,
  ClustererTuning,
  ConnectorPlugin,
  ExtractorPlugin,
  FieldMapPlugin,
  OptionSchema,
  Plugin,
  PluginBase,
  PluginDefinition,
  PluginKind,
  Probe,
  Progress,
  RunContext,
  SinkContext,
  SinkPlugin,
} from "./plugins.ts";
export {
  API,
  defineClusterer,
  defineConnector,
  defineExtractor,
  defineFieldMap,
  defineSink,
  noOptions,
} from "./plugins.ts";
