import { formatTime } from "@winnow/expressions";
import type { GraphNode, ProcessNode, SessionNode } from "../graph.ts";

type Exported<N> = Omit<N, "time" | "seen"> & { readonly time: string | null; readonly seen: string | null };

/** A node's attributes as every format writes them: instants as ISO 8601 text. */
export function exportedNode(node: GraphNode): Exported<ProcessNode> | Exported<SessionNode> {
  return { ...node, time: instant(node.time), seen: instant(node.seen) };
}

function instant(time: bigint | null): string | null {
  return time === null ? null : formatTime(time);
}
