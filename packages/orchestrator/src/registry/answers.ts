import { pluginFailed } from "@winnow/analysis";
import { parseExpression } from "@winnow/expressions";
import {
  isFeatureFunction,
  type EventBatch,
  type EventEngine,
  type EventStream,
  type Feature,
  type Reduction,
  type Reject,
} from "@winnow/core";

/**
 * What plugins answer, held against their contracts: a plugin from outside is not trusted with the shape of its answer, and what
 * goes wrong later would be blamed on others.
 */

const ENGINE_METHODS = ["columns", "sample", "reduce", "close"] as const;

/** @throws `WN1304` when it is neither a stream nor an engine */
export function checkedSource(answer: unknown, plugin: string): EventStream | EventEngine {
  const fail = (problem: string): Error => pluginFailed({ plugin, stage: "open", problem });
  const { kind } = (answer ?? {}) as { readonly kind?: unknown };
  if (kind === "stream") {
    if (!isMethod(answer, "batches")) throw fail("its stream has no method batches()");
    return answer as EventStream;
  }
  if (kind !== "engine") throw fail("connect() gave neither a stream nor an engine");
  const missing = ENGINE_METHODS.find((name) => !isMethod(answer, name));
  if (missing !== undefined) throw fail(`its engine has no method ${missing}()`);
  return answer as EventEngine;
}

const REDUCTION_METHODS = ["groups", "exemplars", "ledger", "rejects", "inputs"] as const;

/** @throws `WN1304` when it lacks a method */
export function checkedReduction(answer: Reduction, plugin: string): Reduction {
  const missing = REDUCTION_METHODS.find((name) => !isMethod(answer ?? {}, name));
  if (missing === undefined) return answer;
  throw pluginFailed({ plugin, stage: "reduce", problem: `its reduction has no method ${missing}()` });
}

function isMethod(value: unknown, name: string): boolean {
  return typeof (value as Readonly<Record<string, unknown>>)[name] === "function";
}

/** @throws `WN1304` when columns and values do not fit together, or a value is neither text nor `null` */
export function checkedBatch(batch: EventBatch, plugin: string): EventBatch {
  const problem = faultOfBatch(batch);
  if (problem !== undefined) throw pluginFailed({ plugin, stage: "open", problem });
  return batch;
}

function isNoValue(value: unknown): boolean {
  return value !== null && typeof value !== "string";
}

function faultOfBatch(batch: EventBatch | undefined): string | undefined {
  const { columns, rows, values } = (batch ?? {}) as Partial<EventBatch>;
  if (!Array.isArray(columns) || !Array.isArray(values)) return "a batch has no columns or no values";
  if (!Number.isSafeInteger(rows) || rows! < 0) return `a batch has ${String(rows)} rows`;
  if (columns.length === 0 && rows! > 0) return `a batch has ${rows} rows and no columns`;
  if (columns.some((name) => typeof name !== "string" || name === "")) return "a column's name is empty or no text";
  if (new Set(columns).size !== columns.length) return "two columns of a batch have the same name";
  if (values.length !== columns.length) return `a batch has ${columns.length} columns, and values for ${values.length}`;
  const none = values.findIndex((column) => !Array.isArray(column));
  if (none >= 0) return `column "${columns[none]}" has no list of values`;
  const short = values.findIndex((column) => column.length !== rows);
  if (short >= 0) return `column "${columns[short]}" has ${values[short]!.length} values in a batch of ${rows} rows`;
  // Not `some`, which passes over holes.
  const wrong = values.findIndex((column) => column.findIndex(isNoValue) >= 0);
  return wrong >= 0 ? `column "${columns[wrong]}" holds a value that is neither text nor null` : undefined;
}

/** @throws `WN1304` when it does not say which record cannot be read, where it stands and why */
export function checkedReject(reject: Reject, plugin: string): Reject {
  const { file, line, reason, text } = (reject ?? {}) as Partial<Reject>;
  const texts = [file, reason, text].every((part) => typeof part === "string");
  if (texts && Number.isSafeInteger(line)) return reject;
  throw pluginFailed({ plugin, stage: "open", problem: "a reject lacks its file, line, reason or text" });
}

/** @throws `WN1304` when it is no list of features */
export function checkedFeatures(answer: unknown, plugin: string): readonly Feature[] {
  const fail = (problem: string): Error => pluginFailed({ plugin, stage: "plan", problem });
  if (!Array.isArray(answer)) throw fail("features() gave no list");
  for (const feature of answer as readonly Partial<Feature>[]) {
    if (typeof feature?.name !== "string" || feature.name === "") throw fail("a feature has no name");
    if (feature.value === undefined) throw fail(`the feature "${feature.name}" has no value`);
    const fault = faultOfValue(feature.value);
    if (fault !== undefined) throw fail(`the feature "${feature.name}": ${fault}`);
    if (typeof feature.unit !== "string") throw fail(`the feature "${feature.name}" has no unit`);
    if (typeof feature.doc !== "string") throw fail(`the feature "${feature.name}" has no doc`);
  }
  return answer as readonly Feature[];
}

function faultOfValue(value: Feature["value"]): string | undefined {
  if (isFeatureFunction(value) && !Array.isArray(value.inputs)) return "its inputs are no list";
  try {
    for (const input of isFeatureFunction(value) ? value.inputs : [value]) parseExpression(input);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** @throws `WN1304` when it is no list of file names */
export function checkedFiles(answer: unknown, plugin: string): readonly string[] {
  if (Array.isArray(answer) && answer.every((name) => typeof name === "string")) return answer;
  throw pluginFailed({ plugin, stage: "write", problem: "write() gave no list of the files it made" });
}
