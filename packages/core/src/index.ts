export type { ErrorFactory, ErrorLocation, ErrorSpec } from "./errors.ts";
export { defineError, isWinnowError, placed, runAborted, throwIfAborted, WinnowError } from "./errors.ts";
export { alignmentDistance, didYouMean, nearest } from "./nearest.ts";
export type { ColumnInfo, EventBatch, EventKind, EventStream, Gap, Reject } from "./events.ts";
export type { FieldMap, FieldSource, RequiredColumn, TimeFormat } from "./fields.ts";
export { FIELDS, TIME_FIELD } from "./fields.ts";
export { formatTime, parseTime } from "./time.ts";
export type {
  Analysis,
  AnalysisPlan,
  NamedValue,
  PlannedGuard,
  PlannedRanking,
  PlannedTerm,
  PlannedVolume,
  ReducedGroups,
  Scale,
} from "./analysis.ts";
export type { BoundFields, TimeSource } from "./binding.ts";
export { bindCondition, bindExpression, bindFields } from "./binding.ts";
export type { DetectionHints, FieldDetection, NearFieldMap, WantedEvents } from "./field-detection.ts";
export { chooseFieldMap, describeSelection, detectFieldMap, nearFieldMaps, selectsNothing } from "./field-detection.ts";
export type { InlineFieldMapOptions } from "./field-sources.ts";
export { inlineFieldMap } from "./field-sources.ts";
export type { UnboundField } from "./field-errors.ts";
export { badFieldSource, unboundField, unboundTime, unknownField } from "./field-errors.ts";
export type { Expression, ExpressionInput, Literal, Value, ValueType } from "./expressions/syntax.ts";
export { columnsOf, expressionKey, fieldsOf, mapLeaves, requiredFieldsOf } from "./expressions/syntax.ts";
export type { Operator, Parameter, ParameterType } from "./expressions/operators.ts";
export { OPERATORS } from "./expressions/operators.ts";
export type { LeafReader } from "./expressions/parse.ts";
export { columnLeaf, fieldLeaf, parseExpression } from "./expressions/parse.ts";
export type { Evaluator, LeafValue } from "./expressions/evaluate.ts";
export { toEvaluator } from "./expressions/evaluate.ts";
export type { Application, Dialect, OperatorWriter } from "./expressions/dialect.ts";
export { compileExpression, KeyCollector, runsIn, splitExpression } from "./expressions/dialect.ts";
export type { PortablePattern } from "./expressions/pattern.ts";
export { portablePattern, replacementPattern, toRegExp } from "./expressions/pattern.ts";
export { DELIMITERS, WHITE_SPACE } from "./expressions/delimiters.ts";
export { exactCell, spreadsheetCell } from "./csv/cells.ts";
export { crc32 } from "./expressions/crc32.ts";
export type { Mask, MaskGroup } from "./templates/masks.ts";
export { MASKS } from "./templates/masks.ts";
export type { MaskSelection, SlotValue } from "./templates/template.ts";
export { fillTemplate, selectMasks, slots } from "./templates/template.ts";
export { badMask, unknownMask } from "./templates/errors.ts";
export { badArgument, malformedExpression, unknownOperator, unportablePattern } from "./expressions/errors.ts";
export type { Feature, FeatureFunction, Unit } from "./features.ts";
export { featurePickedTwice, isFeatureFunction, pickFeatures, unknownFeature } from "./features.ts";
export type {
  Activity,
  EventEngine,
  EventQuery,
  GroupBatch,
  GroupKey,
  Histogram,
  KeyColumn,
  MembershipBatch,
  ReducePlan,
} from "./reduction.ts";
export type { RunControl, Steps } from "./steps.ts";
export { runSteps, runStepsAsync, stepsWithin } from "./steps.ts";
export type { Ledger } from "./ledger.ts";
export { assertLedger, ledgerDoesNotAddUp } from "./ledger.ts";
export type { Clustering, PointMatrix } from "./points.ts";
export type { Expansion } from "./expansion.ts";
export { clusterWeighted, expandPoints, foldClustering, pointsFor, tooManyPoints } from "./expansion.ts";
export type {
  AssignmentBatch,
  FieldReader,
  FoldedRarity,
  GuardSummary,
  Manifest,
  Mark,
  OutputRow,
  RunCounts,
  RunResult,
  SlotTally,
} from "./results.ts";
export type {
  ClustererPlugin,
  ClustererTraits,
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
  SinkPlugin,
  Stability,
  TuningStart,
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
