import type { Metric } from "@winnow/spatial";
import { badMetric } from "./errors.ts";

const METRICS: ReadonlySet<Metric> = new Set(["euclidean", "manhattan", "chebyshev"]);

/** @throws WinnowError WN1818 for what JavaScript can pass and types would not */
export function checkMetric(metric: Metric): void {
  if (!METRICS.has(metric)) throw badMetric({ metric });
}
