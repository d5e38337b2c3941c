import type { ReducedGroups } from "@winnow/core";
import type { MergeableReduction } from "./mergeable.ts";

/**
 * The same reduction with some of its kept values and signals. Values that differ between groups should be among them: groups
 * are not folded again.
 * @param kept positions of kept values
 * @param signals positions of signals
 */
export function selectValues(
  reduction: MergeableReduction,
  { kept, signals }: { readonly kept: readonly number[]; readonly signals: readonly number[] },
): MergeableReduction {
  let selected: Promise<ReducedGroups> | undefined;
  const { keys, measures } = reduction.identity;
  const texts = keys.filter(({ type }) => type === "text");
  const identity = {
    ...reduction.identity,
    keys: [...keys.filter(({ type }) => type === "number"), ...kept.map((at) => texts[at]!)],
    measures: (["peak", "sum"] as const).flatMap((fold) => {
      const folded = measures.filter((measure) => measure.fold === fold);
      return signals.map((at) => folded[at]!);
    }),
  };
  const groups = (): Promise<ReducedGroups> =>
    (selected ??= reduction.groups().then((all) => ({
      ...all,
      kept: columnsOf(all.kept, all.size, kept),
      dictionaries: kept.map((at) => all.dictionaries[at]!),
      signals: columnsOf(all.signals, all.size, signals),
      signalSums: columnsOf(all.signalSums, all.size, signals),
    })));
  return { ...reduction, identity, groups };
}

function columnsOf<T extends Float64Array | Int32Array>(table: T, rows: number, positions: readonly number[]): T {
  const width = rows === 0 ? 0 : table.length / rows;
  const selected = table.slice(0, rows * positions.length) as T;
  for (let row = 0; row < rows; row++) {
    for (const [at, position] of positions.entries())
      selected[row * positions.length + at] = table[row * width + position]!;
  }
  return selected;
}
