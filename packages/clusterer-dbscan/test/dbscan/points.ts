import type { PointMatrix, RunContext } from "@winnow/core";

/** Points on a line, `gap` apart. */
export function lineOf(rows: number, gap: number): PointMatrix {
  return {
    rows,
    columns: ["x"],
    data: Float64Array.from({ length: rows }, (_, row) => row * gap),
    weights: new Float64Array(rows).fill(1),
  };
}

/** A context that keeps what it is warned of. */
export function contextOf(signal: AbortSignal = new AbortController().signal): {
  readonly context: RunContext;
  readonly warnings: string[];
} {
  const warnings: string[] = [];
  const warn = (message: string): void => {
    warnings.push(message);
  };
  return {
    context: { signal, profileDirectory: ".", outputDirectory: ".", progress: () => {}, warn, gap: () => {} },
    warnings,
  };
}
