import { principalComponents, project, type PrincipalComponents, type WeightedPoints } from "./principal.ts";

/** What a map can show along an axis. */
export interface Axis {
  /** `f0`, `f1`, … for features, `p0`, `p1` for principal components, `events`. */
  readonly id: string;
  readonly name: string;
  /** In lists. */
  readonly short: string;
  readonly type: "value" | "log";
  readonly values: Float64Array;
}

/** Points as features and as they were clustered. */
export interface Plotted {
  readonly raw: WeightedPoints;
  readonly scaled: WeightedPoints;
}

/** The axes that points can be shown along, by what people call them. Components are of the scaled points: what was clustered. */
export function axesOf({ raw, scaled }: Plotted, useScaled: boolean): readonly Axis[] {
  const shown = useScaled ? scaled : raw;
  const features = raw.columns.map((name, f): Axis => ({
    id: `f${f}`,
    name,
    short: name,
    type: "value",
    values: column(shown, f),
  }));
  const events: Axis = { id: "events", name: "events", short: "events", type: "log", values: raw.weights };
  return [...features, ...componentAxes(scaled), events];
}

/** What is shown first: the components where there are several features, else the features themselves. */
export function usualAxes(features: number): readonly [x: string, y: string] {
  if (features > 2) return ["p0", "p1"];
  return features === 2 ? ["f0", "f1"] : ["f0", "events"];
}

function componentAxes(scaled: WeightedPoints): Axis[] {
  if (scaled.columns.length < 2) return [];
  const found = componentsOf(scaled);
  return [0, 1].map((i) => ({
    id: `p${i}`,
    name: `principal component ${i + 1} (${percent(found.explained[i]!)} of the variance)`,
    short: `component ${i + 1} (${percent(found.explained[i]!)})`,
    type: "value",
    values: project(scaled, found.mean, found.directions[i]!),
  }));
}

/** Finer where whole percents would say all or nothing. */
function percent(share: number): string {
  const decimals = share > 0.99 || share < 0.01 ? 1 : 0;
  return `${(share * 100).toFixed(decimals)} %`;
}

const known = new WeakMap<Float64Array, PrincipalComponents>();

/** Of one set of points they are asked for again and again. */
function componentsOf(scaled: WeightedPoints): PrincipalComponents {
  const made = known.get(scaled.data) ?? principalComponents(scaled);
  known.set(scaled.data, made);
  return made;
}

function column({ rows, columns, data }: WeightedPoints, f: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => data[i * columns.length + f]!);
}
