import { formatTime } from "@winnow/core";
import type { GraphEdge, GraphNode } from "../graph.ts";

/** What an attribute holds in a file. */
export type ExportValue = string | number | boolean | null | readonly number[];

/** The attributes of a node or an edge as every format writes them: instants as ISO 8601 text. */
export function exportedAttributes(attributes: GraphNode | GraphEdge): Record<string, ExportValue> {
  const exported: Record<string, ExportValue> = {};
  for (const [name, value] of Object.entries(attributes) as [string, ExportValue | bigint | undefined][]) {
    if (typeof value === "bigint") exported[name] = formatTime(value);
    else if (value !== undefined) exported[name] = value;
  }
  return exported;
}
