import { member, textOf } from "../service/json.ts";
import { labelsOf } from "./entry.ts";
import { LokiFault } from "./streams.ts";
import type { Sample } from "./transport.ts";

/**
 * Reads the answer to a query in numbers at one time.
 * @throws LokiFault where it holds none
 */
export function readSamples(body: unknown): readonly Sample[] {
  const data = member(body, "data");
  const result = member(data, "result");
  const type = textOf(data, "resultType");
  if (!Array.isArray(result) || (type !== "vector" && type !== "matrix")) throw new LokiFault("it holds no counts");
  return result.map((series: unknown) => {
    const values = type === "vector" ? member(series, "value") : (member(series, "values") as unknown[])?.[0];
    const value = Number(Array.isArray(values) ? values[1] : Number.NaN);
    if (!Number.isFinite(value)) throw new LokiFault("a count is no number");
    return { labels: labelsOf(member(series, "metric")), value };
  });
}
