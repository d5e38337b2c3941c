import type { Report } from "../../state/report.ts";

/** What the rows of a set have in a feature or a kept value. */
export type Span =
  | { readonly kind: "number"; readonly low: number; readonly high: number }
  | { readonly kind: "text"; readonly values: readonly string[] };

/** One feature or kept value, over the set that others are compared with, and over single rows. */
export interface Difference {
  readonly name: string;
  readonly reference: Span;
  /** For each compared row: what it has, and whether that lies outside of the reference. */
  readonly rows: readonly { readonly span: Span; readonly differs: boolean }[];
}

/** Compares rows with a set of others: features by their ranges, kept values by what occurs. */
export function differences(
  report: Report,
  reference: readonly number[],
  rows: readonly number[],
): readonly Difference[] {
  const { plan } = report.data.analysis;
  return [
    ...plan.features.map(({ name }, at) => differenceOf(name, (row) => numbersOf(report, row, at), reference, rows)),
    ...plan.kept.map(({ name }, at) => differenceOf(name, (row) => textsOf(report, row, at), reference, rows)),
  ];
}

function differenceOf(
  name: string,
  spanOf: (rows: readonly number[]) => Span,
  reference: readonly number[],
  rows: readonly number[],
): Difference {
  const whole = spanOf(reference);
  return {
    name,
    reference: whole,
    rows: rows.map((row) => {
      const span = spanOf([row]);
      return { span, differs: !isWithin(span, whole) };
    }),
  };
}

function numbersOf({ data, row }: Report, rows: readonly number[], at: number): Span {
  const { groups, plan } = data.analysis;
  let [low, high] = [Infinity, -Infinity];
  for (const index of rows) {
    for (const group of row(index).groups) {
      const value = groups.features[group * plan.features.length + at]!;
      [low, high] = [Math.min(low, value), Math.max(high, value)];
    }
  }
  return { kind: "number", low, high };
}

function textsOf({ data, row }: Report, rows: readonly number[], at: number): Span {
  const { groups } = data.analysis;
  const width = groups.dictionaries.length;
  const found = new Set<number>();
  for (const index of rows) for (const group of row(index).groups) found.add(groups.kept[group * width + at]!);
  return { kind: "text", values: [...found].map((value) => groups.dictionaries[at]![value]!) };
}

function isWithin(span: Span, whole: Span): boolean {
  if (span.kind === "number" && whole.kind === "number") return span.low >= whole.low && span.high <= whole.high;
  if (span.kind === "text" && whole.kind === "text") {
    const known = new Set(whole.values);
    return span.values.every((value) => known.has(value));
  }
  return false;
}
