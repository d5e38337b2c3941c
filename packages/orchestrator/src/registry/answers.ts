import { pluginFailed } from "@winnow/analysis";
import type { EventBatch, EventEngine, EventStream, Feature } from "@winnow/core";

/**
 * What plugins answer, held against their contracts: a plugin from outside is not trusted with the shape of its answer, and what
 * goes wrong later would be blamed on others.
 */

const ENGINE_METHODS = ["columns", "sample", "reduce", "ledger", "rejects", "events", "histogram", "close"] as const;

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

function isMethod(value: unknown, name: string): boolean {
  return typeof (value as Readonly<Record<string, unknown>>)[name] === "function";
}

/** @throws `WN1304` when columns and values do not fit together, or a value is neither text nor `null` */
export function checkedBatch(batch: EventBatch, plugin: string): EventBatch {
  const problem = faultOfBatch(batch);
  if (problem !== undefined) throw pluginFailed({ plugin, stage: "open", problem });
  return batch;
}

function faultOfBatch(batch: EventBatch | undefined): string | undefined {
  const { columns, rows, values } = (batch ?? {}) as Partial<EventBatch>;
  if (!Array.isArray(columns) || !Array.isArray(values)) return "a batch has no columns or no values";
  if (columns.some((name) => typeof name !== "string")) return "a column's name is not text";
  if (new Set(columns).size !== columns.length) return "two columns of a batch have the same name";
  if (values.length !== columns.length) return `a batch has ${columns.length} columns, and values for ${values.length}`;
  const short = values.findIndex((column) => column.length !== rows);
  if (short >= 0) return `column "${columns[short]}" has ${values[short]!.length} values in a batch of ${rows} rows`;
  const wrong = values.findIndex((column) =>
    column.some((value: unknown) => value !== null && typeof value !== "string"),
  );
  return wrong >= 0 ? `column "${columns[wrong]}" holds a value that is neither text nor null` : undefined;
}

/** @throws `WN1304` when it is no list of features */
export function checkedFeatures(answer: unknown, plugin: string): readonly Feature[] {
  const fail = (problem: string): Error => pluginFailed({ plugin, stage: "plan", problem });
  if (!Array.isArray(answer)) throw fail("features() gave no list");
  for (const feature of answer as readonly Partial<Feature>[]) {
    if (typeof feature?.name !== "string" || feature.name === "") throw fail("a feature has no name");
    if (feature.value === undefined) throw fail(`the feature "${feature.name}" has no value`);
    if (typeof feature.unit !== "string") throw fail(`the feature "${feature.name}" has no unit`);
    if (typeof feature.doc !== "string") throw fail(`the feature "${feature.name}" has no doc`);
  }
  return answer as readonly Feature[];
}

/** @throws `WN1304` when it is no list of file names */
export function checkedFiles(answer: unknown, plugin: string): readonly string[] {
  if (Array.isArray(answer) && answer.every((name) => typeof name === "string")) return answer;
  throw pluginFailed({ plugin, stage: "write", problem: "write() gave no list of the files it made" });
}
